# SPDX-License-Identifier: GPL-3.0-or-later
# The daemon, people and the pipeline; the whole way from a wearable to the disk.
DAEMON_TEST_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
DAEMON_TEST_LIBS = libht-daemon.a libht-link.a libht-codec.a libht-programme.a libht-privacy.a \
	libht-ecg.a libht-signal.a libht-twin.a libht-dbus.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(SQLCIPHER_LIBS) $(SODIUM_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/integration/store-dump
tests_integration_store_dump_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_integration_store_dump_SOURCES = tests/integration/store-dump.c
tests_integration_store_dump_LDADD = $(DAEMON_TEST_LIBS)

DAEMON_RECORDING_TESTS = tests/integration/test-bus-equals-analyze.py
TESTS += $(DAEMON_RECORDING_TESTS)
RECORDING_TESTS += $(DAEMON_RECORDING_TESTS)
EXTRA_DIST += tests/integration/hub_under_test.py $(DAEMON_RECORDING_TESTS)
