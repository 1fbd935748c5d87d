# SPDX-License-Identifier: GPL-3.0-or-later
# What speaks against a stream of samples, or against who sends it. Pure C.
noinst_LIBRARIES += libht-trust.a
libht_trust_a_SOURCES = \
	%D%/grid_check.c %D%/grid_check.h \
	%D%/rate_check.c %D%/rate_check.h \
	%D%/replay_check.c %D%/replay_check.h \
	%D%/stream_check.c %D%/stream_check.h \
	%D%/time_check.c %D%/time_check.h
