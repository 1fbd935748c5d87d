# SPDX-License-Identifier: GPL-3.0-or-later
# Codecs, link and the common ground under them.
EXTRA_DIST += tests/unit/assert-bytes.h
BLE_UNIT_TESTS = \
	tests/unit/test-common-bytes \
	tests/unit/test-common-ring \
	tests/unit/test-common-waveform \
	tests/unit/test-battery \
	tests/unit/test-device-string \
	tests/unit/test-heart-rate \
	tests/unit/test-pmd
check_PROGRAMS += $(BLE_UNIT_TESTS)
TESTS += $(BLE_UNIT_TESTS)
tests_unit_test_common_bytes_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_common_bytes_SOURCES = tests/unit/test-common-bytes.c
tests_unit_test_common_bytes_LDADD = libht-common.a $(GIO_LIBS)
tests_unit_test_common_ring_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_common_ring_SOURCES = tests/unit/test-common-ring.c
tests_unit_test_common_ring_LDADD = libht-common.a $(GIO_LIBS)
tests_unit_test_common_waveform_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_common_waveform_SOURCES = tests/unit/test-common-waveform.c
tests_unit_test_common_waveform_LDADD = libht-common.a $(GIO_LIBS)
tests_unit_test_battery_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_battery_SOURCES = tests/unit/test-battery.c
tests_unit_test_battery_LDADD = libht-codec.a libht-common.a $(GIO_LIBS)
tests_unit_test_device_string_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_device_string_SOURCES = tests/unit/test-device-string.c
tests_unit_test_device_string_LDADD = libht-codec.a libht-common.a $(GIO_LIBS)
tests_unit_test_heart_rate_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_heart_rate_SOURCES = tests/unit/test-heart-rate.c
tests_unit_test_heart_rate_LDADD = libht-codec.a libht-common.a $(GIO_LIBS)
tests_unit_test_pmd_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_pmd_SOURCES = tests/unit/test-pmd.c
tests_unit_test_pmd_LDADD = libht-codec.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-pmd-frame
tests_fuzz_fuzz_pmd_frame_SOURCES = tests/fuzz/fuzz-pmd-frame.c
tests_fuzz_fuzz_pmd_frame_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-pmd-frame
check_PROGRAMS += tests/fuzz/fuzz-pmd-command
tests_fuzz_fuzz_pmd_command_SOURCES = tests/fuzz/fuzz-pmd-command.c
tests_fuzz_fuzz_pmd_command_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-pmd-command
check_PROGRAMS += tests/fuzz/fuzz-pmd-response
tests_fuzz_fuzz_pmd_response_SOURCES = tests/fuzz/fuzz-pmd-response.c
tests_fuzz_fuzz_pmd_response_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-pmd-response
check_PROGRAMS += tests/fuzz/fuzz-heart-rate
tests_fuzz_fuzz_heart_rate_SOURCES = tests/fuzz/fuzz-heart-rate.c
tests_fuzz_fuzz_heart_rate_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-heart-rate
check_PROGRAMS += tests/fuzz/fuzz-battery
tests_fuzz_fuzz_battery_SOURCES = tests/fuzz/fuzz-battery.c
tests_fuzz_fuzz_battery_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-battery
check_PROGRAMS += tests/fuzz/fuzz-device-string
tests_fuzz_fuzz_device_string_SOURCES = tests/fuzz/fuzz-device-string.c
tests_fuzz_fuzz_device_string_LDADD = libht-codec.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-device-string
check_PROGRAMS += tests/fuzz/fuzz-waveform
tests_fuzz_fuzz_waveform_SOURCES = tests/fuzz/fuzz-waveform.c
tests_fuzz_fuzz_waveform_LDADD = libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-waveform

# The link, run on a bus address.
LINK_LIBS = libht-link.a libht-trust.a libht-codec.a libht-dbus.a libht-common-glib.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/integration/link-monitor
tests_integration_link_monitor_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_link_monitor_SOURCES = tests/integration/link-monitor.c
tests_integration_link_monitor_LDADD = $(LINK_LIBS)

check_PROGRAMS += tests/unit/test-link-reader
TESTS += tests/unit/test-link-reader
tests_unit_test_link_reader_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_link_reader_SOURCES = tests/unit/test-link-reader.c
tests_unit_test_link_reader_LDADD = $(LINK_LIBS)

check_PROGRAMS += tests/unit/test-encryption
TESTS += tests/unit/test-encryption
tests_unit_test_encryption_CPPFLAGS = $(GLIB_CPPFLAGS) $(BLUEZ_CFLAGS)
tests_unit_test_encryption_SOURCES = tests/unit/test-encryption.c
tests_unit_test_encryption_LDADD = $(LINK_LIBS)

# One program for each idea; all on the same fake bluetoothd.
LINK_FIXTURE = \
	tests/integration/fake-bluez.c tests/integration/fake-bluez.h \
	tests/integration/fake-gatt.c tests/integration/fake-gatt.h \
	tests/integration/link-fixture.c tests/integration/link-fixture.h
LINK_TESTS = \
	tests/integration/test-link \
	tests/integration/test-link-kinds \
	tests/integration/test-link-pairing \
	tests/integration/test-link-streams \
	tests/integration/test-link-trust \
	tests/integration/test-objects
check_PROGRAMS += $(LINK_TESTS)
TESTS += $(LINK_TESTS)
tests_integration_test_link_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_SOURCES = $(LINK_FIXTURE) tests/integration/test-link.c
tests_integration_test_link_LDADD = $(LINK_LIBS)
tests_integration_test_objects_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_objects_SOURCES = tests/integration/test-objects.c
tests_integration_test_objects_LDADD = $(LINK_LIBS)
tests_integration_test_link_kinds_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_kinds_SOURCES = $(LINK_FIXTURE) tests/integration/test-link-kinds.c
tests_integration_test_link_kinds_LDADD = $(LINK_LIBS)
tests_integration_test_link_pairing_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_pairing_SOURCES = $(LINK_FIXTURE) tests/integration/test-link-pairing.c
tests_integration_test_link_pairing_LDADD = $(LINK_LIBS)
tests_integration_test_link_streams_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_streams_SOURCES = $(LINK_FIXTURE) tests/integration/test-link-streams.c
tests_integration_test_link_streams_LDADD = $(LINK_LIBS)
tests_integration_test_link_trust_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_trust_SOURCES = $(LINK_FIXTURE) tests/integration/test-link-trust.c
tests_integration_test_link_trust_LDADD = $(LINK_LIBS)

check_PROGRAMS += tests/integration/test-bluez-policy
TESTS += tests/integration/test-bluez-policy
tests_integration_test_bluez_policy_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_bluez_policy_SOURCES = \
	tests/integration/fake-bluez.c tests/integration/fake-bluez.h \
	tests/integration/fake-gatt.c tests/integration/fake-gatt.h \
	tests/integration/test-bluez-policy.c
tests_integration_test_bluez_policy_LDADD = $(LINK_LIBS)

check_PROGRAMS += tests/integration/test-link-playback
TESTS += tests/integration/test-link-playback
tests_integration_test_link_playback_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_test_link_playback_SOURCES = \
	tests/integration/bluez-broadcasts.c tests/integration/bluez-broadcasts.h \
	tests/integration/test-link-playback.c
tests_integration_test_link_playback_LDADD = \
	libht-link.a libht-trust.a libht-dbus.a libht-strap.a libht-recordings.a libht-codec.a \
	libht-common-glib.a libht-common.a $(GIO_LIBS) $(EDF_LIBS)
