/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/hub-keys.h"

#include <sodium.h>

G_STATIC_ASSERT(HT_HUB_KEY_SIZE == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT(HT_HUB_KEY_SIZE == crypto_box_SECRETKEYBYTES);
G_STATIC_ASSERT(HT_HUB_KEY_SIZE == crypto_box_SEEDBYTES);
G_STATIC_ASSERT(HT_HUB_KEY_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT(HT_HUB_KEY_SIZE == crypto_sign_SEEDBYTES);
G_STATIC_ASSERT(HT_HUB_SIGNATURE_SIZE == crypto_sign_BYTES);

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

/* (transfer full) */
static HtSecret *make_box_pair(const HtKeyring *keyring, guint8 public[HT_HUB_KEY_SIZE])
{
	g_autoptr(HtSecret) seed = ht_keyring_derive(keyring, HT_PURPOSE_HUB_BOX);
	HtSecret *secret = ht_secret_new(NULL, crypto_box_SECRETKEYBYTES);

	crypto_box_seed_keypair(public, writable(secret), ht_secret_bytes(seed));
	return secret;
}

/* (transfer full) libsodium's secret key: seed and public half. */
static HtSecret *make_sign_pair(const HtKeyring *keyring, guint8 public[HT_HUB_KEY_SIZE])
{
	g_autoptr(HtSecret) seed = ht_keyring_derive(keyring, HT_PURPOSE_HUB_SIGN);
	HtSecret *secret = ht_secret_new(NULL, crypto_sign_SECRETKEYBYTES);

	crypto_sign_seed_keypair(public, writable(secret), ht_secret_bytes(seed));
	return secret;
}

void ht_keyring_hub_public(const HtKeyring *keyring, HtHubPublic *out)
{
	ht_secret_free(make_box_pair(keyring, out->box));
	ht_secret_free(make_sign_pair(keyring, out->sign));
}

HtSecret *ht_keyring_box_secret(const HtKeyring *keyring)
{
	guint8 public[HT_HUB_KEY_SIZE];

	return make_box_pair(keyring, public);
}

void ht_keyring_sign(const HtKeyring *keyring, const void *data, gsize size,
		     guint8 signature[HT_HUB_SIGNATURE_SIZE])
{
	guint8 public[HT_HUB_KEY_SIZE];
	g_autoptr(HtSecret) secret = make_sign_pair(keyring, public);

	crypto_sign_detached(signature, NULL, data, size, ht_secret_bytes(secret));
}

gboolean ht_hub_verify(const HtHubPublic *hub, const void *data, gsize size,
		       const guint8 signature[HT_HUB_SIGNATURE_SIZE])
{
	return crypto_sign_verify_detached(signature, data, size, hub->sign) == 0;
}
