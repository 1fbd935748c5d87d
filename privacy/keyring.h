/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The random data key and the file that holds it wrapped: DIR/keys.
 *
 * The data key is 32 random bytes. A slot wraps it with a key that Argon2id makes of the passphrase
 * (libsodium crypto_pwhash; salt, memory and passes stored in the slot, 64 MiB by default so that a
 * 1 GB Raspberry Pi can do it). Purposes get their own keys by crypto_kdf. Creating and opening
 * take about a second and tens of MiB: call them in a worker.
 */
#pragma once

#include "privacy/secret.h"

G_BEGIN_DECLS

typedef struct _HtKeyring HtKeyring;

typedef enum {
	HT_PURPOSE_DATABASE = 1,
} HtPurpose;

typedef struct {
	guint64 argon2id_memory_bytes;
	guint64 argon2id_passes;
} HtKeyringSettings;

/* 64 MiB, 4 passes. */
extern const HtKeyringSettings ht_keyring_settings_default;

gboolean ht_keyring_exists(const char *dir);
/* (transfer full) HT_ERROR_EXISTS if the folder has keys already. Written whole or not at all. */
HtKeyring *ht_keyring_create(const char *dir, const HtSecret *passphrase,
			     const HtKeyringSettings *settings, GError **error);
/* (transfer full) HT_ERROR_NOT_FOUND, HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED. */
HtKeyring *ht_keyring_open(const char *dir, const HtSecret *passphrase, GError **error);
/* (transfer full) 32 bytes for one purpose. */
HtSecret *ht_keyring_derive(const HtKeyring *keyring, HtPurpose purpose);
void ht_keyring_free(HtKeyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtKeyring, ht_keyring_free)

G_END_DECLS
