/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a device share: its state machine, its trust, its streams and its pairing. */
#pragma once

#include "ble/link/device.h"
#include "ble/link/pin.h"

G_BEGIN_DECLS

struct _HtDevice {
	HtDeviceHost host;
	HtWearable wearable;
	BluezDevice1 *proxy;
	GCancellable *cancellable; /* of every call under way but Disconnect() and Pair() */
	guint timer;
	guint wait_ms;               /* the next wait after a failure */
	HtRun *run;                  /* the link's */
	gboolean lost;               /* the link, before the streams were started */
	gboolean seen;               /* by radio, while waiting */
	GCancellable *disconnecting; /* NULL = no Disconnect() under way */
	gboolean stopping;
	gboolean remove_bond; /* as soon as it is at rest */

	/* Streams. */
	GPtrArray *starters; /* of HtStarter; NULL = not started */
	gboolean has_wishes;
	HtStreamWish wishes[HT_STREAMS];
	gboolean applying;
	gboolean apply_again;

	/* Trust. */
	HtPin pin;
	HtChecks *checks;
	gboolean advertises; /* while it is connected to us */
	gint64 asked_us;     /* when the kernel was asked last */

	/* Pairing. */
	GTask *pairing;             /* NULL = none asked for */
	gpointer pairing_under_way; /* NULL = waits for its turn */
	GCancellable *pairing_cancellable;
	GSource *pairing_called_off; /* by whoever asked for it; NULL = cannot be */
	gint64 pairing_until_us;
	guint pairing_timer;
};

/* device.c */
void ht_device_enter_state(HtDevice *device, HtWearableState state);
void ht_device_come_to_rest(HtDevice *device);
/* Something that kept it from connecting may be over. */
void ht_device_reconsider(HtDevice *device);
void ht_device_tell(HtDevice *device);
gboolean ht_device_has_link(const HtDevice *device);

/* device-trust.c */
/* BlueZ shows whether there is a bond. */
void ht_device_see_bond(HtDevice *device);
/* An advertisement, or what BlueZ makes of one. */
void ht_device_see_properties(HtDevice *device, GVariant *changed);
/* Before the first block of a run: who the wearable is on this connection. */
void ht_device_take_identity(HtDevice *device, const HtIdentity *identity);

/* device-streams.c */
/* Ends with done(device); not called when it was cancelled. */
void ht_device_stop_streams(HtDevice *device, void (*done)(HtDevice *device));
void ht_device_close_streams(HtDevice *device);

/* device-pairing.c */
/* Whether a pairing waits for its turn to connect. */
gboolean ht_device_wants_to_pair(const HtDevice *device);
/* In its turn, without a link: BlueZ connects and pairs. */
void ht_device_pair_now(HtDevice *device);
/* With a link: pairs over it if that is wanted. */
void ht_device_pair_if_wanted(HtDevice *device);
void ht_device_call_off_pairing(HtDevice *device);

G_END_DECLS
