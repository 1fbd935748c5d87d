# SPDX-License-Identifier: GPL-3.0-or-later
# Motion as text, its units, and the orientation of a sensor.
MADE_UP_TURNS = tests/unit/made-up-turns.c tests/unit/made-up-turns.h

check_PROGRAMS += \
	tests/unit/test-motion-csv \
	tests/unit/test-orientation \
	tests/unit/test-orientation-recordings \
	tests/unit/test-quaternion \
	tests/unit/test-unit-gate

tests_unit_test_motion_csv_SOURCES = tests/unit/test-motion-csv.c
tests_unit_test_motion_csv_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_motion_csv_LDADD = libht-recordings.a $(GIO_LIBS)

tests_unit_test_orientation_SOURCES = tests/unit/test-orientation.c $(MADE_UP_TURNS)
tests_unit_test_orientation_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_orientation_LDADD = libht-motion.a $(GIO_LIBS)

tests_unit_test_orientation_recordings_SOURCES = tests/unit/test-orientation-recordings.c
tests_unit_test_orientation_recordings_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_orientation_recordings_LDADD = libht-motion.a $(GIO_LIBS)

tests_unit_test_quaternion_SOURCES = tests/unit/test-quaternion.c
tests_unit_test_quaternion_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_quaternion_LDADD = libht-motion.a $(GIO_LIBS)

tests_unit_test_unit_gate_SOURCES = tests/unit/test-unit-gate.c $(MADE_UP_TURNS)
tests_unit_test_unit_gate_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_unit_gate_LDADD = libht-programme.a libht-motion.a $(GIO_LIBS)

EXTRA_DIST += tests/integration/test-analyze-orientation.sh
RECORDING_TESTS += tests/unit/test-orientation-recordings
TESTS += \
	tests/integration/test-analyze-orientation.sh \
	tests/unit/test-motion-csv \
	tests/unit/test-orientation \
	tests/unit/test-orientation-recordings \
	tests/unit/test-quaternion \
	tests/unit/test-unit-gate

check_PROGRAMS += tests/fuzz/fuzz-motion-csv tests/fuzz/fuzz-orientation
tests_fuzz_fuzz_motion_csv_SOURCES = tests/fuzz/fuzz-motion-csv.c
tests_fuzz_fuzz_motion_csv_LDADD = libht-recordings.a $(FUZZ_LIBS)
tests_fuzz_fuzz_orientation_SOURCES = tests/fuzz/fuzz-orientation.c
tests_fuzz_fuzz_orientation_LDADD = libht-motion.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-motion-csv fuzz-orientation

BENCHES += tests/bench/orientation
tests_bench_orientation_SOURCES = tests/bench/orientation.c
tests_bench_orientation_LDADD = libht-motion.a -lm

# Rows of `make accuracy`; other areas add modules to motion_rows.py.
EXTRA_DIST += tests/accuracy/motion_rows.py tests/accuracy/motion_orientation.py
accuracy accuracy-doc: tests/bench/orientation
