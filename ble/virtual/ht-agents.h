/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * org.bluez.AgentManager1: who answers for the user while a device is paired. Main context only.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtAgents HtAgents;

/* How the virtual wearable pairs. */
typedef enum {
	HT_PAIRING_JUST_WORKS,
	HT_PAIRING_CONFIRM, /* both show a number, and the user says that it is the same */
	HT_PAIRING_PASSKEY, /* the wearable shows a number, and the user types it */
	HT_PAIRING_REFUSED, /* "pairing not supported" */
} HtPairingMode;

HtAgents *ht_agents_new(GDBusObjectManagerServer *manager);
void ht_agents_free(HtAgents *agents);

/* bluetoothd is gone: so are its agents. */
void ht_agents_forget(HtAgents *agents);

/* Asks the agent of the client that pairs, as bluetoothd does for this way of pairing; answered is
 * called once. agreed is FALSE too when there is no agent, or one that cannot do this. */
void ht_agents_ask_async(HtAgents *agents, GDBusConnection *bus, const char *client,
			 const char *device_path, HtPairingMode mode, guint32 passkey,
			 GCancellable *cancellable, void (*answered)(gpointer, gboolean agreed),
			 gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAgents, ht_agents_free)

G_END_DECLS
