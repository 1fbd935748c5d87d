/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/signed/signed-text.h"

#include "common/glib/ht-error.h"

#include <sodium.h>
#include <string.h>

#define DOMAIN    "health-twin signed text 1"
#define SIGNED_BY "signed-by: "
#define SIGNATURE "signature: "

enum {
	WORD_SIZE = sizeof SIGNED_BY - 1,
	KEY_LINE_SIZE = WORD_SIZE + 2 * HT_SIGN_KEY_SIZE + 1,
	SIGNATURE_LINE_SIZE = WORD_SIZE + 2 * HT_SIGNATURE_SIZE + 1,
	TRAILER_SIZE = KEY_LINE_SIZE + SIGNATURE_LINE_SIZE,
};

G_STATIC_ASSERT(sizeof SIGNED_BY == sizeof SIGNATURE);

static gboolean fail(GError **error, const char *what, const char *why)
{
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s %s", what, why);
	return FALSE;
}

/* (transfer full) What the signature is over. */
static GByteArray *make_message(const char *purpose, const char *text, gsize size)
{
	GByteArray *message = g_byte_array_new();

	g_byte_array_append(message, (const guint8 *)DOMAIN, sizeof DOMAIN);
	g_byte_array_append(message, (const guint8 *)purpose, (guint)strlen(purpose) + 1);
	g_byte_array_append(message, (const guint8 *)text, (guint)size);
	return message;
}

static gboolean check_text(const char *text, gsize size, const char *what, GError **error)
{
	if (size == 0 || size > HT_SIGNED_TEXT_MAX)
		return fail(error, what, "is empty or too long: at most 64 KiB can be signed");
	if (!g_utf8_validate(text, (gssize)size, NULL) || memchr(text, '\r', size))
		return fail(error, what, "is no text: it has to be UTF-8 with plain line ends");
	if (text[size - 1] != '\n')
		return fail(error, what, "has no end of line at its end: add one");
	return TRUE;
}

static gboolean has_trailer(const char *text, gsize size)
{
	return size > TRAILER_SIZE && memcmp(text + size - TRAILER_SIZE, SIGNED_BY, WORD_SIZE) == 0;
}

static void append_line(GString *out, const char *word, const guint8 *data, gsize size)
{
	g_autofree char *hex = g_malloc(2 * size + 1);

	g_string_append_printf(out, "%s%s\n", word, sodium_bin2hex(hex, 2 * size + 1, data, size));
}

GBytes *ht_signed_text_make(const char *purpose, const char *text, gsize size, const HtSecret *seed,
			    const char *what, GError **error)
{
	g_autoptr(HtSecret) secret = ht_secret_new(NULL, crypto_sign_SECRETKEYBYTES);
	g_autoptr(GByteArray) message = NULL;
	guint8 public[HT_SIGN_KEY_SIZE], signature[HT_SIGNATURE_SIZE];
	GString *out;

	if (!check_text(text, size, what, error))
		return NULL;
	if (has_trailer(text, size)) {
		fail(error, what, "is signed already: sign the text without its last two lines");
		return NULL;
	}
	message = make_message(purpose, text, size);
	crypto_sign_seed_keypair(public, (guint8 *)ht_secret_bytes(secret), ht_secret_bytes(seed));
	crypto_sign_detached(signature, NULL, message->data, message->len, ht_secret_bytes(secret));
	out = g_string_new_len(text, (gssize)size);
	append_line(out, SIGNED_BY, public, sizeof public);
	append_line(out, SIGNATURE, signature, sizeof signature);
	return g_string_free_to_bytes(out);
}

/* One line of the trailer, at its place. */
static gboolean read_line(const char *line, const char *word, guint8 *data, gsize size)
{
	size_t decoded = 0;

	return memcmp(line, word, WORD_SIZE) == 0 && line[WORD_SIZE + 2 * size] == '\n' &&
	       sodium_hex2bin(data, size, line + WORD_SIZE, 2 * size, NULL, &decoded, NULL) == 0 &&
	       decoded == size;
}

char *ht_signed_text_open(const char *purpose, const char *data, gsize size,
			  guint8 public[HT_SIGN_KEY_SIZE], const char *what, GError **error)
{
	g_autoptr(GByteArray) message = NULL;
	guint8 key[HT_SIGN_KEY_SIZE], signature[HT_SIGNATURE_SIZE];
	gsize text_size;

	if (size <= TRAILER_SIZE || size > HT_SIGNED_TEXT_MAX + TRAILER_SIZE ||
	    !read_line(data + size - TRAILER_SIZE, SIGNED_BY, key, sizeof key) ||
	    !read_line(data + size - SIGNATURE_LINE_SIZE, SIGNATURE, signature, sizeof signature)) {
		fail(error, what, "is not signed: the clinician signs it with twinctl limits sign");
		return NULL;
	}
	text_size = size - TRAILER_SIZE;
	if (!check_text(data, text_size, what, error))
		return NULL;
	message = make_message(purpose, data, text_size);
	if (!ht_sign_key_is_public(key, sizeof key) ||
	    crypto_sign_verify_detached(signature, message->data, message->len, key) != 0) {
		fail(error, what,
		     "was changed after it was signed: ask the clinician for it again");
		return NULL;
	}
	memcpy(public, key, sizeof key);
	return g_strndup(data, text_size);
}
