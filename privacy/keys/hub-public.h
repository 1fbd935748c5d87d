/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The public halves of the hub's key pairs, which stand in DIR/keys: a locked hub seals to the one
 * and checks its own signatures by the other.
 *
 * Whoever can write the card can put others in their place while the hub is locked; opening the
 * keys finds that out (HT_ERROR_DAMAGED).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum { HT_HUB_KEY_SIZE = 32, HT_HUB_SIGNATURE_SIZE = 64 };

typedef struct {
	guint8 box[HT_HUB_KEY_SIZE];  /* X25519 */
	guint8 sign[HT_HUB_KEY_SIZE]; /* Ed25519 */
} HtHubPublic;

/* Reads them with no secret. HT_ERROR_NOT_FOUND (no keys, or keys of the first version that were
 * not opened since), HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED. */
gboolean ht_keyring_public(const char *dir, HtHubPublic *out, GError **error);
/* Whether the hub that has this public key signed these bytes. */
gboolean ht_hub_verify(const HtHubPublic *hub, const void *data, gsize size,
		       const guint8 signature[HT_HUB_SIGNATURE_SIZE]);

G_END_DECLS
