# SPDX-License-Identifier: GPL-3.0-or-later
# Tests: each area adds its own fragment and includes it below.
#
# A fuzz target NAME is tests/fuzz/fuzz-NAME.c with only LLVMFuzzerTestOneInput, and made-up inputs in
# tests/fuzz/corpus/fuzz-NAME/. In the area's fragment:
#     check_PROGRAMS += tests/fuzz/fuzz-NAME
#     tests_fuzz_fuzz_NAME_SOURCES = tests/fuzz/fuzz-NAME.c
#     tests_fuzz_fuzz_NAME_LDADD = libht-....a $(FUZZ_LIBS)
#     FUZZ_TARGETS += fuzz-NAME
# `make check` replays every corpus (tests/fuzz/replay.sh); built with --enable-fuzzers the same
# programs are libFuzzer's.
FUZZ_TARGETS =
# Tests that need the recordings; without HEALTH_TWIN_DATA they end with 77 (a skip), any other skip
# is a failure in CI.
RECORDING_TESTS =
BENCHES =
EXTRA_PROGRAMS =
LONG_TESTS =
if FUZZERS
FUZZ_LIBS = $(FUZZER_FLAGS)
FUZZ_REPLAY_FLAGS = -runs=0
else
noinst_LIBRARIES += libht-fuzz-replay.a
libht_fuzz_replay_a_SOURCES = %D%/fuzz/replay-main.c
FUZZ_LIBS = libht-fuzz-replay.a
endif
TESTS += %D%/fuzz/replay.sh
EXTRA_DIST += %D%/fuzz/replay.sh %D%/fuzz/replay-main.c %D%/fuzz/corpus

AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; FUZZ_TARGETS='$(FUZZ_TARGETS)'; \
	FUZZ_REPLAY_FLAGS='$(FUZZ_REPLAY_FLAGS)'; \
	G_DEBUG=fatal-warnings; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan-suppressions.txt:print_suppressions=0'; \
	export top_srcdir top_builddir FUZZ_TARGETS FUZZ_REPLAY_FLAGS G_DEBUG LSAN_OPTIONS;
EXTRA_DIST += %D%/lsan-suppressions.txt

include %D%/accuracy.mk
include %D%/activity.mk
include %D%/af.mk
include %D%/anonymity.mk
include %D%/audit.mk
include %D%/backup.mk
include %D%/bench.mk
include %D%/ble.mk
include %D%/capture.mk
include %D%/check-long.mk
include %D%/client.mk
include %D%/codecs.mk
include %D%/codecs-vendor.mk
include %D%/callers.mk
include %D%/counting.mk
include %D%/daemon.mk
include %D%/dose.mk
include %D%/ecg.mk
include %D%/exercises.mk
include %D%/faults.mk
include %D%/fibrillation.mk
include %D%/findings.mk
include %D%/hci.mk
include %D%/hrv.mk
include %D%/locked.mk
include %D%/keys.mk
include %D%/orientation.mk
include %D%/pack.mk
include %D%/privacy.mk
include %D%/recordings.mk
include %D%/rehab.mk
include %D%/reps.mk
include %D%/rhythm.mk
include %D%/store.mk
include %D%/structure.mk
include %D%/trust.mk
include %D%/twin.mk
include %D%/virtual.mk
include %D%/vm.mk
