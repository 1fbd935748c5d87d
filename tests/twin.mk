# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/test-twin tests/fuzz/fuzz-twin
tests_unit_test_twin_SOURCES = tests/unit/test-twin.c
tests_unit_test_twin_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_twin_LDADD = libht-twin.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-twin

tests_fuzz_fuzz_twin_SOURCES = tests/fuzz/fuzz-twin.c
tests_fuzz_fuzz_twin_LDADD = libht-twin.a libht-common.a $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-twin
