/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers of 32 bits as planes of bytes (all lowest bytes, then all next ones, ... of one channel
 * after the other) through Zstandard (RFC 8878): for IEEE 754 floats and for what FLAC cannot take.
 * Lossless for every pattern of bits.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in the planes. Stored: a number is never given a new meaning. */
typedef enum {
	HT_PLANES_PLAIN = 0,
	/* Each less the one before of its channel, the sign as the lowest bit. */
	HT_PLANES_DIFFERENCES = 1,
	/* The same of binary32 whose bits were put into the order of their values first. */
	HT_PLANES_FLOAT_DIFFERENCES = 2,
} HtPlanes;

/* Appends u8 width (bytes a value that hold all), then one Zstandard frame. */
gboolean ht_plane_block_encode(const gint32 *values, guint samples, guint channels, HtPlanes kind,
			       GByteArray *out);
/* FALSE unless the bytes are exactly such a block. */
gboolean ht_plane_block_decode(const guint8 *data, gsize size, gint32 *values, guint samples,
			       guint channels, HtPlanes kind);

G_END_DECLS
