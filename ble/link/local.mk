# SPDX-License-Identifier: GPL-3.0-or-later
# The hub's side of the radio: a client of org.bluez. Knows no models.
noinst_LIBRARIES += libht-link.a
libht_link_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(BLUEZ_CFLAGS)
libht_link_a_SOURCES = \
	%D%/address.c %D%/address.h \
	%D%/agent.c %D%/agent.h \
	%D%/buzz.c %D%/buzz.h \
	%D%/checks.c %D%/checks.h \
	%D%/control-point.c %D%/control-point.h \
	%D%/device.c %D%/device.h \
	%D%/device-facts.c %D%/device-facts.h \
	%D%/device-host.h \
	%D%/device-pairing.c %D%/device-pairing.h \
	%D%/device-state.c %D%/device-state.h \
	%D%/device-streams.c %D%/device-streams.h \
	%D%/device-trust.c %D%/device-trust.h \
	%D%/devices.c %D%/devices.h \
	%D%/discovery.c %D%/discovery.h \
	%D%/encryption.c %D%/encryption.h \
	%D%/gatt.c %D%/gatt.h \
	%D%/ht-link.c %D%/ht-link.h \
	%D%/identity.c %D%/identity.h \
	%D%/inlet.c %D%/inlet.h \
	%D%/offer.c %D%/offer.h \
	%D%/objects.c %D%/objects.h \
	%D%/objects-refresh.c %D%/objects-refresh.h \
	%D%/pairing.c %D%/pairing.h \
	%D%/pin.c %D%/pin.h \
	%D%/property.c %D%/property.h \
	%D%/reader.c %D%/reader.h \
	%D%/reconnect.c %D%/reconnect.h \
	%D%/revival.c %D%/revival.h \
	%D%/run.c %D%/run.h \
	%D%/runs.c %D%/runs.h \
	%D%/settings.c %D%/settings.h \
	%D%/sink.h \
	%D%/start.c %D%/start.h \
	%D%/starter.c %D%/starter.h \
	%D%/turns.c %D%/turns.h \
	%D%/gsp-starter.c \
	%D%/pmd-starter.c \
	%D%/wearable.c %D%/wearable.h \
	%D%/witmotion-starter.c
