/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/pack/varint.h"

void ht_put_varint(GByteArray *out, guint64 value)
{
	guint8 byte;

	do {
		byte = (guint8)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		g_byte_array_append(out, &byte, 1);
		value >>= 7;
	} while (value != 0);
}

void ht_put_signed(GByteArray *out, gint64 value)
{
	ht_put_varint(out, ((guint64)value << 1) ^ (value < 0 ? G_MAXUINT64 : 0));
}

void ht_put_double(GByteArray *out, double value)
{
	guint8 bytes[sizeof value];
	struct byte_writer w;

	byte_writer_init(&w, bytes, sizeof bytes);
	put_f64(&w, value);
	g_byte_array_append(out, bytes, sizeof bytes);
}

guint64 ht_get_varint(struct byte_reader *in)
{
	guint64 value = 0;

	for (guint shift = 0; shift < 64; shift += 7) {
		guint8 byte = get_u8(in);

		if (shift == 63 && byte > 1)
			break;
		value |= (guint64)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	in->failed = true;
	return 0;
}

gint64 ht_get_signed(struct byte_reader *in)
{
	guint64 folded = ht_get_varint(in);

	return (gint64)((folded >> 1) ^ (folded & 1 ? G_MAXUINT64 : 0));
}
