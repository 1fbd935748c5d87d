/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delta code against an encoder that knows nothing but its layout and writes bit by bit. */
#include "ble/codec/delta.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

enum { VALUES = 20000, STREAMS = 2000, SEED = 20260704 };

struct stream {
	guint channels, bits;
	GByteArray *bytes;
	guint32 values[VALUES];
	gsize samples;
	GArray *ends; /* of bytes that hold ends_samples */
	GArray *ends_samples;
};

static void put_bits(GByteArray *bytes, guint *bit, guint32 value, guint bits)
{
	for (guint i = 0; i < bits; i++, (*bit)++) {
		static const guint8 zero = 0;

		if (*bit % 8 == 0)
			g_byte_array_append(bytes, &zero, 1);
		bytes->data[bytes->len - 1] =
		    (guint8)(bytes->data[bytes->len - 1] | (value >> i & 1) << *bit % 8);
	}
}

static guint32 signed_of(guint32 value, guint bits)
{
	return bits < 32 && (value >> (bits - 1) & 1) ? value | ~0U << bits : value;
}

static void mark_end(struct stream *s)
{
	g_array_append_val(s->ends, s->bytes->len);
	g_array_append_val(s->ends_samples, s->samples);
}

static void add_first(struct stream *s, GRand *random)
{
	guint bit = 0, width = (s->bits + 7) / 8 * 8;

	for (guint c = 0; c < s->channels; c++) {
		guint32 value = g_rand_int(random) & (width < 32 ? (1U << width) - 1 : ~0U);

		put_bits(s->bytes, &bit, value, width);
		s->values[c] = signed_of(value, width);
	}
	s->samples = 1;
	mark_end(s);
}

static void add_block(struct stream *s, GRand *random, guint bits, guint count)
{
	const guint8 head[] = {(guint8)bits, (guint8)count};
	guint bit = 0;

	g_byte_array_append(s->bytes, head, sizeof head);
	for (guint i = 0; i < count; i++, s->samples++) {
		for (guint c = 0; c < s->channels; c++) {
			gsize at = s->samples * s->channels + c;
			guint32 value = g_rand_int(random) & (bits < 32 ? (1U << bits) - 1 : ~0U);

			put_bits(s->bytes, &bit, value, bits);
			s->values[at] = s->values[at - s->channels] + signed_of(value, bits);
		}
	}
	mark_end(s);
}

static struct stream *stream_new(GRand *random, guint bits)
{
	struct stream *s = g_new0(struct stream, 1);
	guint blocks = (guint)g_rand_int_range(random, 0, 8);

	s->channels = (guint)g_rand_int_range(random, 1, DELTA_CHANNELS_MAX + 1);
	s->bits = (guint)g_rand_int_range(random, 1, 33);
	s->bytes = g_byte_array_new();
	s->ends = g_array_new(FALSE, FALSE, sizeof(guint));
	s->ends_samples = g_array_new(FALSE, FALSE, sizeof(gsize));
	add_first(s, random);
	for (guint i = 0; i < blocks; i++) {
		add_block(s, random, bits, (guint)g_rand_int_range(random, 0, 70));
		bits = (guint)g_rand_int_range(random, 1, 33);
	}
	return s;
}

static void stream_free(struct stream *s)
{
	g_byte_array_unref(s->bytes);
	g_array_unref(s->ends);
	g_array_unref(s->ends_samples);
	g_free(s);
}

/* Reads size bytes in pieces of random lengths; they are to be the first `samples` of the stream.
 */
static void check(const struct stream *s, GRand *random, gsize size, gsize samples, int rc)
{
	g_autofree guint8 *exactly = g_memdup2(s->bytes->data, size);
	g_autofree gint32 *out = g_new(gint32, VALUES);
	struct delta_reader reader;
	gsize got, done = 0;

	g_assert_cmpint(delta_open(&reader, exactly, size, s->channels, s->bits), ==, rc);
	g_assert_cmpuint(reader.samples, ==, samples);
	do {
		got = delta_read(&reader, out + done * s->channels,
				 (gsize)g_rand_int_range(random, 1, 60));
		done += got;
	} while (got > 0);
	g_assert_cmpuint(done, ==, samples);
	g_assert_true(memcmp(out, s->values, done * s->channels * sizeof *out) == 0);
}

