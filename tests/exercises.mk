# SPDX-License-Identifier: GPL-3.0-or-later
# Exercise files, and every exercise of the library from simulated motion to labels.
check_PROGRAMS += tests/unit/test-exercise-file tests/fuzz/fuzz-exercise

EXERCISE_FILE_LIBS = libht-programme.a libht-common-glib.a libht-rehab.a libht-common.a $(GIO_LIBS)

tests_unit_test_exercise_file_SOURCES = tests/unit/test-exercise-file.c
tests_unit_test_exercise_file_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_exercise_file_LDADD = $(EXERCISE_FILE_LIBS)
TESTS += tests/unit/test-exercise-file

tests_fuzz_fuzz_exercise_SOURCES = tests/fuzz/fuzz-exercise.c
tests_fuzz_fuzz_exercise_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_fuzz_fuzz_exercise_LDADD = $(EXERCISE_FILE_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-exercise

TESTS += \
	tests/integration/test-analyze-reps-bad-input.py \
	tests/integration/test-analyze-reps-exercises.py \
	tests/integration/test-analyze-reps-plot.py \
	tests/integration/test-daemon-exercises.py \
	tests/integration/test-exercise-commands.sh
EXTRA_DIST += \
	tests/integration/exercise_motion.py \
	tests/integration/test-analyze-reps-bad-input.py \
	tests/integration/test-analyze-reps-exercises.py \
	tests/integration/test-analyze-reps-plot.py \
	tests/integration/test-daemon-exercises.py \
	tests/integration/test-exercise-commands.sh

# Writes what a sensor would measure during an exercise of the library.
SIMULATED_EXERCISE = \
	tests/unit/simulated-exercise.c tests/unit/simulated-exercise.h \
	tests/unit/simulated-limb.c tests/unit/simulated-limb.h
check_PROGRAMS += tests/integration/write-exercise-motion
tests_integration_write_exercise_motion_SOURCES = \
	tests/integration/write-exercise-motion.c $(SIMULATED_EXERCISE)

check_PROGRAMS += tests/unit/test-simulated-people
tests_unit_test_simulated_people_SOURCES = tests/unit/test-simulated-people.c $(SIMULATED_EXERCISE)
tests_unit_test_simulated_people_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_simulated_people_LDADD = \
	libht-programme.a libht-common-glib.a libht-rehab.a libht-motion.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-simulated-people
