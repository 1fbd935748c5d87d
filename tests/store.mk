# SPDX-License-Identifier: GPL-3.0-or-later
# What the store promises of what it keeps: erased for good, known to be fresh, told when damaged.
noinst_LIBRARIES += libht-store-pages.a
libht_store_pages_a_CPPFLAGS = $(PRIVACY_CPPFLAGS) $(CRYPTO_CFLAGS)
libht_store_pages_a_SOURCES = tests/unit/store-pages.c tests/unit/store-pages.h

STORE_TESTS = tests/unit/test-store-erase tests/unit/test-store-fresh tests/unit/test-store-keep
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
tests_unit_test_store_erase_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_erase_SOURCES = tests/unit/test-store-erase.c
tests_unit_test_store_erase_LDADD = libht-store-pages.a $(STORE_TEST_LIBS) $(CRYPTO_LIBS)
tests_unit_test_store_keep_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_keep_SOURCES = tests/unit/test-store-keep.c
tests_unit_test_store_keep_LDADD = libht-store-pages.a $(STORE_TEST_LIBS) $(CRYPTO_LIBS)
tests_unit_test_store_fresh_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_unit_test_store_fresh_SOURCES = tests/unit/test-store-fresh.c
tests_unit_test_store_fresh_LDADD = $(STORE_TEST_LIBS)

EXTRA_DIST += tests/unit/full-disk.h
check_PROGRAMS += tests/unit/test-housekeeper
TESTS += tests/unit/test-housekeeper
tests_unit_test_housekeeper_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_housekeeper_SOURCES = tests/unit/test-housekeeper.c
tests_unit_test_housekeeper_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

STORE_DAEMON_TESTS = tests/integration/test-daemon-erase.py tests/integration/test-daemon-retention.py \
	tests/integration/test-store-traps.sh
TESTS += $(STORE_DAEMON_TESTS)
EXTRA_DIST += $(STORE_DAEMON_TESTS)
