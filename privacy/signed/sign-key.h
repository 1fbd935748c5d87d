/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ed25519 key pairs of people who sign, as text files: one line, "ed25519-secret" or
 * "ed25519-public" and 64 hexadecimal digits, so that none is taken for the other, or for a key
 * that seals. Any thread.
 */
#pragma once

#include "privacy/secret.h"

G_BEGIN_DECLS

enum { HT_SIGN_KEY_SIZE = 32, HT_SIGNATURE_SIZE = 64 };

/* (transfer full) A new secret key (a seed of HT_SIGN_KEY_SIZE bytes) and its public half. */
HtSecret *ht_sign_key_new(guint8 public[HT_SIGN_KEY_SIZE]);
/* (transfer full) The file's text. */
HtSecret *ht_sign_key_secret_text(const HtSecret *seed);
char *ht_sign_key_public_text(const guint8 public[HT_SIGN_KEY_SIZE]);
/* (transfer full) HT_ERROR_INVALID names what; it never holds a digit of it. */
HtSecret *ht_sign_key_parse_secret(const HtSecret *text, const char *what, GError **error);
gboolean ht_sign_key_parse_public(const char *text, const char *what,
				  guint8 public[HT_SIGN_KEY_SIZE], GError **error);
/* Whether these bytes can be a public key at all: a point that signatures can be checked by. */
gboolean ht_sign_key_is_public(const guint8 *data, gsize size);
/* (transfer full) For two people to compare over the telephone: eight groups of four digits of its
 * BLAKE2b. */
char *ht_sign_key_fingerprint(const guint8 public[HT_SIGN_KEY_SIZE]);
/* (transfer full) 64 digits. */
char *ht_sign_key_hex(const guint8 public[HT_SIGN_KEY_SIZE]);
/* FALSE for anything but 64 digits. */
gboolean ht_sign_key_from_hex(const char *hex, guint8 public[HT_SIGN_KEY_SIZE]);

G_END_DECLS
