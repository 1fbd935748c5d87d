# SPDX-License-Identifier: GPL-3.0-or-later
# Faults: calls to the disk and allocations that fail, power that goes, and threats that have a test.
noinst_LIBRARIES += libht-faults.a
libht_faults_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_faults_a_SOURCES = \
	tests/faults/day.c tests/faults/day.h \
	tests/faults/day-oracle.c tests/faults/day-oracle.h \
	tests/faults/day-steps.c tests/faults/day-steps.h \
	tests/faults/disk.c tests/faults/disk.h \
	tests/faults/disk-log.c tests/faults/disk-log.h

FAULT_TESTS = tests/faults/test-faults tests/faults/test-kill tests/faults/test-memory-refused \
	tests/faults/test-power-loss
check_PROGRAMS += $(FAULT_TESTS)
TESTS += $(FAULT_TESTS)
LONG_TESTS += $(FAULT_TESTS)
tests_faults_test_faults_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_faults_test_faults_SOURCES = tests/faults/test-faults.c
tests_faults_test_faults_LDADD = libht-faults.a $(STORE_TEST_LIBS) -ldl
tests_faults_test_power_loss_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_faults_test_power_loss_SOURCES = tests/faults/test-power-loss.c
tests_faults_test_power_loss_LDADD = libht-faults.a $(STORE_TEST_LIBS) -ldl
tests_faults_test_memory_refused_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_faults_test_memory_refused_SOURCES = tests/faults/test-memory-refused.c \
	tests/faults/allocations.c tests/faults/allocations.h
tests_faults_test_memory_refused_LDADD = libht-faults.a $(STORE_TEST_LIBS) -ldl
tests_faults_test_kill_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_faults_test_kill_SOURCES = tests/faults/test-kill.c
tests_faults_test_kill_LDADD = libht-faults.a $(STORE_TEST_LIBS) -ldl

# What lies beside the database, read as anybody could have left it there.
FUZZ_TARGETS += fuzz-store-head
check_PROGRAMS += tests/fuzz/fuzz-store-head
tests_fuzz_fuzz_store_head_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_fuzz_fuzz_store_head_SOURCES = tests/fuzz/fuzz-store-head.c tests/fuzz/fuzz-folder.c tests/fuzz/fuzz-folder.h
tests_fuzz_fuzz_store_head_LDADD = libht-privacy.a $(PRIVACY_LIBS) $(FUZZ_LIBS)

# The page of threats names tests that are there.
TESTS += tests/check-unit-limits.sh tests/check-threat-model.sh
EXTRA_DIST += tests/check-unit-limits.sh tests/check-threat-model.sh
