/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of samples: every pattern of bits comes back, and nothing that lies is taken. */
#include "privacy/pack/flac-block.h"
#include "privacy/pack/plane-block.h"
#include "privacy/pack/sample-pack.h"

#include <FLAC/stream_encoder.h>
#include <math.h>
#include <string.h>

enum {
	METHOD_FLAC = 3,
	FRAME_SAMPLES = 4096,
	TOO_MANY_CHANNELS = HT_SAMPLE_PACK_VALUES_MAX / HT_SAMPLE_PACK_SAMPLES_MAX + 1
};

/* Returns the method that was taken. */
static guint assert_back(const gint32 *values, guint samples, guint channels, gboolean is_float)
{
	gsize size = (gsize)samples * channels * sizeof(gint32);
	g_autoptr(GByteArray) block = g_byte_array_new();
	g_autofree gint32 *again = g_malloc(size);

	g_assert_true(ht_sample_pack(values, samples, channels, is_float, block));
	memset(again, 0xa5, size);
	g_assert_true(ht_sample_unpack(block->data, block->len, again, samples, channels));
	g_assert_true(memcmp(again, values, size) == 0);
	return block->data[0];
}

static void fill(gint32 *values, gsize count, gint32 low, gint32 high, guint32 seed)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

	for (gsize i = 0; i < count; i++)
		values[i] = (gint32)(low + (gint64)(g_rand_double(rand) *
						    (double)((gint64)high - low + 1)));
}

static void test_widths(void)
{
	enum { SAMPLES = 500 };
	gint32 values[SAMPLES * 25];

	for (guint channels = 1; channels <= 25; channels += 4) {
		for (guint bits = 1; bits <= 32; bits++) {
			gint32 high = (gint32)((G_GUINT64_CONSTANT(1) << (bits - 1)) - 1);
			guint method;

			fill(values, SAMPLES * channels, -high - 1, high, bits);
			values[0] = high;
			values[1] = -high - 1;
			method = assert_back(values, SAMPLES, channels, FALSE);
			if (bits > HT_FLAC_BITS_MAX || channels > HT_FLAC_CHANNELS_MAX)
				g_assert_cmpuint(method, ==, HT_PLANES_DIFFERENCES);
			assert_back(values, SAMPLES, channels, TRUE);
		}
	}
}

static void test_sizes(void)
{
	g_autofree gint32 *values = g_new(gint32, HT_SAMPLE_PACK_SAMPLES_MAX);

	fill(values, HT_SAMPLE_PACK_SAMPLES_MAX, -100, 100, 1);
	for (guint samples = 1; samples <= 40; samples++)
		assert_back(values, samples, 1, FALSE);
	assert_back(values, HT_SAMPLE_PACK_SAMPLES_MAX, 1, FALSE);
	g_assert_cmpuint(assert_back(values, 7800, 1, FALSE), ==, METHOD_FLAC);
	/* The last frame of a block may be of any length. */
	for (guint samples = FRAME_SAMPLES - 1; samples <= FRAME_SAMPLES + 17; samples++)
		for (guint channels = 1; channels <= 3; channels += 2)
			g_assert_cmpuint(assert_back(values, samples, channels, FALSE), ==,
					 METHOD_FLAC);
	assert_back(values, 3 * FRAME_SAMPLES + 1, 1, FALSE);
	memset(values, 0, sizeof(gint32) * 1000);
	assert_back(values, 1000, 1, FALSE);
}

static void test_beyond(void)
{
	g_autoptr(GByteArray) block = g_byte_array_new();
	gint32 value = 0;

	g_assert_false(ht_sample_pack(&value, 0, 1, FALSE, block));
	g_assert_false(ht_sample_pack(&value, 1, 0, FALSE, block));
	g_assert_false(ht_sample_pack(&value, HT_SAMPLE_PACK_SAMPLES_MAX + 1, 1, FALSE, block));
	g_assert_false(
	    ht_sample_pack(&value, HT_SAMPLE_PACK_SAMPLES_MAX, TOO_MANY_CHANNELS, FALSE, block));
	g_assert_cmpuint(block->len, ==, 0);
}

static void test_floats(void)
{
	static const float odd[] = {0.0f, -0.0f, 1.0f, -1.0f, INFINITY, -INFINITY, 1e-45f, -1e-45f};
	enum { SAMPLES = 300 };
	gint32 values[SAMPLES * 3];

	for (guint i = 0; i < SAMPLES * 3; i++) {
		float number = i % 40 < 8 ? odd[i % 40] : sinf((float)i / 20.0f);

		memcpy(&values[i], &number, sizeof number);
	}
	/* A quiet and a signalling NaN with something in them, of both signs. */
	values[10] = 0x7fc12345;
	values[11] = 0x7f812345;
	values[12] = (gint32)0xffc00001;
	values[13] = (gint32)0xff800001;
	assert_back(values, SAMPLES, 3, TRUE);
	fill(values, SAMPLES * 3, G_MININT32, G_MAXINT32, 7);
	assert_back(values, SAMPLES, 3, TRUE);
}

