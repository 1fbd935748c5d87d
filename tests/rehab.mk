# SPDX-License-Identifier: GPL-3.0-or-later
# Sessions of exercises: motion of a person, records, the whole way from the wearable to the history.
REHAB_UNIT_TESTS = tests/unit/test-motion-feed tests/unit/test-rehab-records tests/unit/test-rehab-session \
	tests/unit/test-reference-watch
check_PROGRAMS += $(REHAB_UNIT_TESTS)
TESTS += $(REHAB_UNIT_TESTS)
tests_unit_test_motion_feed_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_motion_feed_SOURCES = tests/unit/test-motion-feed.c
tests_unit_test_motion_feed_LDADD = $(DAEMON_TEST_LIBS)
tests_unit_test_rehab_records_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_rehab_records_SOURCES = tests/unit/test-rehab-records.c
tests_unit_test_rehab_records_LDADD = libht-rehab.a libht-motion.a libht-common.a $(GIO_LIBS)
tests_unit_test_rehab_session_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_rehab_session_SOURCES = tests/unit/test-rehab-session.c
tests_unit_test_rehab_session_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)
tests_unit_test_reference_watch_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_reference_watch_SOURCES = tests/unit/test-reference-watch.c $(SIMULATED_EXERCISE)
tests_unit_test_reference_watch_LDADD = libht-rehab.a libht-motion.a libht-common.a $(GIO_LIBS)

REHAB_TESTS = tests/integration/test-daemon-rehab.py tests/integration/test-daemon-rehab-sensors.py \
	tests/integration/test-daemon-rehab-faults.py tests/integration/test-daemon-rehab-kill.py \
	tests/integration/test-daemon-rehab-timed.py
TESTS += $(REHAB_TESTS)
EXTRA_DIST += tests/integration/rehab_under_test.py $(REHAB_TESTS)
LONG_TESTS += tests/integration/test-daemon-rehab-sensors.py

check_PROGRAMS += tests/fuzz/fuzz-rehab-records tests/fuzz/fuzz-open-session
tests_fuzz_fuzz_rehab_records_SOURCES = tests/fuzz/fuzz-rehab-records.c
tests_fuzz_fuzz_rehab_records_LDADD = libht-rehab.a libht-common.a $(FUZZ_LIBS)
tests_fuzz_fuzz_open_session_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_fuzz_fuzz_open_session_SOURCES = tests/fuzz/fuzz-open-session.c
tests_fuzz_fuzz_open_session_LDADD = $(DAEMON_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-rehab-records fuzz-open-session

EXTRA_DIST += tests/bench/rehab-latency.py
