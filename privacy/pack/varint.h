/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers of few bytes: seven bits a byte, lowest first, the eighth says that more follow. */
#pragma once

#include "common/bytes.h"

#include <glib.h>

G_BEGIN_DECLS

void ht_put_varint(GByteArray *out, guint64 value);
/* The sign as the lowest bit. */
void ht_put_signed(GByteArray *out, gint64 value);
void ht_put_double(GByteArray *out, double value);
/* As the readers of common/bytes.h: zero, and failed set, past the end or for more than 64 bits. */
guint64 ht_get_varint(struct byte_reader *in);
gint64 ht_get_signed(struct byte_reader *in);

G_END_DECLS
