/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/slot-seal.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/recovery-code.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT(KEYFILE_SALT_SIZE == crypto_pwhash_argon2id_SALTBYTES);
G_STATIC_ASSERT(KEYFILE_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(KEYFILE_SEALED_SIZE ==
		KEYFILE_KEY_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES);
G_STATIC_ASSERT(KEYFILE_ESCROW_SIZE == 2 * KEYFILE_KEY_SIZE + crypto_box_SEALBYTES);
G_STATIC_ASSERT(KEYFILE_SALT_SIZE >= crypto_generichash_KEYBYTES_MIN);
G_STATIC_ASSERT((gint)HT_SLOT_PASSPHRASE == (gint)KEYFILE_PASSPHRASE);
G_STATIC_ASSERT((gint)HT_SLOT_RECOVERY == (gint)KEYFILE_RECOVERY);
G_STATIC_ASSERT((gint)HT_SLOT_CREDENTIAL == (gint)KEYFILE_CREDENTIAL);
G_STATIC_ASSERT((gint)HT_SLOT_ESCROW == (gint)KEYFILE_ESCROW);

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

static HtSecret *from_words(const HtSecret *words, GError **error)
{
	g_autoptr(HtSecret) code = ht_secret_new(NULL, RECOVERY_CODE_SIZE);
	int result = recovery_code_decode((const char *)ht_secret_bytes(words),
					  ht_secret_size(words), writable(code));

	if (result == 0)
		return g_steal_pointer(&code);
	if (result > 0)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "word %d is not one of a recovery code: look at the paper again",
			    result);
	else if (result == -EMSGSIZE)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "a recovery code has %d words of %d letters", RECOVERY_CODE_WORDS,
			    RECOVERY_CODE_LETTERS);
	else
		g_set_error_literal(
		    error, HT_ERROR, HT_ERROR_INVALID,
		    "the recovery code's check does not fit: a word is another one, "
		    "or stands elsewhere");
	return NULL;
}

static gboolean is_key(const HtSecret *given, const char *what, GError **error)
{
	if (ht_secret_size(given) == KEYFILE_KEY_SIZE)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s is to be exactly %d bytes", what,
		    KEYFILE_KEY_SIZE);
	return FALSE;
}

static HtSecret *copy(const HtSecret *given)
{
	return ht_secret_new(ht_secret_bytes(given), ht_secret_size(given));
}

HtSecret *ht_slot_secret(HtSlotKind kind, const HtSecret *given, GError **error)
{
	switch (kind) {
	case HT_SLOT_PASSPHRASE:
		return copy(given);
	case HT_SLOT_RECOVERY:
		return from_words(given, error);
	case HT_SLOT_CREDENTIAL:
		return is_key(given, "a credential", error) ? copy(given) : NULL;
	case HT_SLOT_ESCROW:
		return is_key(given, "an X25519 secret key", error) ? copy(given) : NULL;
	}
	g_return_val_if_reached(NULL);
}

/* (transfer full) The key that the passphrase makes. */
static HtSecret *stretch(const HtSecret *passphrase, const struct keyfile_slot *slot,
			 GError **error)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);

	if (crypto_pwhash_argon2id(
		writable(key), KEYFILE_KEY_SIZE, (const char *)ht_secret_bytes(passphrase),
		ht_secret_size(passphrase), slot->salt, slot->argon2id_passes,
		(size_t)slot->argon2id_memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
		return g_steal_pointer(&key);
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "no %" G_GUINT64_FORMAT
		    " KiB of memory to check the passphrase with: free some",
		    slot->argon2id_memory_bytes / 1024);
	return NULL;
}

/* What is random already needs no stretching: the salt alone makes each slot's key another one. */
static HtSecret *salted(const HtSecret *secret, const struct keyfile_slot *slot)
{
	HtSecret *key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);

	crypto_generichash(writable(key), KEYFILE_KEY_SIZE, ht_secret_bytes(secret),
			   ht_secret_size(secret), slot->salt, sizeof(slot->salt));
	return key;
}

static HtSecret *wrapping_key(const struct keyfile_slot *slot, const HtSecret *secret,
			      GError **error)
{
	return slot->kind == KEYFILE_PASSPHRASE ? stretch(secret, slot, error)
						: salted(secret, slot);
}

