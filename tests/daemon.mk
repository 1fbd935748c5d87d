# SPDX-License-Identifier: GPL-3.0-or-later
# The daemon, people and the pipeline; the whole way from a wearable to the disk.
DAEMON_TEST_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
DAEMON_TEST_LIBS = libht-daemon.a libht-link.a libht-trust.a libht-codec.a libht-programme.a libht-rehab.a libht-motion.a libht-privacy.a libht-pack.a \
	libht-ecg.a libht-body-trust.a libht-signal.a libht-twin.a libht-dbus.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(SQLCIPHER_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(FLAC_LIBS) $(ZSTD_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/integration/store-dump
tests_integration_store_dump_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_integration_store_dump_SOURCES = tests/integration/store-dump.c
tests_integration_store_dump_LDADD = $(DAEMON_TEST_LIBS)

DAEMON_RECORDING_TESTS = tests/integration/test-bus-equals-analyze.py
TESTS += $(DAEMON_RECORDING_TESTS)
RECORDING_TESTS += $(DAEMON_RECORDING_TESTS)
EXTRA_DIST += tests/integration/hub_under_test.py $(DAEMON_RECORDING_TESTS)

PIPELINE_FIXTURE = tests/unit/flag-permit.h tests/unit/pipeline-fixture.c tests/unit/pipeline-fixture.h
DAEMON_UNIT_TESTS = tests/unit/test-common-records tests/unit/test-record-copy tests/unit/test-fd-io tests/unit/test-live tests/unit/test-people tests/unit/test-pipeline \
	tests/unit/test-pins tests/unit/test-pipeline-sensors tests/unit/test-pipeline-time
check_PROGRAMS += $(DAEMON_UNIT_TESTS)
TESTS += $(DAEMON_UNIT_TESTS)
tests_unit_test_common_records_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_common_records_SOURCES = tests/unit/test-common-records.c
tests_unit_test_common_records_LDADD = libht-common.a $(GIO_LIBS)
tests_unit_test_record_copy_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_record_copy_SOURCES = tests/unit/test-record-copy.c
tests_unit_test_record_copy_LDADD = libht-common-glib.a libht-common.a $(GIO_LIBS)
tests_unit_test_fd_io_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_fd_io_SOURCES = tests/unit/test-fd-io.c
tests_unit_test_fd_io_LDADD = libht-common-glib.a libht-common.a $(GIO_LIBS)
tests_unit_test_live_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_live_SOURCES = tests/unit/test-live.c tests/unit/flag-permit.h
tests_unit_test_live_LDADD = $(DAEMON_TEST_LIBS)
tests_unit_test_people_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_people_SOURCES = tests/unit/test-people.c
tests_unit_test_people_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_pipeline_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_pipeline_SOURCES = $(PIPELINE_FIXTURE) tests/unit/test-pipeline.c
tests_unit_test_pipeline_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_pins_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_pins_SOURCES = tests/unit/test-pins.c
tests_unit_test_pins_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_pipeline_sensors_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_pipeline_sensors_SOURCES = $(PIPELINE_FIXTURE) tests/unit/drawn-ecg.c tests/unit/drawn-ecg.h \
	tests/unit/test-pipeline-sensors.c
tests_unit_test_pipeline_sensors_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_pipeline_time_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_pipeline_time_SOURCES = $(PIPELINE_FIXTURE) tests/unit/test-pipeline-time.c
tests_unit_test_pipeline_time_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

DAEMON_TESTS = tests/integration/test-daemon-consent.py tests/integration/test-daemon-data.py tests/integration/test-daemon-disk-full.py \
	tests/integration/test-daemon-drops.py \
	tests/integration/test-daemon-kill.py tests/integration/test-daemon-motion.py \
	tests/integration/test-daemon-refusals.py \
	tests/integration/test-daemon-secrecy.py tests/integration/test-daemon-summary.py \
	tests/integration/test-daemon-system-clock.py \
	tests/integration/test-daemon-plaintext.py \
	tests/integration/test-daemon-undated.py \
	tests/integration/test-daemon-vanish.py tests/integration/test-daemon-way.py
TESTS += $(DAEMON_TESTS)
EXTRA_DIST += $(DAEMON_TESTS)

check_PROGRAMS += tests/integration/hub-reader
tests_integration_hub_reader_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_hub_reader_SOURCES = tests/integration/hub-reader.c
tests_integration_hub_reader_LDADD = libht-dbus.a libht-common-glib.a $(GIO_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-documents
tests_fuzz_fuzz_documents_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_fuzz_fuzz_documents_SOURCES = tests/fuzz/fuzz-documents.c
tests_fuzz_fuzz_documents_LDADD = libht-programme.a libht-ecg.a libht-signal.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(GIO_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-documents

check_PROGRAMS += tests/fuzz/fuzz-sensor-records
tests_fuzz_fuzz_sensor_records_SOURCES = tests/fuzz/fuzz-sensor-records.c
tests_fuzz_fuzz_sensor_records_LDADD = libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-sensor-records

LONG_TESTS += tests/integration/test-daemon-kill.py