static void test_round_trip(void)
{
	GRand *random = g_rand_new_with_seed(SEED);

	for (guint i = 0; i < STREAMS; i++) {
		struct stream *s = stream_new(random, 1 + i % 32);

		check(s, random, s->bytes->len, s->samples, 0);
		stream_free(s);
	}
	g_rand_free(random);
}

/* Every length: what was whole is read, and an end within a block is told. */
static void test_cut(void)
{
	GRand *random = g_rand_new_with_seed(SEED);

	for (guint i = 0; i < 32; i++) {
		struct stream *s = stream_new(random, 1 + i);
		guint whole = 0;

		for (guint size = 0; size < s->bytes->len; size++) {
			gboolean at_end;

			while (whole < s->ends->len && g_array_index(s->ends, guint, whole) <= size)
				whole++;
			at_end = whole > 0 && g_array_index(s->ends, guint, whole - 1) == size;
			check(s, random, size,
			      whole ? g_array_index(s->ends_samples, gsize, whole - 1) : 0,
			      at_end ? 0 : -EBADMSG);
		}
		stream_free(s);
	}
	g_rand_free(random);
}

/* Worked out by hand: 10, then +1, -1, +1 in 2 bits, then wrapping round with 32 bits. */
static void test_by_hand(void)
{
	static const guint8 bytes[] = {10, 2, 3, 0x1d, 32, 1, 0xf6, 0xff, 0xff, 0x7f};
	static const gint32 values[] = {10, 11, 10, 11, G_MININT32 + 1};
	struct delta_reader reader;
	gint32 out[8];

	g_assert_cmpint(delta_open(&reader, bytes, sizeof bytes, 1, 8), ==, 0);
	g_assert_cmpuint(delta_read(&reader, out, 8), ==, G_N_ELEMENTS(values));
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		g_assert_cmpint(out[i], ==, values[i]);
	g_assert_cmpuint(delta_read(&reader, out, 8), ==, 0);
}

static void test_lies(void)
{
	static const guint8 no_bits[] = {1, 0, 3, 0, 0, 0};
	static const guint8 many_bits[] = {1, 33, 1, 0, 0, 0, 0, 0};
	static const guint8 short_block[] = {1, 8, 1, 1, 8, 200, 1, 1};
	struct delta_reader reader;
	gint32 out[8];

	g_assert_cmpint(delta_open(&reader, no_bits, sizeof no_bits, 1, 8), ==, -EBADMSG);
	g_assert_cmpuint(reader.samples, ==, 1);
	g_assert_cmpint(delta_open(&reader, many_bits, sizeof many_bits, 1, 8), ==, -EBADMSG);
	g_assert_cmpint(delta_open(&reader, short_block, sizeof short_block, 1, 8), ==, -EBADMSG);
	g_assert_cmpuint(reader.samples, ==, 2);
	g_assert_cmpuint(reader.missing, ==, 200);
	g_assert_cmpuint(delta_read(&reader, out, 8), ==, 2);
	g_assert_cmpint(delta_open(&reader, no_bits, sizeof no_bits, 0, 8), ==, -EINVAL);
	g_assert_cmpint(delta_open(&reader, no_bits, sizeof no_bits, DELTA_CHANNELS_MAX + 1, 8), ==,
			-EINVAL);
	g_assert_cmpint(delta_open(&reader, no_bits, sizeof no_bits, 1, 33), ==, -EINVAL);
	g_assert_cmpuint(delta_read(&reader, out, 8), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/delta/by-hand", test_by_hand);
	g_test_add_func("/delta/round-trip", test_round_trip);
	g_test_add_func("/delta/cut-at-every-length", test_cut);
	g_test_add_func("/delta/lies", test_lies);
	return g_test_run();
}
