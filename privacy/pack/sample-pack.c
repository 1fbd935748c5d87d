/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/sample-pack.h"

#include "privacy/pack/flac-block.h"
#include "privacy/pack/plane-block.h"

enum { METHOD_FLAC = 3 };

static gboolean are_possible(guint samples, guint channels)
{
	return samples >= 1 && samples <= HT_SAMPLE_PACK_SAMPLES_MAX && channels >= 1 &&
	       channels <= HT_SAMPLE_PACK_VALUES_MAX / samples;
}

static GByteArray *pack_planes(const gint32 *values, guint samples, guint channels, HtPlanes kind)
{
	GByteArray *block = g_byte_array_new();
	guint8 method = (guint8)kind;

	g_byte_array_append(block, &method, 1);
	if (ht_plane_block_encode(values, samples, channels, kind, block))
		return block;
	g_byte_array_unref(block);
	return NULL;
}

static GByteArray *pack_flac(const gint32 *values, guint samples, guint channels)
{
	guint bits = ht_flac_block_bits(values, (gsize)samples * channels);
	const guint8 head[] = {METHOD_FLAC, (guint8)bits};
	GByteArray *block = g_byte_array_new();

	g_byte_array_append(block, head, sizeof head);
	if (ht_flac_block_encode(values, samples, channels, bits, block))
		return block;
	g_byte_array_unref(block);
	return NULL;
}

/* Both may be NULL. */
static GByteArray *smaller(GByteArray *a, GByteArray *b)
{
	GByteArray *loser = !a || (b && b->len < a->len) ? a : b;
	GByteArray *winner = loser == a ? b : a;

	if (loser)
		g_byte_array_unref(loser);
	return winner;
}

gboolean ht_sample_pack(const gint32 *values, guint samples, guint channels, gboolean is_float,
			GByteArray *out)
{
	g_autoptr(GByteArray) best = NULL;

	if (!are_possible(samples, channels))
		return FALSE;
	if (is_float)
		best = smaller(pack_planes(values, samples, channels, HT_PLANES_PLAIN),
			       pack_planes(values, samples, channels, HT_PLANES_FLOAT_DIFFERENCES));
	else
		best = smaller(pack_flac(values, samples, channels),
			       pack_planes(values, samples, channels, HT_PLANES_DIFFERENCES));
	if (best)
		g_byte_array_append(out, best->data, best->len);
	return best != NULL;
}

gboolean ht_sample_unpack(const guint8 *data, gsize size, gint32 *values, guint samples,
			  guint channels)
{
	if (size < 2 || !are_possible(samples, channels))
		return FALSE;
	switch (data[0]) {
	case HT_PLANES_PLAIN:
	case HT_PLANES_DIFFERENCES:
	case HT_PLANES_FLOAT_DIFFERENCES:
		return ht_plane_block_decode(data + 1, size - 1, values, samples, channels,
					     (HtPlanes)data[0]);
	case METHOD_FLAC:
		return ht_flac_block_decode(data + 2, size - 2, values, samples, channels, data[1]);
	default:
		return FALSE;
	}
}
