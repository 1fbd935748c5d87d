# SPDX-License-Identifier: GPL-3.0-or-later
# Backups and restoring them.
check_PROGRAMS += tests/unit/test-backup
TESTS += tests/unit/test-backup
tests_unit_test_backup_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_backup_SOURCES = tests/unit/test-backup.c $(AUDIT_FIXTURE)
tests_unit_test_backup_LDADD = $(STORE_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-backup
tests_fuzz_fuzz_backup_SOURCES = tests/fuzz/fuzz-backup.c
tests_fuzz_fuzz_backup_LDADD = libht-privacy.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-backup

TESTS += tests/integration/test-daemon-backup.py
EXTRA_DIST += tests/integration/test-daemon-backup.py
