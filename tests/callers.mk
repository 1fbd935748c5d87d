# SPDX-License-Identifier: GPL-3.0-or-later
# Who calls: consents, the clock that ends them and dates what is stored, descriptors.
check_PROGRAMS += tests/unit/test-consents
TESTS += tests/unit/test-consents
tests_unit_test_consents_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_consents_SOURCES = tests/unit/test-consents.c
tests_unit_test_consents_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

# What a damaged store has lost, to be told to whom it is of.
check_PROGRAMS += tests/integration/lose-records
tests_integration_lose_records_CPPFLAGS = $(PRIVACY_CPPFLAGS)
tests_integration_lose_records_SOURCES = tests/integration/lose-records.c \
	tests/integration/given-keyring.c tests/integration/given-keyring.h
tests_integration_lose_records_LDADD = libht-privacy.a $(PRIVACY_LIBS)

# Times of a clock that nobody vouched for.
check_PROGRAMS += tests/unit/test-undated
TESTS += tests/unit/test-undated
tests_unit_test_undated_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_undated_SOURCES = tests/unit/test-undated.c
tests_unit_test_undated_LDADD = libht-store-fixture.a $(DAEMON_TEST_LIBS)

check_PROGRAMS += tests/unit/test-callers
TESTS += tests/unit/test-callers
tests_unit_test_callers_CPPFLAGS = $(DAEMON_TEST_CPPFLAGS)
tests_unit_test_callers_SOURCES = tests/unit/test-callers.c
tests_unit_test_callers_LDADD = $(DAEMON_TEST_LIBS)
