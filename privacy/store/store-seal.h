/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seals what a row holds with the key of its segment (a person's month, or a person), so that
 * destroying that key is enough to erase it.
 *
 * XChaCha20-Poly1305 with a random nonce. The additional data of a record are person, stream, kind,
 * version, start and duration, of a document its collection and id: what stands beside the seal in
 * clear (inside the encrypted database) cannot be changed or put beside another.
 *
 * One thread at a time. The key used last is kept in guarded memory until forgotten.
 */
#pragma once

#include "common/record.h"
#include "privacy/keys/segment-keys.h"

G_BEGIN_DECLS

/* Nonce and tag: stands before the content, where a row is read that far only. */
enum { HT_STORE_SEAL_SIZE = 24 + 16 };

typedef struct _HtStoreSeal HtStoreSeal;

/* (transfer full) keys must outlive it. */
HtStoreSeal *ht_store_seal_new(HtSegmentKeys *keys);
void ht_store_seal_free(HtStoreSeal *seal);
/* Wipes the key used last. */
void ht_store_seal_forget(HtStoreSeal *seal);

/* Set out and *content; the bytes are the seal's until its next call. FALSE where the segment's key
 * was destroyed. */
gboolean ht_store_seal_record(HtStoreSeal *seal, guint32 segment, const struct record *record,
			      guint8 out[HT_STORE_SEAL_SIZE], const GByteArray **content);
gboolean ht_store_seal_document(HtStoreSeal *seal, guint32 segment, const char *collection,
				const char *id, GBytes *plain, guint8 out[HT_STORE_SEAL_SIZE],
				const GByteArray **content);
/* What stands in clear is in record already; sets numbers and blob, which stays the seal's until
 * its next call. FALSE where the key was destroyed or the bytes are not what was sealed. */
gboolean ht_store_seal_open_record(HtStoreSeal *seal, guint32 segment,
				   const guint8 in[HT_STORE_SEAL_SIZE], const guint8 *content,
				   gsize size, struct record *record);
/* (transfer full) NULL as above. */
GBytes *ht_store_seal_open_document(HtStoreSeal *seal, guint32 segment, const char *collection,
				    const char *id, const guint8 in[HT_STORE_SEAL_SIZE],
				    const guint8 *content, gsize size);

G_END_DECLS
