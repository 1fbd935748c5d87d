# SPDX-License-Identifier: GPL-3.0-or-later
# How what the models find reaches a person: words, order, counts.
check_PROGRAMS += tests/unit/test-finding-words
tests_unit_test_finding_words_SOURCES = tests/unit/test-finding-words.c
tests_unit_test_finding_words_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_finding_words_LDADD = libht-programme.a libht-common.a $(GIO_LIBS)
TESTS += tests/unit/test-finding-words
