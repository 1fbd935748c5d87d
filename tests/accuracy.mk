# SPDX-License-Identifier: GPL-3.0-or-later
# What the models reach on real recordings. `make accuracy` prints it and fails if it is worse than
# docs/accuracy.md says; `make accuracy-doc` writes docs/accuracy.md.
ACCURACY_TOOLS = tests/accuracy/alarms tests/accuracy/latency
EXTRA_PROGRAMS += $(ACCURACY_TOOLS)
CLEANFILES += $(ACCURACY_TOOLS)
tests_accuracy_alarms_SOURCES = tests/accuracy/alarms.c
tests_accuracy_alarms_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_accuracy_alarms_LDADD = libht-programme.a libht-recordings.a libht-ecg.a libht-signal.a libht-common-glib.a libht-common.a \
	$(GIO_LIBS) $(EDF_LIBS)
tests_accuracy_latency_SOURCES = tests/accuracy/latency.c client/analyze/histogram.c client/analyze/histogram.h
tests_accuracy_latency_LDADD = libht-recordings.a libht-ecg.a libht-signal.a libht-common.a $(EDF_LIBS)
ACCURACY_MODULES = \
	%D%/accuracy/accuracy_document.py \
	%D%/accuracy/accuracy_table.py \
	%D%/accuracy/measures.py \
	%D%/accuracy/noise_mix.py \
	%D%/accuracy/rhythm_spans.py \
	%D%/accuracy/rows.py
TESTS += %D%/accuracy/self-test.py
EXTRA_DIST += %D%/accuracy/self-test.py
EXTRA_DIST += %D%/accuracy/accuracy.py $(ACCURACY_MODULES) %D%/accuracy/instructions.sh

# What others get wrong, by its name; a stream of two weeks belongs to `make check-long`.
check_PROGRAMS += tests/unit/test-ecg-hard-cases
TESTS += tests/unit/test-ecg-hard-cases
tests_unit_test_ecg_hard_cases_SOURCES = \
	tests/unit/test-ecg-hard-cases.c tests/unit/heard-ecg.c tests/unit/heard-ecg.h
tests_unit_test_ecg_hard_cases_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_hard_cases_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)
check_PROGRAMS += tests/integration/ecg-two-weeks
LONG_TESTS += tests/integration/ecg-two-weeks
tests_integration_ecg_two_weeks_SOURCES = tests/integration/ecg-two-weeks.c
tests_integration_ecg_two_weeks_LDADD = libht-ecg.a libht-body-trust.a libht-signal.a libht-common.a -lm

ACCURACY = top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' PYTHONDONTWRITEBYTECODE=1 \
	python3 '$(top_srcdir)/tests/accuracy/accuracy.py'
.PHONY: accuracy accuracy-doc
accuracy: all $(ACCURACY_TOOLS) tests/bench/models
	$(AM_V_at)$(ACCURACY) check
accuracy-doc: all $(ACCURACY_TOOLS) tests/bench/models
	$(AM_V_at)$(ACCURACY) document
