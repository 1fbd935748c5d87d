# SPDX-License-Identifier: GPL-3.0-or-later
# `make check-long`: soaks, many kills and, when built with --enable-fuzzers, long fuzzing.
#
# A long test is a program or script named in LONG_TESTS. It takes its randomness from
# HEALTH_TWIN_SEED, which is printed; HEALTH_TWIN_SEED=N make check-long repeats a run.
EXTRA_DIST += %D%/check-long.sh

.PHONY: check-long
check-long: all $(check_PROGRAMS)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) LONG_TESTS='$(LONG_TESTS)' LONG_FUZZ='$(LONG_FUZZ)' \
		$(SHELL) $(srcdir)/tests/check-long.sh
if FUZZERS
LONG_FUZZ = $(FUZZ_TARGETS)
endif
