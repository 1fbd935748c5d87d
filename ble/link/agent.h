/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our Agent1, by which bluetoothd asks what to do while it pairs.
 *
 * It is registered only while a pairing window is open, and answers only for the one wearable that
 * the window was opened for; everybody and everything else is refused at all times. It can type a
 * passkey where a user is at hand, and nothing otherwise; it shows and compares nothing.
 */
#pragma once

#include "ble/link/sink.h"
#include "ble/link/objects.h"

G_BEGIN_DECLS

#define HT_AGENT_PATH "/org/healthtwin/agent"

typedef struct _HtAgent HtAgent;

HtAgent *ht_agent_new(GDBusConnection *bus, HtObjects *objects, const HtLinkSink *sink);
void ht_agent_free(HtAgent *agent);

/* Opens the window for this device. Ended by ht_agent_open_finish(); on an error it is shut. */
void ht_agent_open_async(HtAgent *agent, BluezDevice1 *device, GCancellable *cancellable,
			 GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_agent_open_finish(GAsyncResult *result, GError **error);
/* Shuts it; a passkey that is asked for is refused. */
void ht_agent_close(HtAgent *agent);
/* HT_ERROR_NOT_FOUND if nobody asks for this wearable's passkey, HT_ERROR_INVALID for more than 6
 * digits. */
gboolean ht_agent_answer_passkey(HtAgent *agent, const char *address, guint32 passkey,
				 GError **error);

G_END_DECLS
