# SPDX-License-Identifier: GPL-3.0-or-later
# `make bench` prints what things cost; it judges nothing and is no part of `make check`.
#
# A bench program is tests/bench/NAME.c and prints lines "what: figure unit". In the area's fragment:
#     BENCHES += tests/bench/NAME
#     tests_bench_NAME_SOURCES = tests/bench/NAME.c
EXTRA_PROGRAMS = $(BENCHES)
EXTRA_DIST += %D%/bench/run.sh

.PHONY: bench
bench: all $(BENCHES)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) BENCHES='$(BENCHES)' $(SHELL) $(srcdir)/tests/bench/run.sh
