# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and store: round trips, everything that can be wrong, kill -9.
noinst_LIBRARIES += libht-store-fixture.a
libht_store_fixture_a_CPPFLAGS = $(PRIVACY_CPPFLAGS)
libht_store_fixture_a_SOURCES = tests/unit/store-fixture.c tests/unit/store-fixture.h
STORE_TEST_LIBS = libht-store-fixture.a libht-privacy.a $(PRIVACY_LIBS)

check_PROGRAMS += tests/unit/test-keyring tests/unit/test-store
TESTS += tests/unit/test-keyring tests/unit/test-store
tests_unit_test_keyring_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_keyring_SOURCES = tests/unit/test-keyring.c
tests_unit_test_keyring_LDADD = $(STORE_TEST_LIBS)
tests_unit_test_store_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_SOURCES = tests/unit/test-store.c
tests_unit_test_store_LDADD = $(STORE_TEST_LIBS)
