/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another data key, for when the one there is may have leaked.
 *
 * Begin writes DIR/keys with the new data key in the slots and the one before sealed by it: from
 * here on everything that either key opens can be opened. Then segments and database are brought
 * over (privacy/store/store-rekey.h), each durable and whole or not at all, and finish takes the
 * one before out of the file. Killed anywhere, the next opening goes on where this one was.
 *
 * The new key changes database, segments and the hub's key pairs. Ledger, pseudonyms and audit go
 * on with the keys they had, carried in the file: their whole past hangs on them.
 */
#pragma once

#include "privacy/keys/key-slot.h"

G_BEGIN_DECLS

typedef struct {
	const HtSecret *opened_by;      /* what opened the keyring, as it was given */
	const HtSecret *credential;     /* NULL = not at hand */
	const HtSecret *recovery_words; /* of a new recovery code to be added; NULL = none */
	gint64 now_utc_s;
} HtRotation;

/* (transfer full) The keyring with the new data key. Slots whose secret is not at hand cannot come
 * along: *dropped (transfer full, element-type HtKeySlot) names them. An escrow needs none. One
 * passphrase or recovery code must be left: HT_ERROR_INVALID. HT_ERROR_BUSY while another rotation
 * is not finished. */
HtKeyring *ht_keyring_begin_rotation(const HtKeyring *keyring, const HtRotation *rotation,
				     GPtrArray **dropped, GError **error);
gboolean ht_keyring_is_rotating(const HtKeyring *keyring);
/* (transfer full) The keyring with the data key before; only while rotating. */
HtKeyring *ht_keyring_get_previous(const HtKeyring *keyring);
/* Everything has come over: forgets the data key before. */
gboolean ht_keyring_finish_rotation(HtKeyring *keyring, GError **error);

G_END_DECLS
