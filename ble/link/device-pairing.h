/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pairing of a device that somebody asked for: waits for its turn, is under way, ends. */
#pragma once

#include "ble/link/agent.h"
#include "ble/link/device-facts.h"

G_BEGIN_DECLS

typedef struct {
	HtDeviceFacts *facts; /* outlive it */
	HtAgent *agent;
	gpointer context;
	/* There is a bond, made just now or before; whoever asked hears of it next. */
	void (*paired)(gpointer context);
	/* After a try, whether it paired or not: whoever asked has heard of it. */
	void (*ended)(gpointer context);
	GTask *asked;       /* NULL = nobody has asked for it */
	gpointer under_way; /* NULL = waits for its turn */
	GCancellable *cancellable;
	GSource *called_off; /* by whoever asked for it; NULL = cannot be */
	gint64 until_us;
	guint timer;
} HtDevicePairing;

/* For at most window_ms. HT_ERROR_NOT_FOUND where it is not seen. FALSE = the caller has been
 * answered already. */
gboolean ht_device_pairing_ask(HtDevicePairing *pairing, guint window_ms, GCancellable *cancellable,
			       GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_device_pairing_is_asked_for(const HtDevicePairing *pairing);
/* It waits for its turn to connect. */
gboolean ht_device_pairing_waits(const HtDevicePairing *pairing);
gboolean ht_device_pairing_is_under_way(const HtDevicePairing *pairing);
/* BlueZ connects where there is no link, and pairs. */
void ht_device_pairing_begin(HtDevicePairing *pairing);
void ht_device_pairing_call_off(HtDevicePairing *pairing);

G_END_DECLS
