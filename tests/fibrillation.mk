# SPDX-License-Identifier: GPL-3.0-or-later
# Ventricular fibrillation and the grade of the signal.
check_PROGRAMS += \
	tests/unit/test-fibrillation \
	tests/unit/test-signal-quality

tests_unit_test_fibrillation_SOURCES = \
	tests/unit/test-fibrillation.c \
	tests/unit/drawn-ecg.c tests/unit/drawn-ecg.h
tests_unit_test_fibrillation_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_fibrillation_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_signal_quality_SOURCES = \
	tests/unit/test-signal-quality.c \
	tests/unit/drawn-ecg.c tests/unit/drawn-ecg.h
tests_unit_test_signal_quality_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_signal_quality_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

TESTS += \
	tests/unit/test-fibrillation \
	tests/unit/test-signal-quality

# Figures on recordings, by hand: see the head of the program.
EXTRA_PROGRAMS += tests/accuracy/fibrillation-seconds
CLEANFILES += tests/accuracy/fibrillation-seconds
tests_accuracy_fibrillation_seconds_SOURCES = tests/accuracy/fibrillation-seconds.c
tests_accuracy_fibrillation_seconds_LDADD = libht-recordings.a libht-ecg.a libht-signal.a libht-common.a $(EDF_LIBS)
