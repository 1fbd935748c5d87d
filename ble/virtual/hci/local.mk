# SPDX-License-Identifier: GPL-3.0-or-later
# A peripheral's Bluetooth host, for virtual-wearable --hci.
noinst_LIBRARIES += libht-hci.a
libht_hci_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(CRYPTO_CFLAGS)
libht_hci_a_SOURCES = \
	%D%/acl-link.c %D%/acl-link.h \
	%D%/att-server.c %D%/att-server.h \
	%D%/att-table.c %D%/att-table.h \
	%D%/h4.c %D%/h4.h \
	%D%/ht-bonds.c %D%/ht-bonds.h \
	%D%/ht-hci-radio.c %D%/ht-hci-radio.h \
	%D%/le-advertising.c %D%/le-advertising.h \
	%D%/le-host.c %D%/le-host.h \
	%D%/smp-crypto.c %D%/smp-crypto.h \
	%D%/smp.c %D%/smp.h
