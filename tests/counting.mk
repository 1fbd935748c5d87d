# SPDX-License-Identifier: GPL-3.0-or-later
# Repetitions without a reference, heart-rate zones, and the recordings of motion as CSV.
EXTRA_DIST += \
	%D%/accuracy/barbell.py \
	%D%/accuracy/broad_trial.py \
	%D%/accuracy/harlab.py \
	%D%/accuracy/motion_counting.py \
	%D%/accuracy/motion_csv.py \
	%D%/accuracy/motion_zones.py \
	%D%/accuracy/uci_physical_therapy.py

# Of check and not of `make accuracy` alone: the test on recordings runs it too.
check_PROGRAMS += tests/accuracy/zone-seconds
accuracy accuracy-doc: tests/accuracy/zone-seconds
tests_accuracy_zone_seconds_SOURCES = tests/accuracy/zone-seconds.c
tests_accuracy_zone_seconds_LDADD = libht-recordings.a libht-rehab.a libht-ecg.a libht-signal.a libht-common.a \
	$(EDF_LIBS)

check_PROGRAMS += tests/unit/test-free-count
TESTS += tests/unit/test-free-count
tests_unit_test_free_count_SOURCES = \
	tests/unit/test-free-count.c tests/unit/simulated-limb.c tests/unit/simulated-limb.h
tests_unit_test_free_count_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_free_count_LDADD = libht-rehab.a libht-motion.a libht-signal.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/unit/test-hr-zone
TESTS += tests/unit/test-hr-zone
tests_unit_test_hr_zone_SOURCES = tests/unit/test-hr-zone.c
tests_unit_test_hr_zone_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_hr_zone_LDADD = libht-rehab.a libht-signal.a libht-common.a $(GIO_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-free-count
tests_fuzz_fuzz_free_count_SOURCES = tests/fuzz/fuzz-free-count.c
tests_fuzz_fuzz_free_count_LDADD = libht-rehab.a libht-motion.a libht-signal.a libht-common.a $(FUZZ_LIBS) -lm
FUZZ_TARGETS += fuzz-free-count

COUNTING_RECORDING_TESTS = tests/integration/test-counting-in-hand.py
TESTS += $(COUNTING_RECORDING_TESTS)
RECORDING_TESTS += $(COUNTING_RECORDING_TESTS)
EXTRA_DIST += $(COUNTING_RECORDING_TESTS)

TESTS += tests/integration/test-analyze-zone.sh
EXTRA_DIST += tests/integration/test-analyze-zone.sh
