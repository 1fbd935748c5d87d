/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/signed/sign-key.h"

#include "common/glib/ht-error.h"

#include <sodium.h>
#include <string.h>

#define SECRET "ed25519-secret "
#define PUBLIC "ed25519-public "

enum {
	HEX_SIZE = 2 * HT_SIGN_KEY_SIZE,
	WORD_SIZE = sizeof SECRET - 1,
	TEXT_SIZE = WORD_SIZE + HEX_SIZE + 1,
	DIGEST_SIZE = 16,
};

G_STATIC_ASSERT(sizeof SECRET == sizeof PUBLIC);
G_STATIC_ASSERT((gint)HT_SIGN_KEY_SIZE == (gint)crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT((gint)HT_SIGN_KEY_SIZE == (gint)crypto_sign_SEEDBYTES);
G_STATIC_ASSERT((gint)HT_SIGNATURE_SIZE == (gint)crypto_sign_BYTES);

static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

HtSecret *ht_sign_key_new(guint8 public[HT_SIGN_KEY_SIZE])
{
	HtSecret *seed = ht_secret_new(NULL, HT_SIGN_KEY_SIZE);
	g_autoptr(HtSecret) secret = ht_secret_new(NULL, crypto_sign_SECRETKEYBYTES);

	randombytes_buf(writable(seed), HT_SIGN_KEY_SIZE);
	crypto_sign_seed_keypair(public, writable(secret), ht_secret_bytes(seed));
	return seed;
}

/* A word and a key; out has TEXT_SIZE bytes, with a newline and no final zero. */
static void write_text(const char *word, const guint8 *key, char *out)
{
	memcpy(out, word, WORD_SIZE);
	sodium_bin2hex(out + WORD_SIZE, HEX_SIZE + 1, key, HT_SIGN_KEY_SIZE);
	out[TEXT_SIZE - 1] = '\n';
}

static gboolean read_text(const char *word, const char *text, gsize size, guint8 *key)
{
	size_t decoded = 0;

	if (size > 0 && text[size - 1] == '\n')
		size--;
	return size == WORD_SIZE + HEX_SIZE && memcmp(text, word, WORD_SIZE) == 0 &&
	       sodium_hex2bin(key, HT_SIGN_KEY_SIZE, text + WORD_SIZE, HEX_SIZE, NULL, &decoded,
			      NULL) == 0 &&
	       decoded == HT_SIGN_KEY_SIZE;
}

HtSecret *ht_sign_key_secret_text(const HtSecret *seed)
{
	HtSecret *text = ht_secret_new(NULL, TEXT_SIZE);

	write_text(SECRET, ht_secret_bytes(seed), (char *)writable(text));
	return text;
}

char *ht_sign_key_public_text(const guint8 public[HT_SIGN_KEY_SIZE])
{
	char *text = g_malloc0(TEXT_SIZE + 1);

	write_text(PUBLIC, public, text);
	return text;
}

HtSecret *ht_sign_key_parse_secret(const HtSecret *text, const char *what, GError **error)
{
	g_autoptr(HtSecret) seed = ht_secret_new(NULL, HT_SIGN_KEY_SIZE);

	if (read_text(SECRET, (const char *)ht_secret_bytes(text), ht_secret_size(text),
		      writable(seed)))
		return g_steal_pointer(&seed);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "%s is no signing key: give the .secret file that twinctl clinician key made",
		    what);
	return NULL;
}

gboolean ht_sign_key_is_public(const guint8 *data, gsize size)
{
	return size == HT_SIGN_KEY_SIZE && crypto_core_ed25519_is_valid_point(data) == 1;
}

gboolean ht_sign_key_parse_public(const char *text, const char *what,
				  guint8 public[HT_SIGN_KEY_SIZE], GError **error)
{
	guint8 key[HT_SIGN_KEY_SIZE];

	if (read_text(PUBLIC, text, strlen(text), key) && ht_sign_key_is_public(key, sizeof key)) {
		memcpy(public, key, sizeof key);
		return TRUE;
	}
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "%s is no clinician's key: give the .public file that twinctl clinician key "
		    "made",
		    what);
	return FALSE;
}

char *ht_sign_key_fingerprint(const guint8 public[HT_SIGN_KEY_SIZE])
{
	static const char person[] = "HT sign key v1";
	GString *text = g_string_new(NULL);
	guint8 digest[DIGEST_SIZE], personal[crypto_generichash_blake2b_PERSONALBYTES] = {0};

	memcpy(personal, person, sizeof person - 1);
	crypto_generichash_blake2b_salt_personal(digest, sizeof digest, public, HT_SIGN_KEY_SIZE,
						 NULL, 0, NULL, personal);
	for (gsize i = 0; i < sizeof digest; i += 2)
		g_string_append_printf(text, "%s%02x%02x", i ? " " : "", digest[i], digest[i + 1]);
	return g_string_free(text, FALSE);
}

char *ht_sign_key_hex(const guint8 public[HT_SIGN_KEY_SIZE])
{
	char *hex = g_malloc(HEX_SIZE + 1);

	return sodium_bin2hex(hex, HEX_SIZE + 1, public, HT_SIGN_KEY_SIZE);
}

gboolean ht_sign_key_from_hex(const char *hex, guint8 public[HT_SIGN_KEY_SIZE])
{
	guint8 key[HT_SIGN_KEY_SIZE];
	size_t decoded = 0;

	if (strlen(hex) != HEX_SIZE ||
	    sodium_hex2bin(key, sizeof key, hex, HEX_SIZE, NULL, &decoded, NULL) != 0 ||
	    decoded != sizeof key)
		return FALSE;
	memcpy(public, key, sizeof key);
	return TRUE;
}
