/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/plane-block.h"

#include "privacy/pack/zstd-part.h"

enum { WIDTH_MAX = 4 };

/* From the bits of a binary32 to a number that grows with its value, and back. */
static guint32 put_in_order(guint32 bits)
{
	return bits >> 31 ? ~bits : bits | 0x80000000u;
}

static guint32 undo_order(guint32 number)
{
	return number >> 31 ? number & 0x7fffffffu : ~number;
}

static guint32 fold_sign(guint32 difference)
{
	return (difference << 1) ^ (difference >> 31 ? G_MAXUINT32 : 0);
}

static guint32 unfold_sign(guint32 folded)
{
	return (folded >> 1) ^ (folded & 1 ? G_MAXUINT32 : 0);
}

static void to_differences(guint32 *number, const gint32 *values, guint samples, guint channels,
			   HtPlanes kind)
{
	for (guint c = 0; c < channels; c++) {
		guint32 before = 0;

		for (guint i = 0; i < samples; i++) {
			gsize at = (gsize)i * channels + c;
			guint32 now = (guint32)values[at];

			if (kind == HT_PLANES_FLOAT_DIFFERENCES)
				now = put_in_order(now);
			number[at] = kind == HT_PLANES_PLAIN ? now : fold_sign(now - before);
			before = now;
		}
	}
}

static void from_differences(gint32 *values, const guint32 *number, guint samples, guint channels,
			     HtPlanes kind)
{
	for (guint c = 0; c < channels; c++) {
		guint32 now = 0;

		for (guint i = 0; i < samples; i++) {
			gsize at = (gsize)i * channels + c;

			if (kind == HT_PLANES_PLAIN)
				now = number[at];
			else
				now += unfold_sign(number[at]);
			values[at] =
			    (gint32)(kind == HT_PLANES_FLOAT_DIFFERENCES ? undo_order(now) : now);
		}
	}
}

static guint width_of(const guint32 *number, gsize count)
{
	guint32 used = 0;
	guint width = 1;

	for (gsize i = 0; i < count; i++)
		used |= number[i];
	while ((used >>= 8) != 0)
		width++;
	return width;
}

gboolean ht_plane_block_encode(const gint32 *values, guint samples, guint channels, HtPlanes kind,
			       GByteArray *out)
{
	gsize count = (gsize)samples * channels, at = 0;
	g_autofree guint32 *number = g_new(guint32, count);
	g_autofree guint8 *planes = NULL;
	guint8 width;

	to_differences(number, values, samples, channels, kind);
	width = (guint8)width_of(number, count);
	planes = g_malloc(count * width);
	for (guint plane = 0; plane < width; plane++)
		for (guint c = 0; c < channels; c++)
			for (gsize i = c; i < count; i += channels)
				planes[at++] = (guint8)(number[i] >> (8 * plane));
	g_byte_array_append(out, &width, 1);
	return ht_zstd_part_encode(planes, count * width, out);
}

gboolean ht_plane_block_decode(const guint8 *data, gsize size, gint32 *values, guint samples,
			       guint channels, HtPlanes kind)
{
	gsize count = (gsize)samples * channels, at = 0;
	g_autofree guint32 *number = NULL;
	g_autofree guint8 *planes = NULL;

	if (size < 1 || data[0] < 1 || data[0] > WIDTH_MAX)
		return FALSE;
	planes = g_malloc(count * data[0]);
	if (!ht_zstd_part_decode(data + 1, size - 1, planes, count * data[0]))
		return FALSE;
	number = g_new0(guint32, count);
	for (guint plane = 0; plane < data[0]; plane++)
		for (guint c = 0; c < channels; c++)
			for (gsize i = c; i < count; i += channels)
				number[i] |= (guint32)planes[at++] << (8 * plane);
	from_differences(values, number, samples, channels, kind);
	return TRUE;
}
