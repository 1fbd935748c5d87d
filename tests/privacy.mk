# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and store: round trips, everything that can be wrong, kill -9.
noinst_LIBRARIES += libht-store-fixture.a
libht_store_fixture_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_store_fixture_a_SOURCES = tests/unit/store-fixture.c tests/unit/store-fixture.h
STORE_TEST_LIBS = libht-store-fixture.a libht-privacy.a $(PRIVACY_LIBS)

PRIVACY_TESTS = tests/unit/test-keyring tests/unit/test-store tests/unit/test-store-secrecy \
	tests/unit/test-store-writer
check_PROGRAMS += $(PRIVACY_TESTS)
TESTS += $(PRIVACY_TESTS)
tests_unit_test_keyring_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_keyring_SOURCES = tests/unit/test-keyring.c
tests_unit_test_keyring_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_SOURCES = tests/unit/test-store.c
tests_unit_test_store_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_secrecy_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_secrecy_SOURCES = tests/unit/test-store-secrecy.c
tests_unit_test_store_secrecy_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_writer_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_writer_SOURCES = tests/unit/test-store-writer.c
tests_unit_test_store_writer_LDADD = $(STORE_TEST_LIBS)
