/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The random data key and the file that holds it wrapped: DIR/keys.
 *
 * The data key is 32 random bytes. Each slot (privacy/keys/key-slot.h) wraps it with a key of its
 * own: of a passphrase by Argon2id (libsodium crypto_pwhash; salt, memory and passes stored in the
 * slot, 64 MiB by default so that a 1 GB Raspberry Pi can do it), of a recovery code, of a systemd
 * credential, or sealed to a clinician's public key. Purposes get their own keys by crypto_kdf.
 * Creating and opening take about a second and tens of MiB: call them in a worker.
 *
 * A file of the first version is opened, and written anew as the second one.
 */
#pragma once

#include "privacy/secret.h"

G_BEGIN_DECLS

typedef struct _HtKeyring HtKeyring;

typedef enum {
	HT_PURPOSE_DATABASE = 1,
	HT_PURPOSE_SEGMENTS = 2,  /* wraps the keys of persons and months */
	HT_PURPOSE_LEDGER = 3,    /* authenticates what the database holds */
	HT_PURPOSE_PSEUDONYM = 4, /* names and date shifts for recipients */
	HT_PURPOSE_AUDIT = 5,
	HT_PURPOSE_HUB_BOX = 6,  /* seed of the key pair that data are sealed to while locked */
	HT_PURPOSE_HUB_SIGN = 7, /* seed of the key pair that signs checkpoints and sidecars */
} HtPurpose;

typedef struct {
	guint64 argon2id_memory_bytes;
	guint64 argon2id_passes;
} HtKeyringSettings;

/* 64 MiB, 4 passes. */
extern const HtKeyringSettings ht_keyring_settings_default;

/* The numbers stand in the file. */
typedef enum {
	HT_SLOT_PASSPHRASE = 1,
	HT_SLOT_RECOVERY = 2,
	HT_SLOT_CREDENTIAL = 3,
	HT_SLOT_ESCROW = 4,
} HtSlotKind;

gboolean ht_keyring_exists(const char *dir);
/* (transfer full) HT_ERROR_EXISTS if the folder has keys already. Written whole or not at all. */
HtKeyring *ht_keyring_create(const char *dir, const HtSecret *passphrase,
			     const HtKeyringSettings *settings, GError **error);
/* (transfer full) HT_ERROR_NOT_FOUND, HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED. */
HtKeyring *ht_keyring_open(const char *dir, const HtSecret *passphrase, GError **error);
/* (transfer full) The same by any kind of slot. The secret is a passphrase; the words of a recovery
 * code as they were typed; a credential or the escrow's X25519 secret key, 32 bytes.
 * HT_ERROR_INVALID for words that are no recovery code. */
HtKeyring *ht_keyring_open_by(const char *dir, HtSlotKind kind, const HtSecret *secret,
			      GError **error);
/* (transfer full) 32 bytes for one purpose. */
HtSecret *ht_keyring_derive(const HtKeyring *keyring, HtPurpose purpose);
void ht_keyring_free(HtKeyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtKeyring, ht_keyring_free)

G_END_DECLS
