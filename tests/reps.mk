# SPDX-License-Identifier: GPL-3.0-or-later
# Repetitions scored against a person's own reference.
REPS_BENCH = \
	tests/unit/reps-bench.c tests/unit/reps-bench.h \
	tests/unit/simulated-limb.c tests/unit/simulated-limb.h
REPS_LIBS = libht-rehab.a libht-motion.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/unit/test-exercise-set tests/unit/test-exercise-labels
tests_unit_test_exercise_set_SOURCES = tests/unit/test-exercise-set.c $(REPS_BENCH)
tests_unit_test_exercise_set_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_exercise_set_LDADD = $(REPS_LIBS)
tests_unit_test_exercise_labels_SOURCES = tests/unit/test-exercise-labels.c $(REPS_BENCH)
tests_unit_test_exercise_labels_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_exercise_labels_LDADD = $(REPS_LIBS)
TESTS += tests/unit/test-exercise-set tests/unit/test-exercise-labels

check_PROGRAMS += tests/unit/test-set-clock
tests_unit_test_set_clock_SOURCES = tests/unit/test-set-clock.c
tests_unit_test_set_clock_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_set_clock_LDADD = $(REPS_LIBS)
TESTS += tests/unit/test-set-clock

check_PROGRAMS += tests/unit/test-rep-reference tests/unit/test-rep-parts
tests_unit_test_rep_reference_SOURCES = tests/unit/test-rep-reference.c \
	tests/unit/simulated-limb.c tests/unit/simulated-limb.h
tests_unit_test_rep_reference_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rep_reference_LDADD = $(REPS_LIBS)
tests_unit_test_rep_parts_SOURCES = tests/unit/test-rep-parts.c
tests_unit_test_rep_parts_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rep_parts_LDADD = $(REPS_LIBS)
TESTS += tests/unit/test-rep-reference tests/unit/test-rep-parts

check_PROGRAMS += tests/fuzz/fuzz-exercise-set
tests_fuzz_fuzz_exercise_set_SOURCES = tests/fuzz/fuzz-exercise-set.c
tests_fuzz_fuzz_exercise_set_LDADD = libht-rehab.a libht-motion.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-exercise-set

REPS_RECORDING_TESTS = tests/integration/test-reps-in-hand.py
TESTS += $(REPS_RECORDING_TESTS)
RECORDING_TESTS += $(REPS_RECORDING_TESTS)
EXTRA_DIST += $(REPS_RECORDING_TESTS) %D%/accuracy/motion_reps.py %D%/accuracy/uci_reps.py

check_PROGRAMS += tests/unit/test-rehab-symmetry
tests_unit_test_rehab_symmetry_SOURCES = tests/unit/test-rehab-symmetry.c
tests_unit_test_rehab_symmetry_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rehab_symmetry_LDADD = libht-client.a libht-rehab.a $(GIO_LIBS)
TESTS += tests/unit/test-rehab-symmetry
