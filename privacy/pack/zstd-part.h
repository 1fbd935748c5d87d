/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes through Zstandard, in one frame whose unpacked size the caller knows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends one frame. */
gboolean ht_zstd_part_encode(const guint8 *data, gsize size, GByteArray *out);
/* FALSE unless the frame unpacks to exactly so many bytes. */
gboolean ht_zstd_part_decode(const guint8 *data, gsize size, guint8 *out, gsize out_size);

G_END_DECLS
