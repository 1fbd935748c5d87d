# SPDX-License-Identifier: GPL-3.0-or-later
# Recording while the hub is locked.
check_PROGRAMS += tests/unit/test-inbox
TESTS += tests/unit/test-inbox
tests_unit_test_inbox_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_inbox_SOURCES = tests/unit/test-inbox.c
tests_unit_test_inbox_LDADD = $(STORE_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-inbox-record
tests_fuzz_fuzz_inbox_record_SOURCES = tests/fuzz/fuzz-inbox-record.c
tests_fuzz_fuzz_inbox_record_LDADD = libht-privacy.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-inbox-record

LOCKED_UNIT_TESTS = tests/unit/test-enrolment tests/unit/test-fold
check_PROGRAMS += $(LOCKED_UNIT_TESTS)
TESTS += $(LOCKED_UNIT_TESTS)
tests_unit_test_enrolment_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_enrolment_SOURCES = tests/unit/test-enrolment.c
tests_unit_test_enrolment_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_fold_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_fold_SOURCES = tests/unit/test-fold.c
tests_unit_test_fold_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-enrolment
tests_fuzz_fuzz_enrolment_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_fuzz_fuzz_enrolment_SOURCES = tests/fuzz/fuzz-enrolment.c
tests_fuzz_fuzz_enrolment_LDADD = $(DAEMON_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-enrolment

LOCKED_TESTS = tests/integration/test-daemon-attention.py tests/integration/test-daemon-locked.py \
	tests/integration/test-daemon-unlock.py
TESTS += $(LOCKED_TESTS)
EXTRA_DIST += $(LOCKED_TESTS)
