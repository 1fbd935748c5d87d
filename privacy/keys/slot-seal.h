/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How each kind of slot seals the data key. A passphrase takes about a second and tens of MiB. */
#pragma once

#include "privacy/keys/keyfile.h"
#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

/* (transfer full) What the slots of this kind are sealed with, out of what was typed or handed
 * over: checked, and a recovery code's words made its 20 bytes. HT_ERROR_INVALID. */
HtSecret *ht_slot_secret(HtSlotKind kind, const HtSecret *given, GError **error);

/* Seals the data key into the slot, whose id, kind, label and parameters are set; salt and nonce
 * are made new. secret as of ht_slot_secret(); escrow needs none, its public key is in the slot. */
gboolean ht_slot_seal(const struct keyfile *keyfile, struct keyfile_slot *slot,
		      const HtSecret *secret, const HtSecret *data_key, GError **error);
/* (transfer full) The data key. NULL with no error where the secret is another one. */
HtSecret *ht_slot_open(const struct keyfile *keyfile, const struct keyfile_slot *slot,
		       const HtSecret *secret, GError **error);

G_END_DECLS
