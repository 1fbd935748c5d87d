# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the virtual wearable.
VIRTUAL_UNIT_TESTS = \
	%D%/unit/test-record-source \
	%D%/unit/test-story \
	%D%/unit/test-strap \
	%D%/unit/test-synthetic-heart
check_PROGRAMS += $(VIRTUAL_UNIT_TESTS)
TESTS += $(VIRTUAL_UNIT_TESTS)
VIRTUAL_TEST_LIBS = libht-strap.a libht-recordings.a libht-codec.a libht-common.a

tests_unit_test_record_source_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_record_source_SOURCES = %D%/unit/test-record-source.c \
	%D%/unit/recordings-folder.c %D%/unit/recordings-folder.h
tests_unit_test_record_source_LDADD = $(VIRTUAL_TEST_LIBS) $(EDF_LIBS) $(GIO_LIBS)

tests_unit_test_story_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_story_SOURCES = %D%/unit/test-story.c
tests_unit_test_story_LDADD = $(VIRTUAL_TEST_LIBS) $(GIO_LIBS)

tests_unit_test_strap_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_strap_SOURCES = %D%/unit/test-strap.c
tests_unit_test_strap_LDADD = $(VIRTUAL_TEST_LIBS) $(GIO_LIBS)

tests_unit_test_synthetic_heart_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_synthetic_heart_SOURCES = %D%/unit/test-synthetic-heart.c
tests_unit_test_synthetic_heart_LDADD = $(VIRTUAL_TEST_LIBS) $(GIO_LIBS)

check_PROGRAMS += %D%/fuzz/fuzz-story %D%/fuzz/fuzz-strap-command
tests_fuzz_fuzz_story_SOURCES = %D%/fuzz/fuzz-story.c
tests_fuzz_fuzz_story_LDADD = $(VIRTUAL_TEST_LIBS) $(FUZZ_LIBS)
tests_fuzz_fuzz_strap_command_SOURCES = %D%/fuzz/fuzz-strap-command.c
tests_fuzz_fuzz_strap_command_LDADD = $(VIRTUAL_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-story fuzz-strap-command

check_PROGRAMS += %D%/integration/virtual-client
tests_integration_virtual_client_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_integration_virtual_client_SOURCES = \
	%D%/integration/bluez-broadcasts.c %D%/integration/bluez-broadcasts.h \
	%D%/integration/virtual-client.c
tests_integration_virtual_client_LDADD = libht-dbus.a libht-codec.a libht-common.a $(GIO_LIBS)
TESTS += %D%/integration/test-virtual-wearable.sh
EXTRA_DIST += %D%/integration/test-virtual-wearable.sh %D%/integration/private-bus.sh
VIRTUAL_PLAYS = %D%/integration/test-replayed-recording.py %D%/integration/test-several-wearables.py
TESTS += $(VIRTUAL_PLAYS)
EXTRA_DIST += $(VIRTUAL_PLAYS)
LONG_TESTS += %D%/integration/soak-day.py
EXTRA_DIST += %D%/integration/soak-day.py

EXTRA_PROGRAMS += tests/bench/bus
CLEANFILES += tests/bench/bus
tests_bench_bus_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_bench_bus_SOURCES = %D%/bench/bus.c
tests_bench_bus_LDADD = libht-virtual.a libht-strap.a libht-recordings.a libht-codec.a \
	libht-dbus.a libht-common-glib.a libht-common.a $(GIO_LIBS) $(EDF_LIBS)
EXTRA_DIST += %D%/bench/bus.sh
bench: tests/bench/bus
