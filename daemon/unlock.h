/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the store, in a worker: passphrase, Argon2id, database, people, twins, and what was
 * recorded while the hub was locked. */
#pragma once

#include "daemon/locked/fold.h"
#include "daemon/pins.h"
#include "daemon/streams/twins.h"
#include "privacy/audit/audit.h"
#include "privacy/consent/ht-consents.h"
#include "privacy/keys/key-slot.h"
#include "programme/ht-people.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
	char *state_dir;
	HtSlotKind by;    /* what kind of secret comes */
	int secret_fd;    /* closed when done */
	gint patience_ms; /* for its first byte, -1 = endless */
	gboolean create;  /* make new keys */
	gboolean virtual_time;
	gint64 now_utc_ns; /* nothing recorded can be later; G_MAXINT64 = cannot be told */
	gboolean has_lock; /* the caller has locked the folder already */
	HtInbox *inbox;    /* is still being written; NULL = none is */
	HtStoreSettings store_settings;
	HtStoreEvents store_events;
	GMainContext *events_context;
} HtUnlockRequest;

typedef struct {
	int state_lock; /* descriptor, to be closed after the store; -1 where the caller has it */
	HtKeyring *keyring;
	HtStore *store;
	HtPeople *people;
	HtConsents *consents;
	HtAudit *audit;
	HtTwins *twins;
	HtPins *pins;        /* NULL where they cannot be read: nothing is authentic then */
	HtFold *fold;        /* of what is still in the inbox; NULL = it stays there */
	guint64 next_stream; /* under virtual time: after the highest number a stream has */
} HtUnlocked;

/* Takes the request over. Waiting for the passphrase can be cancelled, what follows cannot. */
void ht_unlock_async(HtUnlockRequest *request, GCancellable *cancellable,
		     GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) Free with g_free() after taking its members, or with ht_unlocked_discard(). */
HtUnlocked *ht_unlock_finish(GAsyncResult *result, GError **error);
/* Closes everything again. */
void ht_unlocked_discard(gpointer unlocked);
/* Folds in what is in the inbox below that number. What cannot be folded in stays there, is told,
 * and is tried again the next time. */
void ht_unlocked_fold(HtUnlocked *unlocked, guint32 below);

G_END_DECLS
