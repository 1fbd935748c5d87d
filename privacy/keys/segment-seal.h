/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cryptography of DIR/segments: the file's seal, and the wraps of the keys inside it.
 *
 * Out of HT_PURPOSE_SEGMENTS come, by crypto_kdf, a key for the file and one that wraps the keys of
 * persons; out of a person's random key one that wraps the person's months and one that is handed
 * out for month 0. A wrap is XChaCha20-Poly1305 with month and person as additional data. */
#pragma once

#include "privacy/keys/keyring.h"
#include "privacy/keys/segment-table.h"

G_BEGIN_DECLS

enum { SEGMENT_KEY_SIZE = 32 };

typedef struct _HtSegmentSeal HtSegmentSeal;

HtSegmentSeal *ht_segment_seal_new(const HtKeyring *keyring);
void ht_segment_seal_free(HtSegmentSeal *seal);

/* (transfer full) The file. */
GBytes *ht_segment_seal_table(const HtSegmentSeal *seal, const HtSegmentTable *table);
/* (transfer full) HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED; path is for the
 * error. */
HtSegmentTable *ht_segment_seal_open_table(const HtSegmentSeal *seal, GBytes *file,
					   const char *path, GError **error);

/* (transfer full) An entry with a new random key, without its number. */
struct segment_entry *ht_segment_seal_make_person(const HtSegmentSeal *seal, const char *person);
/* NULL where the person's key cannot be opened. */
struct segment_entry *ht_segment_seal_make_month(const HtSegmentSeal *seal,
						 const struct segment_entry *of_person,
						 guint32 month);
/* What is handed out for the entry: SEGMENT_KEY_SIZE bytes of guarded memory. */
gboolean ht_segment_seal_open_key(const HtSegmentSeal *seal, const struct segment_entry *of_person,
				  const struct segment_entry *entry, guint8 *key);
/* Wraps the persons' keys in the table by another seal. */
gboolean ht_segment_seal_rewrap(const HtSegmentSeal *from, const HtSegmentSeal *to,
				HtSegmentTable *table);

G_END_DECLS
