# SPDX-License-Identifier: GPL-3.0-or-later
# The audit chain: what tampering it shows, what a kill leaves.
AUDIT_UNIT_TESTS = tests/unit/test-audit tests/unit/test-audit-verify
check_PROGRAMS += $(AUDIT_UNIT_TESTS)
TESTS += $(AUDIT_UNIT_TESTS)
AUDIT_FIXTURE = tests/unit/audit-fixture.c tests/unit/audit-fixture.h
tests_unit_test_audit_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_audit_SOURCES = tests/unit/test-audit.c $(AUDIT_FIXTURE)
tests_unit_test_audit_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_audit_verify_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_audit_verify_SOURCES = tests/unit/test-audit-verify.c $(AUDIT_FIXTURE)
tests_unit_test_audit_verify_LDADD = $(STORE_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-audit tests/fuzz/fuzz-checkpoint
tests_fuzz_fuzz_audit_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_fuzz_fuzz_audit_SOURCES = tests/fuzz/fuzz-audit.c
tests_fuzz_fuzz_audit_LDADD = libht-privacy.a $(PRIVACY_LIBS) $(FUZZ_LIBS)
tests_fuzz_fuzz_checkpoint_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_fuzz_fuzz_checkpoint_SOURCES = tests/fuzz/fuzz-checkpoint.c
tests_fuzz_fuzz_checkpoint_LDADD = libht-privacy.a $(PRIVACY_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-audit fuzz-checkpoint

TESTS += tests/integration/test-daemon-audit.py
EXTRA_DIST += tests/integration/test-daemon-audit.py
