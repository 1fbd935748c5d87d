# SPDX-License-Identifier: GPL-3.0-or-later
# What people do: steps, gait, posture, intensity, falls, guided tests.
noinst_LIBRARIES += libht-moved-person.a
libht_moved_person_a_CPPFLAGS = $(GLIB_CPPFLAGS)
libht_moved_person_a_SOURCES = tests/unit/moved-person.c tests/unit/moved-person.h

ACTIVITY_TEST_LIBS = libht-moved-person.a libht-motion.a libht-signal.a libht-common.a $(GIO_LIBS)
ACTIVITY_TESTS = tests/unit/test-steps tests/unit/test-intensity tests/unit/test-posture \
	tests/unit/test-fall tests/unit/test-activity tests/unit/test-guided
check_PROGRAMS += $(ACTIVITY_TESTS)
TESTS += $(ACTIVITY_TESTS)

tests_unit_test_steps_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_steps_SOURCES = tests/unit/test-steps.c
tests_unit_test_steps_LDADD = $(ACTIVITY_TEST_LIBS)

tests_unit_test_intensity_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_intensity_SOURCES = tests/unit/test-intensity.c
tests_unit_test_intensity_LDADD = $(ACTIVITY_TEST_LIBS)

tests_unit_test_posture_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_posture_SOURCES = tests/unit/test-posture.c
tests_unit_test_posture_LDADD = $(ACTIVITY_TEST_LIBS)

tests_unit_test_fall_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_fall_SOURCES = tests/unit/test-fall.c
tests_unit_test_fall_LDADD = $(ACTIVITY_TEST_LIBS)

tests_unit_test_activity_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_activity_SOURCES = tests/unit/test-activity.c
tests_unit_test_activity_LDADD = $(ACTIVITY_TEST_LIBS)

tests_unit_test_guided_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_guided_SOURCES = tests/unit/test-guided.c
tests_unit_test_guided_LDADD = $(ACTIVITY_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-activity-record
tests_fuzz_fuzz_activity_record_SOURCES = tests/fuzz/fuzz-activity-record.c
tests_fuzz_fuzz_activity_record_LDADD = libht-motion.a libht-signal.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-activity-record

ACTIVITY_WAYS = tests/integration/test-daemon-activity.py tests/integration/test-daemon-guided.py \
	 tests/integration/test-analyze-activity.py
TESTS += $(ACTIVITY_WAYS)
EXTRA_DIST += $(ACTIVITY_WAYS) tests/integration/moved_person.py

ACTIVITY_RECORDING_TESTS = tests/integration/test-harlab-steps.py
TESTS += $(ACTIVITY_RECORDING_TESTS)
RECORDING_TESTS += $(ACTIVITY_RECORDING_TESTS)
EXTRA_DIST += $(ACTIVITY_RECORDING_TESTS) tests/accuracy/motion_activity.py

check_PROGRAMS += tests/unit/test-activity-watch
TESTS += tests/unit/test-activity-watch
tests_unit_test_activity_watch_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_activity_watch_SOURCES = tests/unit/test-activity-watch.c
tests_unit_test_activity_watch_LDADD = libht-moved-person.a $(DAEMON_TEST_LIBS)

check_PROGRAMS += tests/unit/test-guided-live
TESTS += tests/unit/test-guided-live
tests_unit_test_guided_live_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_guided_live_SOURCES = tests/unit/test-guided-live.c
tests_unit_test_guided_live_LDADD = libht-moved-person.a libht-client.a libht-motion.a $(CLIENT_TEST_LIBS)
