# SPDX-License-Identifier: GPL-3.0-or-later
# Captures of what went over the air, and sealed files.
CAPTURE_UNIT_TESTS = tests/unit/test-capture tests/unit/test-capture-file tests/unit/test-sealed-file
check_PROGRAMS += $(CAPTURE_UNIT_TESTS)
TESTS += $(CAPTURE_UNIT_TESTS)
tests_unit_test_capture_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_capture_SOURCES = tests/unit/test-capture.c $(PIPELINE_FIXTURE)
tests_unit_test_capture_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS) libht-recordings.a libht-common.a \
	$(GIO_LIBS)
tests_unit_test_capture_file_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_capture_file_SOURCES = tests/unit/test-capture-file.c
tests_unit_test_capture_file_LDADD = libht-recordings.a libht-common.a $(ZSTD_LIBS) $(GIO_LIBS)
tests_unit_test_sealed_file_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_sealed_file_SOURCES = tests/unit/test-sealed-file.c
tests_unit_test_sealed_file_LDADD = $(STORE_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-sealed-file
tests_fuzz_fuzz_sealed_file_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_fuzz_fuzz_sealed_file_SOURCES = tests/fuzz/fuzz-sealed-file.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_sealed_file_LDADD = libht-privacy.a $(PRIVACY_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-sealed-file

check_PROGRAMS += tests/fuzz/fuzz-capture tests/fuzz/fuzz-capture-file
tests_fuzz_fuzz_capture_SOURCES = tests/fuzz/fuzz-capture.c
tests_fuzz_fuzz_capture_LDADD = libht-recordings.a libht-common.a $(FUZZ_LIBS)
tests_fuzz_fuzz_capture_file_SOURCES = tests/fuzz/fuzz-capture-file.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_capture_file_LDADD = libht-recordings.a libht-common.a $(ZSTD_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-capture fuzz-capture-file
check_PROGRAMS += tests/fuzz/fuzz-capture-replay
tests_fuzz_fuzz_capture_replay_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_fuzz_fuzz_capture_replay_SOURCES = tests/fuzz/fuzz-capture-replay.c client/capture/capture-replay.c \
	client/capture/capture-trust.c $(FUZZ_FOLDER)
tests_fuzz_fuzz_capture_replay_LDADD = libht-strap.a libht-recordings.a libht-codec.a libht-ecg.a libht-trust.a libht-body-trust.a \
	libht-signal.a libht-common.a $(ZSTD_LIBS) $(EDF_LIBS) $(GIO_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-capture-replay

CAPTURE_TESTS = tests/integration/test-capture.py tests/integration/test-capture-replay.py
TESTS += $(CAPTURE_TESTS)
EXTRA_DIST += tests/integration/capture_under_test.py $(CAPTURE_TESTS)
