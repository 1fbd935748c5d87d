# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-License-Identifier: GPL-3.0-or-later
# virtual-wearable: a peripheral that plays a recording or a synthetic heart on a private bus.
# What it plays is plain C; how it shows it on the bus is GLib.
noinst_LIBRARIES += libht-strap.a libht-virtual.a
libht_strap_a_SOURCES = \
	%D%/capture-script.c %D%/capture-script.h \
	%D%/capture-source.c %D%/capture-source.h \
	%D%/heart-rhythm.c %D%/heart-rhythm.h \
	%D%/heart-wave.c %D%/heart-wave.h \
	%D%/gatt-table.h \
	%D%/motion.c %D%/motion.h %D%/motion-pods.c \
	%D%/motion-recording.c %D%/motion-recording.h \
	%D%/motion-source.h \
	%D%/movesense-sensor.c %D%/movesense-sensor.h \
	%D%/noise.c %D%/noise.h \
	%D%/packet-faults.c %D%/packet-faults.h \
	%D%/record-source.c %D%/record-source.h \
	%D%/sample-clock.c %D%/sample-clock.h \
	%D%/sender.c %D%/sender.h \
	%D%/story.c %D%/story.h %D%/story-parse.c \
	%D%/story-source.c %D%/story-source.h \
	%D%/strap.c %D%/strap.h %D%/strap-control.c \
	%D%/strap-motion.c %D%/strap-motion.h \
	%D%/synthetic-heart.c %D%/synthetic-heart.h \
	%D%/vital-signs.c \
	%D%/wearable.c %D%/wearable.h \
	%D%/wearable-source.h

libht_virtual_a_CPPFLAGS = $(GLIB_CPPFLAGS)
libht_virtual_a_SOURCES = \
	%D%/bluez-names.h \
	%D%/ht-agents.c %D%/ht-agents.h \
	%D%/ht-characteristic-skeleton.c %D%/ht-characteristic-skeleton.h \
	%D%/ht-faults.c %D%/ht-faults.h \
	%D%/ht-gatt-applications.c %D%/ht-gatt-applications.h \
	%D%/ht-gatt-server.c %D%/ht-gatt-server.h \
	%D%/ht-lockstep.c %D%/ht-lockstep.h \
	%D%/ht-notify-channel.c %D%/ht-notify-channel.h \
	%D%/ht-notify-sessions.c %D%/ht-notify-sessions.h \
	%D%/ht-packet-queue.c %D%/ht-packet-queue.h \
	%D%/ht-player.c %D%/ht-player.h \
	%D%/ht-private-bus.c %D%/ht-private-bus.h \
	%D%/ht-radio.h \
	%D%/ht-virtual-adapter.c %D%/ht-virtual-adapter.h \
	%D%/ht-virtual-bluez.c %D%/ht-virtual-bluez.h \
	%D%/ht-virtual-device.c %D%/ht-virtual-device.h \
	%D%/ht-wearable.c %D%/ht-wearable.h \
	%D%/ht-wearable-choice.c %D%/ht-wearable-choice.h \
	%D%/ht-wearable-options.c %D%/ht-wearable-options.h \
	%D%/ht-wearable-source.c %D%/ht-wearable-source.h

bin_PROGRAMS += bin/virtual-wearable
bin_virtual_wearable_CPPFLAGS = $(GLIB_CPPFLAGS)
bin_virtual_wearable_SOURCES = %D%/main.c
bin_virtual_wearable_LDADD = libht-virtual.a libht-hci.a libht-strap.a libht-recordings.a libht-codec.a \
	libht-dbus.a libht-common-glib.a libht-common.a \
	$(GIO_LIBS) $(EDF_LIBS) $(ZSTD_LIBS) $(CRYPTO_LIBS)

include %D%/hci/local.mk
