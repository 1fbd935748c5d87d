/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secret halves of the hub's key pairs, made of the keyring. Any thread. */
#pragma once

#include "privacy/keys/hub-public.h"
#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

/* The public halves that belong to this keyring. */
void ht_keyring_hub_public(const HtKeyring *keyring, HtHubPublic *out);
/* (transfer full) X25519 secret key, HT_HUB_KEY_SIZE bytes. */
HtSecret *ht_keyring_box_secret(const HtKeyring *keyring);
/* Ed25519. */
void ht_keyring_sign(const HtKeyring *keyring, const void *data, gsize size,
		     guint8 signature[HT_HUB_SIGNATURE_SIZE]);

G_END_DECLS
