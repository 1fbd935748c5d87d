# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and store: round trips, everything that can be wrong, kill -9.
noinst_LIBRARIES += libht-store-fixture.a
libht_store_fixture_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_store_fixture_a_SOURCES = tests/unit/store-fixture.c tests/unit/store-fixture.h
STORE_TEST_LIBS = libht-store-fixture.a libht-privacy.a $(PRIVACY_LIBS)

PRIVACY_TESTS = tests/unit/test-keyring tests/unit/test-store tests/unit/test-store-memory \
	tests/unit/test-store-profile tests/unit/test-store-power-loss tests/unit/test-store-secrecy \
	tests/unit/test-store-writer
check_PROGRAMS += $(PRIVACY_TESTS)
TESTS += $(PRIVACY_TESTS)
tests_unit_test_keyring_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_keyring_SOURCES = tests/unit/test-keyring.c
tests_unit_test_keyring_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_SOURCES = tests/unit/test-store.c
tests_unit_test_store_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_memory_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_memory_SOURCES = tests/unit/test-store-memory.c
tests_unit_test_store_memory_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_power_loss_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_power_loss_SOURCES = tests/unit/test-store-power-loss.c
tests_unit_test_store_power_loss_LDADD = libht-faults.a libht-store-kill.a $(STORE_TEST_LIBS)
tests_unit_test_store_profile_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_profile_SOURCES = tests/unit/test-store-profile.c
tests_unit_test_store_profile_LDADD = $(STORE_TEST_LIBS)
EXTRA_DIST += tests/unit/store-profile-1 tests/unit/store-schema-2
tests_unit_test_store_secrecy_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_secrecy_SOURCES = tests/unit/test-store-secrecy.c
tests_unit_test_store_secrecy_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_writer_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_writer_SOURCES = tests/unit/test-store-writer.c
tests_unit_test_store_writer_LDADD = $(STORE_TEST_LIBS)

# Linked by both sides of the kill test.
noinst_LIBRARIES += libht-store-kill.a
libht_store_kill_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_store_kill_a_SOURCES = tests/integration/store-kill.c tests/integration/store-kill.h
check_PROGRAMS += tests/integration/store-writer tests/integration/store-judge
tests_integration_store_writer_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_integration_store_writer_SOURCES = tests/integration/store-writer.c
tests_integration_store_writer_LDADD = libht-store-kill.a libht-privacy.a $(PRIVACY_LIBS)
tests_integration_store_judge_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_integration_store_judge_SOURCES = tests/integration/store-judge.c
tests_integration_store_judge_LDADD = libht-store-kill.a libht-privacy.a $(PRIVACY_LIBS)
TESTS += tests/integration/test-store-kill.sh tests/integration/test-store-plain.sh
LONG_TESTS += tests/integration/test-store-kill.sh tests/unit/test-store-power-loss
EXTRA_DIST += tests/integration/test-store-kill.sh tests/integration/test-store-plain.sh

check_PROGRAMS += tests/fuzz/fuzz-keyfile
tests_fuzz_fuzz_keyfile_CPPFLAGS = $(AM_CPPFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_fuzz_keyfile_SOURCES = tests/fuzz/fuzz-keyfile.c
tests_fuzz_fuzz_keyfile_LDADD = libht-privacy.a libht-common.a $(SODIUM_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-keyfile

BENCHES += tests/bench/bench-unlock tests/bench/bench-store
tests_bench_bench_unlock_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_bench_bench_unlock_SOURCES = tests/bench/bench-unlock.c
tests_bench_bench_unlock_LDADD = libht-privacy.a $(PRIVACY_LIBS)
tests_bench_bench_store_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_bench_bench_store_SOURCES = tests/bench/bench-fixture.c tests/bench/bench-fixture.h tests/bench/bench-store.c
tests_bench_bench_store_LDADD = libht-recordings.a libht-privacy.a $(EDF_LIBS) $(PACK_LIBS) $(PRIVACY_LIBS)
