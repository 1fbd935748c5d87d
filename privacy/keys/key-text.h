/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of 32 bytes as people hand them on: the bytes, or 64 hexadecimal digits and a newline. */
#pragma once

#include "privacy/secret.h"

G_BEGIN_DECLS

enum { HT_KEY_TEXT_KEY_SIZE = 32 };

/* (transfer full) The 32 bytes. HT_ERROR_INVALID names what. */
HtSecret *ht_key_text_parse(const HtSecret *text, const char *what, GError **error);
/* (transfer full) 65 bytes. */
HtSecret *ht_key_text_make(const guint8 key[HT_KEY_TEXT_KEY_SIZE]);
/* (transfer full) A new X25519 secret key, and its public half. */
HtSecret *ht_key_text_new_pair(guint8 public[HT_KEY_TEXT_KEY_SIZE]);

G_END_DECLS
