/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/key-text.h"

#include "common/glib/ht-error.h"

#include <sodium.h>
#include <string.h>

enum { KEY_SIZE = HT_KEY_TEXT_KEY_SIZE, HEX_SIZE = 2 * KEY_SIZE };

G_STATIC_ASSERT((gint)KEY_SIZE == (gint)crypto_box_SECRETKEYBYTES);
G_STATIC_ASSERT((gint)KEY_SIZE == (gint)crypto_box_PUBLICKEYBYTES);

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

static gboolean from_hex(const HtSecret *text, guint8 key[KEY_SIZE])
{
	const char *digits = (const char *)ht_secret_bytes(text);
	gsize size = ht_secret_size(text);
	size_t decoded = 0;

	if (size == HEX_SIZE + 1 && digits[HEX_SIZE] == '\n')
		size--;
	return size == HEX_SIZE &&
	       sodium_hex2bin(key, KEY_SIZE, digits, size, NULL, &decoded, NULL) == 0 &&
	       decoded == KEY_SIZE;
}

HtSecret *ht_key_text_parse(const HtSecret *text, const char *what, GError **error)
{
	g_autoptr(HtSecret) key = NULL;

	if (ht_secret_size(text) == KEY_SIZE)
		return ht_secret_new(ht_secret_bytes(text), KEY_SIZE);
	key = ht_secret_new(NULL, KEY_SIZE);
	if (from_hex(text, writable(key)))
		return g_steal_pointer(&key);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "%s is no key: it has to be %d bytes, or %d hexadecimal digits", what, KEY_SIZE,
		    HEX_SIZE);
	return NULL;
}

HtSecret *ht_key_text_make(const guint8 key[HT_KEY_TEXT_KEY_SIZE])
{
	HtSecret *text = ht_secret_new(NULL, HEX_SIZE + 1);

	/* The final zero becomes the newline. */
	sodium_bin2hex((char *)writable(text), HEX_SIZE + 1, key, KEY_SIZE);
	writable(text)[HEX_SIZE] = '\n';
	return text;
}

HtSecret *ht_key_text_new_pair(guint8 public[HT_KEY_TEXT_KEY_SIZE])
{
	HtSecret *secret = ht_secret_new(NULL, KEY_SIZE);

	crypto_scalarmult_base(public, ht_secret_bytes(secret));
	return secret;
}
