/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the store, in a worker: passphrase, Argon2id, database, people, twins. */
#pragma once

#include "daemon/twins.h"
#include "programme/ht-people.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
	char *state_dir;
	int passphrase_fd; /* closed when done */
	gint patience_ms;  /* for its first byte, -1 = endless */
	gboolean create;   /* make new keys */
	gboolean virtual_time;
	HtStoreSettings store_settings;
	HtStoreEvents store_events;
	GMainContext *events_context;
} HtUnlockRequest;

typedef struct {
	int state_lock; /* descriptor, to be closed after the store */
	HtStore *store;
	HtPeople *people;
	HtTwins *twins;
	guint64 next_stream; /* under virtual time: after the highest number a stream has */
} HtUnlocked;

/* Takes the request over. Waiting for the passphrase can be cancelled, what follows cannot. */
void ht_unlock_async(HtUnlockRequest *request, GCancellable *cancellable,
		     GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) Free with g_free() after taking its members. */
HtUnlocked *ht_unlock_finish(GAsyncResult *result, GError **error);

G_END_DECLS
