/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub as a whole: locked, unlocked, running, stopping, with everything it wires together.
 * The fields are read by the daemon's other files; only hub.c and unlock.c write them.
 * Main thread only.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/capture.h"
#include "daemon/clock.h"
#include "daemon/options.h"
#include "daemon/outlets.h"
#include "daemon/pins.h"
#include "daemon/pipeline.h"
#include "daemon/settings.h"
#include "dbus/hub1.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef enum {
	HT_HUB_LOCKED,    /* no key: nothing can be read or recorded */
	HT_HUB_UNLOCKING, /* a worker opens the store */
	HT_HUB_RUNNING,
	HT_HUB_STOPPING, /* link, models and store are being flushed */
	HT_HUB_STOPPED,
} HtHubState;

typedef struct _HtHub HtHub;

struct _HtHub {
	const HtOptions *options;
	const HtSettings *settings;
	GDBusConnection *bus;
	HtHubState state;
	HtHub1 *object; /* what the bus sees of it */
	HtClock *clock;
	HtOutlets outlets; /* writer and twins: running only */
	int state_lock;    /* descriptor, -1 = none */
	HtStore *store;    /* running only, as the next five */
	HtPeople *people;
	HtPins *pins; /* NULL as well where they cannot be read: nothing is authentic then */
	HtPipeline *pipeline;
	HtCapture *capture;
	HtLink *link;
	GCancellable *cancellable; /* of workers that read a passphrase or the store */
	guint jobs;                /* such workers under way */
	gboolean stop_wanted;
	gboolean store_failing; /* records wait; told by the store */
	gboolean failed;        /* something could not be kept: exit status 1 */
	void (*stopped)(gpointer context);
	gpointer stopped_context;
};

/* (transfer full) A locked hub; daemon/object.h puts it on the bus. Options, settings and bus must
 * outlive it. stopped is called once, when everything is on disk after ht_hub_stop(). */
HtHub *ht_hub_new(const HtOptions *options, const HtSettings *settings, GDBusConnection *bus,
		  void (*stopped)(gpointer context), gpointer context);
void ht_hub_free(HtHub *hub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtHub, ht_hub_free)

/* Waits patience_ms (-1 = endlessly) for a passphrase on fd (which it takes over) and opens the
 * store in a worker; create makes new keys first. Then the link is started. HT_ERROR_BUSY,
 * HT_ERROR_EXISTS if it is open already, and the errors of ht_keyring_open(), ht_keyring_create()
 * and ht_store_open(). */
void ht_hub_unlock_async(HtHub *hub, int passphrase_fd, gint patience_ms, gboolean create,
			 GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_hub_unlock_finish(HtHub *hub, GAsyncResult *result, GError **error);

/* Drains everything and calls stopped. */
void ht_hub_stop(HtHub *hub);

/* The link of a running hub, with pins and streams as they are kept: hub-link.c. */
void ht_hub_start_link(HtHub *hub);
/* Lets the link connect to this wearable, by its pin if it has one. */
gboolean ht_hub_enroll(HtHub *hub, const char *address, GError **error);
/* Lets go of it, and of its pin. */
void ht_hub_forget(HtHub *hub, const char *address);
/* It has told who it is; TRUE = kept. context: the hub. */
gboolean ht_hub_identified(gpointer context, const HtWearable *wearable);
/* Asks it for what is kept of its streams. */
gboolean ht_hub_set_streams(HtHub *hub, const char *address, GError **error);

/* A worker that reads the store: the hub waits for it before it closes the store. */
void ht_hub_job_begin(HtHub *hub);
void ht_hub_job_end(HtHub *hub);

G_END_DECLS