/* Every block cut, lengthened, or of another shape than is said. */
static void check_lies(const gint32 *values, guint samples, guint channels, gboolean is_float)
{
	g_autoptr(GByteArray) block = g_byte_array_new();
	g_autofree gint32 *again = g_new(gint32, ((gsize)samples + 1) * (channels + 1));

	g_assert_true(ht_sample_pack(values, samples, channels, is_float, block));
	for (guint cut = 0; cut < block->len; cut++) {
		/* A copy of its own, so that reading on is seen. */
		g_autofree guint8 *part = g_memdup2(block->data, MAX(cut, 1));

		g_assert_false(ht_sample_unpack(part, cut, again, samples, channels));
	}
	g_assert_false(ht_sample_unpack(block->data, block->len, again, samples + 1, channels));
	g_assert_false(ht_sample_unpack(block->data, block->len, again, samples - 1, channels));
	g_assert_false(ht_sample_unpack(block->data, block->len, again, samples, channels + 1));
	g_byte_array_append(block, (const guint8 *)"x", 1);
	g_assert_false(ht_sample_unpack(block->data, block->len, again, samples, channels));
	block->data[0] = 200;
	g_assert_false(ht_sample_unpack(block->data, block->len - 1, again, samples, channels));
}

static void test_lies(void)
{
	gint32 values[600];

	fill(values, 600, -50, 50, 3);
	check_lies(values, 200, 3, FALSE);
	check_lies(values, 600, 1, FALSE);
	fill(values, 600, -50000000, 50000000, 3);
	check_lies(values, 200, 3, FALSE);
	check_lies(values, 200, 3, TRUE);
}

/* FLAC's own sums: one bit of a frame turned is noticed. */
static void test_flac_flips(void)
{
	g_autoptr(GByteArray) block = g_byte_array_new();
	gint32 values[100], again[100];

	fill(values, 100, -50, 50, 5);
	g_assert_true(ht_flac_block_encode(values, 100, 1, 7, block));
	for (guint bit = 0; bit < 8 * block->len; bit++) {
		block->data[bit / 8] ^= (guint8)(1 << bit % 8);
		g_assert_false(ht_flac_block_decode(block->data, block->len, again, 100, 1, 7));
		block->data[bit / 8] ^= (guint8)(1 << bit % 8);
	}
}

static FLAC__StreamEncoderWriteStatus take_frame(const FLAC__StreamEncoder *encoder,
						 const FLAC__byte *bytes, size_t size,
						 guint32 samples, guint32 frame, void *context)
{
	(void)encoder;
	(void)frame;
	if (samples > 0)
		g_byte_array_append(context, bytes, (guint)size);
	return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}

/* As blocks were written first: all samples in one frame. */
static void test_one_long_frame(void)
{
	enum { SAMPLES = 65535, BITS = 8 };
	FLAC__StreamEncoder *encoder = FLAC__stream_encoder_new();
	g_autoptr(GByteArray) block = g_byte_array_new();
	g_autofree gint32 *values = g_new(gint32, SAMPLES);
	g_autofree gint32 *again = g_new0(gint32, SAMPLES);

	fill(values, SAMPLES, -100, 100, 9);
	g_assert_true(FLAC__stream_encoder_set_streamable_subset(encoder, false) &&
		      FLAC__stream_encoder_set_channels(encoder, 1) &&
		      FLAC__stream_encoder_set_bits_per_sample(encoder, BITS) &&
		      FLAC__stream_encoder_set_sample_rate(encoder, 8000) &&
		      FLAC__stream_encoder_set_blocksize(encoder, SAMPLES));
	g_assert_cmpint(
	    FLAC__stream_encoder_init_stream(encoder, take_frame, NULL, NULL, NULL, block), ==,
	    FLAC__STREAM_ENCODER_INIT_STATUS_OK);
	g_assert_true(FLAC__stream_encoder_process_interleaved(encoder, values, SAMPLES) &&
		      FLAC__stream_encoder_finish(encoder));
	FLAC__stream_encoder_delete(encoder);
	g_assert_true(ht_flac_block_decode(block->data, block->len, again, SAMPLES, 1, BITS));
	g_assert_true(memcmp(values, again, SAMPLES * sizeof *values) == 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sample-pack/every-width-comes-back", test_widths);
	g_test_add_func("/sample-pack/every-length-comes-back", test_sizes);
	g_test_add_func("/sample-pack/too-much-is-refused", test_beyond);
	g_test_add_func("/sample-pack/floats-bit-for-bit", test_floats);
	g_test_add_func("/sample-pack/lies-are-refused", test_lies);
	g_test_add_func("/sample-pack/one-long-frame-is-read", test_one_long_frame);
	g_test_add_func("/sample-pack/one-bit-turned-is-noticed", test_flac_flips);
	return g_test_run();
}
