# SPDX-License-Identifier: GPL-3.0-or-later
# What is told of the beats' intervals and sizes: variability, respiration, P waves.
check_PROGRAMS += \
	tests/unit/test-hrv

tests_unit_test_hrv_SOURCES = tests/unit/test-hrv.c
tests_unit_test_hrv_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_hrv_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

TESTS += \
	tests/unit/test-hrv

check_PROGRAMS += tests/fuzz/fuzz-hrv
tests_fuzz_fuzz_hrv_SOURCES = tests/fuzz/fuzz-hrv.c
tests_fuzz_fuzz_hrv_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-hrv
