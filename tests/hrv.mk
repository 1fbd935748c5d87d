# SPDX-License-Identifier: GPL-3.0-or-later
# What is told of the beats' intervals and sizes: variability, respiration, P waves.
MADE_UP_BEATS = tests/unit/made-up-beats.c tests/unit/made-up-beats.h
MADE_UP_BEATS_LIBS = $(VIRTUAL_TEST_LIBS) libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += \
	tests/unit/test-hrv \
	tests/unit/test-hrv-recordings \
	tests/unit/test-p-wave \
	tests/unit/test-qrs-width \
	tests/unit/test-respiration

tests_unit_test_hrv_SOURCES = tests/unit/test-hrv.c
tests_unit_test_hrv_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_hrv_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_hrv_recordings_SOURCES = tests/unit/test-hrv-recordings.c
tests_unit_test_hrv_recordings_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_hrv_recordings_LDADD = libht-recordings.a libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_p_wave_SOURCES = tests/unit/test-p-wave.c $(MADE_UP_BEATS)
tests_unit_test_p_wave_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_p_wave_LDADD = $(MADE_UP_BEATS_LIBS)

tests_unit_test_qrs_width_SOURCES = tests/unit/test-qrs-width.c
tests_unit_test_qrs_width_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_qrs_width_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_respiration_SOURCES = tests/unit/test-respiration.c $(MADE_UP_BEATS)
tests_unit_test_respiration_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_respiration_LDADD = $(MADE_UP_BEATS_LIBS)

TESTS += \
	tests/unit/test-hrv \
	tests/unit/test-hrv-recordings \
	tests/unit/test-p-wave \
	tests/unit/test-qrs-width \
	tests/unit/test-respiration

RECORDING_TESTS += tests/unit/test-hrv-recordings

check_PROGRAMS += tests/fuzz/fuzz-hrv tests/fuzz/fuzz-respiration
tests_fuzz_fuzz_hrv_SOURCES = tests/fuzz/fuzz-hrv.c
tests_fuzz_fuzz_hrv_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
tests_fuzz_fuzz_respiration_SOURCES = tests/fuzz/fuzz-respiration.c
tests_fuzz_fuzz_respiration_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-hrv fuzz-respiration
