# SPDX-License-Identifier: GPL-3.0-or-later
# The hub's side of the radio: a client of org.bluez. Knows no models.
noinst_LIBRARIES += libht-link.a
libht_link_a_CPPFLAGS = $(GLIB_CPPFLAGS)
libht_link_a_SOURCES = \
	%D%/control-point.c %D%/control-point.h \
	%D%/device.c %D%/device.h \
	%D%/discovery.c %D%/discovery.h \
	%D%/gatt.c %D%/gatt.h \
	%D%/ht-link.c %D%/ht-link.h \
	%D%/offer.c %D%/offer.h \
	%D%/objects.c %D%/objects.h \
	%D%/pmd-stream.c %D%/pmd-stream.h \
	%D%/reader.c %D%/reader.h \
	%D%/run.c %D%/run.h \
	%D%/start.c %D%/start.h \
	%D%/turns.c %D%/turns.h \
	%D%/wearable.c
