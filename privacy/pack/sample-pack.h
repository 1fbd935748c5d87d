/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One lossless coder for blocks of samples of 1 .. n channels: whole numbers by FLAC or as byte
 * planes of their differences, IEEE 754 binary32 as byte planes; whichever is smaller.
 *
 * Layout: u8 method, then: 0 to 2 = HtPlanes, as in plane-block.h; 3 = u8 bits, then as in
 * flac-block.h. How many samples and channels there are is the caller's to know.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum { HT_SAMPLE_PACK_SAMPLES_MAX = 1 << 18, HT_SAMPLE_PACK_VALUES_MAX = 1 << 20 };

/* values: sample by sample; is_float: they are the bits of binary32. At least one value and no
 * more than the maxima. Appends the block. */
gboolean ht_sample_pack(const gint32 *values, guint samples, guint channels, gboolean is_float,
			GByteArray *out);
/* FALSE unless the bytes are exactly such a block; values are undefined then. */
gboolean ht_sample_unpack(const guint8 *data, gsize size, gint32 *values, guint samples,
			  guint channels);

G_END_DECLS
