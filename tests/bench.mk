# SPDX-License-Identifier: GPL-3.0-or-later
# `make bench` prints what things cost; it judges nothing and is no part of `make check`.
#
# A bench program of an area prints lines "what: figure unit"; in the area's fragment:
#     BENCHES += tests/bench/NAME
#     tests_bench_NAME_SOURCES = tests/bench/NAME.c
#
# run.sh counts instructions with callgrind, on a recording of HEALTH_TWIN_DATA (../shared/data beside the
# tree by default): BENCH_RECORD=PATH names another, BENCH_SECONDS=N plays less of it.
EXTRA_PROGRAMS += tests/bench/models $(BENCHES)
tests_bench_models_SOURCES = tests/bench/models.c
tests_bench_models_LDADD = libht-recordings.a libht-ecg.a libht-signal.a libht-twin.a libht-common.a $(EDF_LIBS)
EXTRA_DIST += %D%/bench/run.sh %D%/bench/live.sh
CLEANFILES += tests/bench/models $(BENCHES)

.PHONY: bench
bench: all tests/bench/models $(BENCHES)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) BENCHES='$(BENCHES)' $(SHELL) $(srcdir)/tests/bench/run.sh
