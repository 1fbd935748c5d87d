/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole numbers by FLAC (RFC 9639), frames of 4096 samples, without the stream's head: marker and
 * STREAMINFO are made anew from what the caller knows, and nothing is taken from a frame's own
 * header but to be compared with that.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum {
	HT_FLAC_SAMPLES_MIN = 16,
	HT_FLAC_SAMPLES_MAX = 1 << 18,
	HT_FLAC_CHANNELS_MAX = 8,
	HT_FLAC_BITS_MIN = 4,
	HT_FLAC_BITS_MAX = 24, /* what every libFLAC takes */
};

/* Bits that every value fits into, HT_FLAC_BITS_MIN or more. */
guint ht_flac_block_bits(const gint32 *values, gsize count);
/* values: sample by sample. Appends the frames; FALSE with nothing appended for what FLAC does not
 * take. */
gboolean ht_flac_block_encode(const gint32 *values, guint samples, guint channels, guint bits,
			      GByteArray *out);
/* FALSE unless the bytes are exactly such a block. */
gboolean ht_flac_block_decode(const guint8 *data, gsize size, gint32 *values, guint samples,
			      guint channels, guint bits);

G_END_DECLS
