# SPDX-License-Identifier: GPL-3.0-or-later
# Packed waveforms: counts of a converter, blocks of samples, many records as one, the compactor.
PACK_TEST_LIBS = $(PACK_LIBS) $(GIO_LIBS)
PACK_TESTS = tests/unit/test-count-grid tests/unit/test-sample-pack tests/unit/test-record-pack \
	tests/unit/test-compact
check_PROGRAMS += $(PACK_TESTS)
TESTS += $(PACK_TESTS)
tests_unit_test_count_grid_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_count_grid_SOURCES = tests/unit/test-count-grid.c
tests_unit_test_count_grid_LDADD = libht-common.a $(GIO_LIBS)
tests_unit_test_sample_pack_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_sample_pack_SOURCES = tests/unit/test-sample-pack.c
tests_unit_test_sample_pack_LDADD = $(PACK_TEST_LIBS)
tests_unit_test_record_pack_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_record_pack_SOURCES = tests/unit/test-record-pack.c
tests_unit_test_record_pack_LDADD = $(PACK_TEST_LIBS)
tests_unit_test_compact_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_compact_SOURCES = tests/unit/test-compact.c
tests_unit_test_compact_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

TESTS += tests/integration/test-daemon-compact.py
EXTRA_DIST += tests/integration/test-daemon-compact.py

check_PROGRAMS += tests/fuzz/fuzz-pack
tests_fuzz_fuzz_pack_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_fuzz_fuzz_pack_SOURCES = tests/fuzz/fuzz-pack.c
tests_fuzz_fuzz_pack_LDADD = $(PACK_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-pack

BENCHES += tests/bench/pack-databases
tests_bench_pack_databases_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_bench_pack_databases_SOURCES = tests/bench/pack-databases.c
tests_bench_pack_databases_LDADD = libht-recordings.a $(PACK_LIBS) $(EDF_LIBS) $(GIO_LIBS)

BENCH_FIXTURE = tests/bench/bench-fixture.c tests/bench/bench-fixture.h
BENCHES += tests/bench/bench-days
tests_bench_bench_days_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_bench_bench_days_SOURCES = $(BENCH_FIXTURE) tests/bench/bench-days.c
tests_bench_bench_days_LDADD = libht-recordings.a $(EDF_LIBS) $(DAEMON_TEST_LIBS)

BENCHES += tests/bench/bench-streams
tests_bench_bench_streams_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_bench_bench_streams_SOURCES = $(BENCH_FIXTURE) tests/bench/bench-streams.c
tests_bench_bench_streams_LDADD = libht-recordings.a $(EDF_LIBS) $(DAEMON_TEST_LIBS)
