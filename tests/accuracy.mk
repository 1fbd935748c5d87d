# SPDX-License-Identifier: GPL-3.0-or-later
# What the models reach on real recordings: figures, no verdict; docs/accuracy.md states them.
EXTRA_PROGRAMS += tests/accuracy/latency
CLEANFILES += tests/accuracy/latency
tests_accuracy_latency_SOURCES = tests/accuracy/latency.c client/histogram.c client/histogram.h
tests_accuracy_latency_LDADD = libht-recordings.a libht-ecg.a libht-signal.a libht-common.a $(EDF_LIBS)
EXTRA_DIST += tests/accuracy/beats.sh
accuracy: all tests/accuracy/latency
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' sh '$(top_srcdir)/tests/accuracy/beats.sh'
.PHONY: accuracy
