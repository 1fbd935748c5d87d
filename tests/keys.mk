# SPDX-License-Identifier: GPL-3.0-or-later
# Keys: slots, rotation, the keys of persons and months.
KEYS_TESTS = tests/unit/test-key-rotation tests/unit/test-key-slots tests/unit/test-recovery-code tests/unit/test-segment-keys
check_PROGRAMS += $(KEYS_TESTS)
TESTS += $(KEYS_TESTS)
tests_unit_test_key_rotation_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_key_rotation_SOURCES = tests/unit/test-key-rotation.c
tests_unit_test_key_rotation_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_key_slots_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_key_slots_SOURCES = tests/unit/test-key-slots.c
tests_unit_test_key_slots_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_recovery_code_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_recovery_code_SOURCES = tests/unit/test-recovery-code.c
tests_unit_test_recovery_code_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_segment_keys_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_segment_keys_SOURCES = tests/unit/test-segment-keys.c
tests_unit_test_segment_keys_LDADD = $(STORE_TEST_LIBS)

# What the test looks for in the daemon's memory.
check_PROGRAMS += tests/integration/key-dump
tests_integration_key_dump_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_integration_key_dump_SOURCES = tests/integration/key-dump.c \
	tests/integration/given-keyring.c tests/integration/given-keyring.h
tests_integration_key_dump_LDADD = libht-privacy.a $(PRIVACY_LIBS)
TESTS += tests/integration/test-daemon-keys.py
EXTRA_DIST += tests/integration/test-daemon-keys.py

check_PROGRAMS += tests/fuzz/fuzz-segments
tests_fuzz_fuzz_segments_CPPFLAGS = $(GLIB_CPPFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_fuzz_segments_SOURCES = tests/fuzz/fuzz-segments.c
tests_fuzz_fuzz_segments_LDADD = libht-privacy.a libht-common.a $(GIO_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-segments
