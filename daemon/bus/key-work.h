/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changes the ways to the data key, in a worker: read what proves that it may be done, open
 * the keys by it, do it. Secrets come by descriptor and are nowhere but in guarded memory.
 */
#pragma once

#include "privacy/keys/key-rotation.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef enum {
	HT_KEY_ADD,
	HT_KEY_REMOVE,
	HT_KEY_CHANGE_PASSPHRASE,
	HT_KEY_ROTATE, /* its beginning: ht_store_rekey() is to follow */
} HtKeyWhat;

typedef struct {
	HtKeyWhat what;
	char *dir;
	HtSlotKind with;   /* of the proof */
	int proof_fd;      /* -1 = none; closed at the end, as the next */
	int secret_fd;     /* of a new slot, or the new passphrase; -1 = none came */
	HtSlotKind kind;   /* of a new slot */
	char *label;       /* of a new slot */
	guint slot;        /* to be removed; after adding, the new one's number */
	gboolean recovery; /* rotation: a new recovery code as well */
	gint64 now_utc_s;

	HtSecret *words;    /* of a new recovery code, or NULL */
	HtKeyring *rotated; /* rotation; NULL where one that had begun is to go on */
	GPtrArray *dropped; /* rotation: HtKeySlot */
} HtKeyWork;

/* (transfer full) Of nothing yet. */
HtKeyWork *ht_key_work_new(HtKeyWhat what, const char *dir);
void ht_key_work_free(HtKeyWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtKeyWork, ht_key_work_free)

/* Blocks, for as long as whoever sends the secrets takes, and for Argon2id. */
gboolean ht_key_work_do(HtKeyWork *work, GCancellable *cancellable, GError **error);

G_END_DECLS
