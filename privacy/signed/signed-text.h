/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text with its Ed25519 signature at its end, so that a person can read what was signed:
 *
 *    the text, UTF-8, its last line ended
 *    signed-by: 64 hexadecimal digits of the public key
 *    signature: 128 hexadecimal digits
 *
 * Signed is "health-twin signed text 1", a zero byte, the purpose, a zero byte, the text: what was
 * signed for one purpose is worth nothing for another. Knows nothing of what the text says. Any
 * thread.
 */
#pragma once

#include "privacy/signed/sign-key.h"

G_BEGIN_DECLS

enum { HT_SIGNED_TEXT_MAX = 64 * 1024 };

/* (transfer full) HT_ERROR_INVALID for what is no text, is too long or is signed already. what: the
 * file's name, for errors. */
GBytes *ht_signed_text_make(const char *purpose, const char *text, gsize size, const HtSecret *seed,
			    const char *what, GError **error);
/* (transfer full) The text, once the signature is found good for the key that stands there: whose
 * that is, is for the caller to know. HT_ERROR_INVALID. */
char *ht_signed_text_open(const char *purpose, const char *data, gsize size,
			  guint8 public[HT_SIGN_KEY_SIZE], const char *what, GError **error);

G_END_DECLS
