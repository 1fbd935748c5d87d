# SPDX-License-Identifier: GPL-3.0-or-later
# The client of the hub: live trace, live screen, report.
CLIENT_TEST_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
CLIENT_TEST_LIBS = libht-client.a libht-report.a libht-programme.a libht-ecg-paper.a libht-dbus.a libht-ecg.a \
	libht-signal.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(PANGO_LIBS) $(GIO_LIBS)

CLIENT_TESTS = tests/unit/test-monitor-line tests/unit/test-monitor-model tests/unit/test-monitor-screen \
	tests/unit/test-monitor-trace tests/unit/test-report tests/unit/test-report-paper \
	tests/unit/test-report-strips
check_PROGRAMS += $(CLIENT_TESTS)
TESTS += $(CLIENT_TESTS)
tests_unit_test_monitor_line_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_monitor_line_SOURCES = tests/unit/test-monitor-line.c
tests_unit_test_monitor_line_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_monitor_model_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_monitor_model_SOURCES = tests/unit/test-monitor-model.c
tests_unit_test_monitor_model_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_monitor_screen_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_monitor_screen_SOURCES = tests/unit/test-monitor-screen.c
tests_unit_test_monitor_screen_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_monitor_trace_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_monitor_trace_SOURCES = tests/unit/test-monitor-trace.c
tests_unit_test_monitor_trace_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_report_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_report_SOURCES = tests/unit/test-report.c
tests_unit_test_report_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_report_paper_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_report_paper_SOURCES = tests/unit/test-report-paper.c
tests_unit_test_report_paper_LDADD = $(CLIENT_TEST_LIBS)
tests_unit_test_report_strips_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_unit_test_report_strips_SOURCES = tests/unit/test-report-strips.c
tests_unit_test_report_strips_LDADD = $(CLIENT_TEST_LIBS)

check_PROGRAMS += tests/fuzz/fuzz-live-line
tests_fuzz_fuzz_live_line_CPPFLAGS = $(CLIENT_TEST_CPPFLAGS)
tests_fuzz_fuzz_live_line_SOURCES = tests/fuzz/fuzz-live-line.c
tests_fuzz_fuzz_live_line_LDADD = $(CLIENT_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-live-line

CLIENT_HUB_TESTS = tests/integration/test-client-hub.sh tests/integration/test-client-pairing.py \
	tests/integration/test-monitor-alarm.py
TESTS += $(CLIENT_HUB_TESTS)
EXTRA_DIST += $(CLIENT_HUB_TESTS)
