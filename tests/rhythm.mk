# SPDX-License-Identifier: GPL-3.0-or-later
# What beats make together: runs, turns, pauses, rates.
check_PROGRAMS += tests/unit/test-rhythm-findings
tests_unit_test_rhythm_findings_SOURCES = tests/unit/test-rhythm-findings.c
tests_unit_test_rhythm_findings_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rhythm_findings_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-rhythm-findings

# What a finding is given before it is told.
check_PROGRAMS += tests/unit/test-finding-check
tests_unit_test_finding_check_SOURCES = tests/unit/test-finding-check.c
tests_unit_test_finding_check_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_finding_check_LDADD = libht-ecg.a libht-signal.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-finding-check

# A heart that stands still.
check_PROGRAMS += tests/unit/test-ecg-silence
tests_unit_test_ecg_silence_SOURCES = tests/unit/test-ecg-silence.c $(DRAWN_ECG)
tests_unit_test_ecg_silence_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_ecg_silence_LDADD = libht-ecg.a libht-body-trust.a libht-signal.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-ecg-silence
