/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub as a whole: locked, unlocked, running, stopping, with everything it wires together.
 * The fields are read by the daemon's other files; only hub.c and unlock.c write them.
 * Main thread only.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/bus/caller.h"
#include "daemon/capture/capture.h"
#include "daemon/clock.h"
#include "daemon/motion/activity-watch.h"
#include "daemon/upkeep/housekeeper.h"
#include "daemon/options.h"
#include "daemon/streams/outlets.h"
#include "daemon/pins.h"
#include "daemon/rehab/rehab.h"
#include "daemon/streams/pipeline.h"
#include "daemon/settings.h"
#include "daemon/unlock.h"
#include "dbus/hub1.h"
#include "privacy/anonymity/teller.h"
#include "privacy/audit/audit.h"
#include "privacy/consent/ht-consents.h"
#include "privacy/keys/key-slot.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef enum {
	HT_HUB_LOCKED,    /* no key: nothing can be read, what comes is sealed */
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
	HtCallers *callers;
	HtOutlets outlets;  /* writer and twins: only while something is recorded */
	int state_lock;     /* descriptor, -1 = none */
	HtInbox *inbox;     /* locked: where records wait; NULL = nothing is recorded */
	HtKeyring *keyring; /* running only, as the next eight */
	HtStore *store;
	HtTeller *teller; /* of what may be told of persons */
	HtPeople *people; /* locked as well: without names, not to be changed */
	HtConsents *consents;
	HtAudit *audit;
	HtHousekeeper *housekeeper;
	HtPins *pins; /* locked as well; NULL as well where they cannot be read: nothing is
			 authentic then */
	HtPipeline *pipeline;
	HtCapture *capture;
	HtActivityWatch *activity; /* as long as the pipeline */
	HtRehab *rehab;
	HtLink *link;
	GCancellable *cancellable; /* of workers that read a passphrase or the store */
	guint jobs;                /* such workers under way */
	gboolean keys_changing;    /* by object-keys.c, as the next */
	HtKeyring *keyring_before; /* a rotation's; workers may still use it */
	guint unlocks_in_vain;     /* with a wrong secret, since it was open */
	guint clock_watch;         /* while the time of day is not known; 0 = it is */
	gboolean clock_renewed;    /* no stream is open that began before it was */
	gint clock_settled;        /* what is undated may be dated; atomic */
	gboolean stop_wanted;
	gboolean draining;      /* the last of a stop */
	gboolean store_failing; /* records wait; told by the store */
	gboolean failed;        /* something could not be kept: exit status 1 */
	void (*stopped)(gpointer context);
	gpointer stopped_context;
};

/* (transfer full) A locked hub; daemon/bus/object.h puts it on the bus. Options, settings and bus
 * must outlive it. stopped is called once, when everything is on disk after ht_hub_stop(). */
HtHub *ht_hub_new(const HtOptions *options, const HtSettings *settings, GDBusConnection *bus,
		  void (*stopped)(gpointer context), gpointer context);
void ht_hub_free(HtHub *hub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtHub, ht_hub_free)

/* Waits patience_ms (-1 = endlessly) for a secret of this kind on fd (which it takes over) and
 * opens the store in a worker; create makes new keys first, with a passphrase. Then the link is
 * started. HT_ERROR_BUSY, HT_ERROR_EXISTS if it is open already, and the errors of
 * ht_keyring_open(), ht_keyring_create() and ht_store_open(). */
void ht_hub_unlock_async(HtHub *hub, HtSlotKind by, int secret_fd, gint patience_ms,
			 gboolean create, GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_hub_unlock_finish(HtHub *hub, GAsyncResult *result, GError **error);

/* Drains everything and calls stopped. */
void ht_hub_stop(HtHub *hub);

/* A locked hub that does not yet: records into the inbox what the wearables send that it knows of,
 * or says why it cannot. In hub-locked.c, as the next three. */
void ht_hub_record_locked(HtHub *hub);
/* Ends what it recorded, makes it durable and folds it in. On an error it goes on recording, and
 * what was unlocked is closed again. */
void ht_hub_settle_async(HtHub *hub, HtUnlocked *unlocked, GAsyncReadyCallback callback,
			 gpointer user_data);
HtUnlocked *ht_hub_settle_finish(HtHub *hub, GAsyncResult *result, GError **error);
/* What comes now goes to the store and the people of the open hub. */
void ht_hub_hand_over(HtHub *hub, HtUnlocked *unlocked);

/* Says in the log what was folded in; NULL = nothing. */
void ht_hub_tell_folded(const HtFold *fold);

/* Sets hub->outlets.attention: hub-attention.c, as the next. */
void ht_hub_listen(HtHub *hub);
/* All of the person's wearables that can: Immediate Alert, 0 to 2. */
void ht_hub_buzz(HtHub *hub, const char *person, guint level);
/* Sets hub->activity: hub-activity.c. */
void ht_hub_watch_activity(HtHub *hub);
/* Asks anew about each fall that the hub was ended in the midst of; the store is open. */
void ht_hub_resume_falls(HtHub *hub);
/* Makes the pipeline to hub->outlets, of hub->people. */
void ht_hub_make_pipeline(HtHub *hub, guint64 first_stream);

/* DIR/enrolment, for when the hub is locked: hub-enrolment.c. context: the hub, open. */
void ht_hub_write_enrolment(gpointer context);
/* Whether it says what the open hub knows; says so if not. */
gboolean ht_hub_check_enrolment(HtHub *hub);
/* Sets people and pins of a locked hub. */
gboolean ht_hub_read_enrolment(HtHub *hub, const HtHubPublic *hub_public, guint32 *inbox_after,
			       GError **error);

/* The link of a running hub, with pins and streams as they are kept: hub-link.c. */
void ht_hub_start_link(HtHub *hub);
/* Lets the link connect to a wearable that is kept, with its streams. */
void ht_hub_enroll_kept(HtHub *hub, const char *address);
/* Lets the link connect to this wearable, by its pin if it has one. */
gboolean ht_hub_enroll(HtHub *hub, const char *address, GError **error);
/* Lets go of it, and of its pin. */
void ht_hub_forget(HtHub *hub, const char *address);
/* It has told who it is; TRUE = kept. context: the hub. */
gboolean ht_hub_identified(gpointer context, const HtWearable *wearable);
/* Asks it for what is kept of its streams. */
gboolean ht_hub_set_streams(HtHub *hub, const char *address, GError **error);

/* Waits for the time of day, if it is not known: hub-clock.c. */
void ht_hub_watch_clock(HtHub *hub);
/* Dates what was recorded without it, once it is. In the compactor's worker. context: the hub. */
gboolean ht_hub_date_streams(gpointer context, GError **error);

/* Packs what was stored, from now on, in a worker: hub-compact.c. */
void ht_hub_start_compactor(HtHub *hub);
/* Everything is written: packs the rest of it. In a worker. */
void ht_hub_compact_rest(HtHub *hub);

/* Takes up the sessions of exercises, after the pipeline and the plan are there: hub-rehab.c. */
void ht_hub_start_rehab(HtHub *hub);

/* Keeps the store within what is set, from now on; until the hub stops: hub-housekeeper.c. */
void ht_hub_start_housekeeper(HtHub *hub);

/* A worker that reads the store: the hub waits for it before it closes the store. */
void ht_hub_job_begin(HtHub *hub);
void ht_hub_job_end(HtHub *hub);

G_END_DECLS
