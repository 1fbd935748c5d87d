# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the virtual wearable's Bluetooth host.
HCI_UNIT_TESTS = \
	%D%/unit/test-att \
	%D%/unit/test-le-host \
	%D%/unit/test-smp
check_PROGRAMS += $(HCI_UNIT_TESTS)
TESTS += $(HCI_UNIT_TESTS)
HCI_TEST_LIBS = libht-hci.a libht-common.a $(CRYPTO_LIBS)

tests_unit_test_att_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_att_SOURCES = %D%/unit/test-att.c
tests_unit_test_att_LDADD = $(HCI_TEST_LIBS) $(GIO_LIBS)

tests_unit_test_le_host_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_le_host_SOURCES = %D%/unit/test-le-host.c
tests_unit_test_le_host_LDADD = $(HCI_TEST_LIBS) $(GIO_LIBS)

tests_unit_test_smp_CPPFLAGS = $(GLIB_CPPFLAGS)
tests_unit_test_smp_SOURCES = %D%/unit/test-smp.c %D%/unit/assert-bytes.h
tests_unit_test_smp_LDADD = $(HCI_TEST_LIBS) $(GIO_LIBS)

check_PROGRAMS += %D%/fuzz/fuzz-att %D%/fuzz/fuzz-hci %D%/fuzz/fuzz-smp
tests_fuzz_fuzz_att_SOURCES = %D%/fuzz/fuzz-att.c
tests_fuzz_fuzz_att_LDADD = $(HCI_TEST_LIBS) $(FUZZ_LIBS)
tests_fuzz_fuzz_hci_SOURCES = %D%/fuzz/fuzz-hci.c
tests_fuzz_fuzz_hci_LDADD = $(HCI_TEST_LIBS) $(FUZZ_LIBS)
tests_fuzz_fuzz_smp_SOURCES = %D%/fuzz/fuzz-smp.c
tests_fuzz_fuzz_smp_LDADD = $(HCI_TEST_LIBS) $(FUZZ_LIBS)
FUZZ_TARGETS += fuzz-att fuzz-hci fuzz-smp
