# SPDX-License-Identifier: GPL-3.0-or-later
# Atrial fibrillation, on made-up series of intervals and drawn signals.
check_PROGRAMS += tests/unit/test-ecg-af
tests_unit_test_ecg_af_SOURCES = tests/unit/test-ecg-af.c $(DRAWN_ECG)
tests_unit_test_ecg_af_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_af_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-ecg-af
