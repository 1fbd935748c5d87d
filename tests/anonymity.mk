# SPDX-License-Identifier: GPL-3.0-or-later
# What is told of a person who stays unnamed: noise, budget, pseudonyms, days in numbers.
check_PROGRAMS += tests/integration/fill-days
tests_integration_fill_days_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_integration_fill_days_SOURCES = tests/integration/fill-days.c
tests_integration_fill_days_LDADD = $(DAEMON_TEST_LIBS)
TESTS += tests/integration/test-daemon-anonymity.py
EXTRA_DIST += tests/integration/test-daemon-anonymity.py

check_PROGRAMS += tests/unit/test-epsilon-audit
TESTS += tests/unit/test-epsilon-audit
tests_unit_test_epsilon_audit_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_epsilon_audit_SOURCES = tests/unit/test-epsilon-audit.c \
	tests/unit/epsilon-audit.c tests/unit/epsilon-audit.h tests/unit/seeded-random.c tests/unit/seeded-random.h
tests_unit_test_epsilon_audit_LDADD = libht-programme.a libht-privacy.a $(PRIVACY_LIBS) -lm

check_PROGRAMS += tests/unit/test-anonymity tests/unit/test-day-rollup
TESTS += tests/unit/test-anonymity tests/unit/test-day-rollup
tests_unit_test_anonymity_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_anonymity_SOURCES = tests/unit/test-anonymity.c tests/unit/seeded-random.c tests/unit/seeded-random.h
tests_unit_test_anonymity_LDADD = libht-privacy.a $(PRIVACY_LIBS) -lm
tests_unit_test_day_rollup_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_day_rollup_SOURCES = tests/unit/test-day-rollup.c
tests_unit_test_day_rollup_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-told
tests_fuzz_fuzz_told_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_fuzz_fuzz_told_SOURCES = tests/fuzz/fuzz-told.c
tests_fuzz_fuzz_told_LDADD = libht-programme.a libht-privacy.a $(PRIVACY_LIBS) -lm $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-told

check_PROGRAMS += tests/fuzz/fuzz-window-question
tests_fuzz_fuzz_window_question_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_fuzz_fuzz_window_question_SOURCES = tests/fuzz/fuzz-window-question.c
tests_fuzz_fuzz_window_question_LDADD = libht-daemon.a libht-privacy.a $(PRIVACY_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-window-question
