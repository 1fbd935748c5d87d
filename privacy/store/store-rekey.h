/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database under another key: see privacy/keys/key-rotation.h for what surrounds it.
 *
 * SQLCipher writes every page under the new key in one transaction, into the log beside the
 * database: until that is durable the old key counts, from then on the new one. It is done by a
 * connection of its own, because one on which it failed half way is good for nothing; only when
 * another connection opens with the new key does writing go on with that one. Then the log is
 * folded in, so that no page under the old key is left in the file.
 */
#pragma once

#include "privacy/keys/keyring.h"
#include "privacy/store/store-inserter.h"

G_BEGIN_DECLS

/* For readers to come to an end. */
#define HT_STORE_REKEY_PATIENCE_US (30 * G_USEC_PER_SEC)

typedef struct {
	const char *path;
	const HtKeyring *keyring; /* in rotation */
	sqlite3 **writing;        /* is another one afterwards; the one before is closed */
} HtStoreRekeying;

/* HT_ERROR_FAILED where the disk is too full for a second copy of the database. */
gboolean ht_store_rekey_has_room(const char *path, GError **error);
/* In the writing thread, while nobody reads. Returns the library's result. */
int ht_store_rekeying(HtStoreInserter *inserter, HtStoreRekeying *rekeying);

/* Before the store is opened: goes on with a rotation that was cut off, wherever that was, and ends
 * it. Nothing to do is no error. Where it cannot be ended, as on a full disk, the store can be
 * opened all the same. */
gboolean ht_store_finish_rotation(const char *dir, HtKeyring *keyring, GError **error);

/* Of a keyring that may be in rotation, for opening: */
/* (transfer full) the key that the database is under; */
HtSecret *ht_store_rekey_key(const char *path, const HtKeyring *keyring);
/* (transfer full) the segments, under whichever data key they are. */
HtSegmentKeys *ht_store_rekey_segments(const char *dir, const HtKeyring *keyring, GError **error);

G_END_DECLS
