# SPDX-License-Identifier: GPL-3.0-or-later
# Time of a wearable, and what speaks against a stream.
check_PROGRAMS += tests/unit/test-clock-fit
TESTS += tests/unit/test-clock-fit
tests_unit_test_clock_fit_SOURCES = tests/unit/test-clock-fit.c
tests_unit_test_clock_fit_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_clock_fit_LDADD = libht-common.a $(GIO_LIBS) -lm

check_PROGRAMS += tests/unit/test-trust-stream
TESTS += tests/unit/test-trust-stream
tests_unit_test_trust_stream_SOURCES = tests/unit/test-trust-stream.c
tests_unit_test_trust_stream_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_trust_stream_LDADD = libht-trust.a libht-common.a $(GIO_LIBS) -lm

# How often the checks are wrong about recordings: figures, no verdict; docs/trust.md states them.
EXTRA_PROGRAMS += tests/accuracy/trust-alarms
CLEANFILES += tests/accuracy/trust-alarms
tests_accuracy_trust_alarms_SOURCES = tests/accuracy/trust-alarms.c
tests_accuracy_trust_alarms_LDADD = libht-trust.a libht-recordings.a libht-common.a $(EDF_LIBS) -lm
EXTRA_DIST += tests/accuracy/trust.sh
accuracy-trust: tests/accuracy/trust-alarms
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' sh '$(top_srcdir)/tests/accuracy/trust.sh'
.PHONY: accuracy-trust
