# SPDX-License-Identifier: GPL-3.0-or-later
# The closed loop: dose, a clinician's limits, stops and releases.
check_PROGRAMS += tests/unit/test-dose tests/unit/test-dose-million tests/unit/test-limits \
	tests/unit/test-rehab-plan tests/unit/test-rehab-limits tests/fuzz/fuzz-dose tests/fuzz/fuzz-statement
tests_unit_test_dose_SOURCES = tests/unit/test-dose.c
tests_unit_test_dose_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_dose_LDADD = libht-rehab.a libht-common.a $(GIO_LIBS) -lm
tests_unit_test_dose_million_SOURCES = tests/unit/test-dose-million.c
tests_unit_test_dose_million_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_dose_million_LDADD = libht-rehab.a libht-common.a $(GIO_LIBS) -lm
tests_unit_test_limits_SOURCES = tests/unit/test-limits.c
tests_unit_test_limits_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_limits_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
PLAN_FIXTURE = tests/unit/plan-fixture.c tests/unit/plan-fixture.h
tests_unit_test_rehab_plan_SOURCES = tests/unit/test-rehab-plan.c $(PLAN_FIXTURE)
tests_unit_test_rehab_plan_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_rehab_plan_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_rehab_limits_SOURCES = tests/unit/test-rehab-limits.c $(PLAN_FIXTURE)
tests_unit_test_rehab_limits_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_rehab_limits_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
DOSE_HUB_TESTS = tests/integration/test-closed-loop.py tests/integration/test-limits-files.py tests/integration/test-poisoned-control.py
TESTS += tests/unit/test-dose tests/unit/test-dose-million tests/unit/test-limits \
	tests/unit/test-rehab-plan tests/unit/test-rehab-limits $(DOSE_HUB_TESTS)
EXTRA_DIST += tests/integration/clinic_under_test.py $(DOSE_HUB_TESTS)

# What of an ECG would end a session; rows of `make accuracy`.
EXTRA_PROGRAMS += tests/accuracy/exercise-stops
CLEANFILES += tests/accuracy/exercise-stops
accuracy accuracy-doc: tests/accuracy/exercise-stops
EXTRA_DIST += tests/accuracy/motion_stops.py
tests_accuracy_exercise_stops_SOURCES = tests/accuracy/exercise-stops.c
tests_accuracy_exercise_stops_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_accuracy_exercise_stops_LDADD = libht-recordings.a libht-rehab.a libht-ecg.a libht-body-trust.a libht-signal.a \
	libht-common.a $(GIO_LIBS) $(EDF_LIBS)

tests_fuzz_fuzz_dose_SOURCES = tests/fuzz/fuzz-dose.c
tests_fuzz_fuzz_dose_LDADD = libht-rehab.a libht-common.a -lm $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-dose

tests_fuzz_fuzz_statement_SOURCES = tests/fuzz/fuzz-statement.c
tests_fuzz_fuzz_statement_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_fuzz_fuzz_statement_LDADD = libht-programme.a libht-rehab.a libht-privacy.a $(PRIVACY_LIBS) $(JSON_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-statement