/* The data key and a hash of what the slot authenticates: a sealed box has no additional data. */
static HtSecret *escrow_content(const struct keyfile *keyfile, const struct keyfile_slot *slot,
				const HtSecret *data_key)
{
	guint8 authenticated[KEYFILE_AUTHENTICATED_MAX];
	size_t size = keyfile_authenticated(keyfile, slot, authenticated);
	HtSecret *content = ht_secret_new(NULL, 2 * KEYFILE_KEY_SIZE);

	memcpy(writable(content), ht_secret_bytes(data_key), KEYFILE_KEY_SIZE);
	crypto_generichash(writable(content) + KEYFILE_KEY_SIZE, KEYFILE_KEY_SIZE, authenticated,
			   size, NULL, 0);
	return content;
}

static gboolean seal_escrow(const struct keyfile *keyfile, struct keyfile_slot *slot,
			    const HtSecret *data_key, GError **error)
{
	g_autoptr(HtSecret) content = escrow_content(keyfile, slot, data_key);

	if (crypto_box_seal(slot->escrowed, ht_secret_bytes(content), ht_secret_size(content),
			    slot->public_key) == 0)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "that is no X25519 public key: ask for it again");
	return FALSE;
}

static HtSecret *open_escrow(const struct keyfile *keyfile, const struct keyfile_slot *slot,
			     const HtSecret *secret)
{
	g_autoptr(HtSecret) content = ht_secret_new(NULL, 2 * KEYFILE_KEY_SIZE);
	g_autoptr(HtSecret) data_key = NULL;
	g_autoptr(HtSecret) expected = NULL;
	guint8 public[KEYFILE_KEY_SIZE];

	if (crypto_scalarmult_base(public, ht_secret_bytes(secret)) < 0 ||
	    memcmp(public, slot->public_key, sizeof(public)) != 0 ||
	    crypto_box_seal_open(writable(content), slot->escrowed, sizeof(slot->escrowed), public,
				 ht_secret_bytes(secret)) < 0)
		return NULL;
	data_key = ht_secret_new(ht_secret_bytes(content), KEYFILE_KEY_SIZE);
	expected = escrow_content(keyfile, slot, data_key);
	if (sodium_memcmp(ht_secret_bytes(content), ht_secret_bytes(expected),
			  ht_secret_size(content)) != 0)
		return NULL;
	return g_steal_pointer(&data_key);
}

gboolean ht_slot_seal(const struct keyfile *keyfile, struct keyfile_slot *slot,
		      const HtSecret *secret, const HtSecret *data_key, GError **error)
{
	guint8 authenticated[KEYFILE_AUTHENTICATED_MAX];
	g_autoptr(HtSecret) key = NULL;
	size_t size;

	if (slot->kind == KEYFILE_ESCROW)
		return seal_escrow(keyfile, slot, data_key, error);
	randombytes_buf(slot->salt, sizeof(slot->salt));
	randombytes_buf(slot->nonce, sizeof(slot->nonce));
	key = wrapping_key(slot, secret, error);
	if (!key)
		return FALSE;
	size = keyfile_authenticated(keyfile, slot, authenticated);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    slot->sealed_key, NULL, ht_secret_bytes(data_key), KEYFILE_KEY_SIZE, authenticated,
	    size, NULL, slot->nonce, ht_secret_bytes(key));
	return TRUE;
}

HtSecret *ht_slot_open(const struct keyfile *keyfile, const struct keyfile_slot *slot,
		       const HtSecret *secret, GError **error)
{
	guint8 authenticated[KEYFILE_AUTHENTICATED_MAX];
	size_t size = keyfile_authenticated(keyfile, slot, authenticated);
	g_autoptr(HtSecret) data_key = NULL;
	g_autoptr(HtSecret) key = NULL;

	if (slot->kind == KEYFILE_ESCROW)
		return open_escrow(keyfile, slot, secret);
	key = wrapping_key(slot, secret, error);
	if (!key)
		return NULL;
	data_key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		writable(data_key), NULL, NULL, slot->sealed_key, KEYFILE_SEALED_SIZE,
		authenticated, size, slot->nonce, ht_secret_bytes(key)) < 0)
		return NULL;
	return g_steal_pointer(&data_key);
}
