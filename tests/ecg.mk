# SPDX-License-Identifier: GPL-3.0-or-later
# The ECG engine, its records and the filters below it.
DRAWN_ECG = \
	tests/unit/drawn-ecg.c tests/unit/drawn-ecg.h \
	tests/unit/heard-ecg.c tests/unit/heard-ecg.h

check_PROGRAMS += \
	tests/unit/test-ecg \
	tests/unit/test-ecg-contact \
	tests/unit/test-ecg-records \
	tests/unit/test-rr-window \
	tests/unit/test-supraventricular \
	tests/unit/test-signal

tests_unit_test_ecg_SOURCES = tests/unit/test-ecg.c $(DRAWN_ECG)
tests_unit_test_ecg_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_ecg_contact_SOURCES = tests/unit/test-ecg-contact.c $(DRAWN_ECG)
tests_unit_test_ecg_contact_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_contact_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_ecg_records_SOURCES = tests/unit/test-ecg-records.c
tests_unit_test_ecg_records_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_records_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_rr_window_SOURCES = tests/unit/test-rr-window.c
tests_unit_test_rr_window_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rr_window_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_supraventricular_SOURCES = tests/unit/test-supraventricular.c
tests_unit_test_supraventricular_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_supraventricular_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)

tests_unit_test_signal_SOURCES = tests/unit/test-signal.c
tests_unit_test_signal_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_signal_LDADD = libht-signal.a $(GIO_LIBS)

TESTS += \
	tests/unit/test-ecg \
	tests/unit/test-ecg-contact \
	tests/unit/test-ecg-records \
	tests/unit/test-rr-window \
	tests/unit/test-supraventricular \
	tests/unit/test-signal

check_PROGRAMS += \
	tests/fuzz/fuzz-beat-record \
	tests/fuzz/fuzz-ecg \
	tests/fuzz/fuzz-finding-record
tests_fuzz_fuzz_beat_record_SOURCES = tests/fuzz/fuzz-beat-record.c
tests_fuzz_fuzz_beat_record_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
tests_fuzz_fuzz_ecg_SOURCES = tests/fuzz/fuzz-ecg.c
tests_fuzz_fuzz_ecg_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
tests_fuzz_fuzz_finding_record_SOURCES = tests/fuzz/fuzz-finding-record.c
tests_fuzz_fuzz_finding_record_LDADD = libht-ecg.a libht-signal.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-beat-record fuzz-ecg fuzz-finding-record
