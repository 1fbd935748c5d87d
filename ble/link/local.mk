# SPDX-License-Identifier: GPL-3.0-or-later
# The hub's side of the radio: a client of org.bluez. Knows no models.
noinst_LIBRARIES += libht-link.a
libht_link_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(BLUEZ_CFLAGS)
libht_link_a_SOURCES = \
	%D%/agent.c %D%/agent.h \
	%D%/checks.c %D%/checks.h \
	%D%/control-point.c %D%/control-point.h \
	%D%/device.c %D%/device.h \
	%D%/device-pairing.c \
	%D%/device-streams.c \
	%D%/device-trust.c \
	%D%/device-parts.h \
	%D%/discovery.c %D%/discovery.h \
	%D%/encryption.c %D%/encryption.h \
	%D%/gatt.c %D%/gatt.h \
	%D%/ht-link.c %D%/ht-link.h \
	%D%/identity.c %D%/identity.h \
	%D%/offer.c %D%/offer.h \
	%D%/objects.c %D%/objects.h \
	%D%/pairing.c %D%/pairing.h \
	%D%/pin.c %D%/pin.h \
	%D%/reader.c %D%/reader.h \
	%D%/reconnect.c %D%/reconnect.h \
	%D%/run.c %D%/run.h \
	%D%/runs.c %D%/runs.h \
	%D%/start.c %D%/start.h \
	%D%/starter.c %D%/starter.h \
	%D%/turns.c %D%/turns.h \
	%D%/gsp-starter.c \
	%D%/pmd-starter.c \
	%D%/wearable.c \
	%D%/witmotion-starter.c
