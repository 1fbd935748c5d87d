/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/delta.h"

#include "ble/codec/little_endian.h"

#include <errno.h>
#include <string.h>

enum { BLOCK_HEAD = 2, WINDOW = sizeof(uint64_t), TRIPLE_BITS_MAX = (64 - 7) / 3 };

/* Bytes of one value of the first sample. */
static unsigned first_bytes(unsigned bits)
{
	return (bits + 7) / 8;
}

static size_t block_bytes(unsigned bits, unsigned count, unsigned channels)
{
	return ((size_t)bits * count * channels + 7) / 8;
}

/* Everything that reading could trip over is looked at here, so that it need not look again. */
static int measure(struct delta_reader *r)
{
	while (r->size - r->at >= BLOCK_HEAD) {
		unsigned bits = r->data[r->at], count = r->data[r->at + 1];
		size_t bytes = block_bytes(bits, count, r->channels);

		if (bits == 0 || bits > DELTA_BITS_MAX)
			return -EBADMSG;
		if (r->size - r->at - BLOCK_HEAD < bytes) {
			r->missing = count;
			return -EBADMSG;
		}
		r->at += BLOCK_HEAD + bytes;
		r->samples += count;
	}
	return r->at == r->size ? 0 : -EBADMSG;
}

static void read_first(struct delta_reader *r, unsigned bits)
{
	unsigned bytes = first_bytes(bits);

	for (unsigned c = 0; c < r->channels; c++)
		r->last[c] = (uint32_t)sign_extend(le_bytes(r->data + c * bytes, bytes), 8 * bytes);
}

int delta_open(struct delta_reader *reader, const uint8_t *data, size_t size, unsigned channels,
	       unsigned bits)
{
	size_t first = (size_t)channels * first_bytes(bits);
	int rc;

	*reader = (struct delta_reader){.data = data, .size = size, .channels = channels};
	if (channels == 0 || channels > DELTA_CHANNELS_MAX || bits == 0 || bits > DELTA_BITS_MAX)
		return -EINVAL;
	if (size < first)
		return -EBADMSG;
	read_first(reader, bits);
	reader->samples = 1;
	reader->at = first;
	rc = measure(reader);
	reader->at = first;
	return rc;
}

/* How many of `samples` can be read before the window of a difference would reach behind the end. A
 * difference of up to 32 bits that begins up to 7 bits into its byte lies in one window. */
static size_t samples_in_whole_windows(const struct delta_reader *r, size_t samples)
{
	size_t body = r->at + BLOCK_HEAD, whole;

	if (r->size - body < WINDOW)
		return 0;
	whole = (r->size - body - WINDOW) * 8 + 7;
	if (r->bit > whole)
		return 0;
	whole = ((whole - r->bit) / r->bits + 1) / r->channels;
	return whole < samples ? whole : samples;
}

/* Three channels, as most sensors have, of which one window holds a sample. */
static void add_up_triples(struct delta_reader *r, const uint8_t *body, size_t bit, int32_t *out,
			   size_t samples)
{
	const unsigned bits = r->bits;
	uint32_t x = r->last[0], y = r->last[1], z = r->last[2];

	for (size_t i = 0; i < samples; i++, bit += (size_t)3 * bits) {
		const uint64_t window = le64(body + bit / 8) >> bit % 8;

		x += (uint32_t)sign_extend(window, bits);
		y += (uint32_t)sign_extend(window >> bits, bits);
		z += (uint32_t)sign_extend(window >> 2 * bits, bits);
		out[3 * i] = (int32_t)x;
		out[3 * i + 1] = (int32_t)y;
		out[3 * i + 2] = (int32_t)z;
	}
	r->last[0] = x;
	r->last[1] = y;
	r->last[2] = z;
}

/* All windows are within body. */
static void add_up_windows(struct delta_reader *r, const uint8_t *body, size_t bit, int32_t *out,
			   size_t samples)
{
	const unsigned bits = r->bits, channels = r->channels;

	if (channels == 3 && bits <= TRIPLE_BITS_MAX) {
		add_up_triples(r, body, bit, out, samples);
		return;
	}
	for (size_t i = 0; i < samples; i++, out += channels) {
		for (unsigned c = 0; c < channels; c++, bit += bits) {
			r->last[c] += (uint32_t)sign_extend(le64(body + bit / 8) >> bit % 8, bits);
			out[c] = (int32_t)r->last[c];
		}
	}
}

/* The samples that end too near to the end are read from a copy with room behind it. A sample is at
 * most 100 bytes long, so less than those and a window is left. */
static void add_up(struct delta_reader *r, int32_t *out, size_t samples)
{
	const size_t sure = samples_in_whole_windows(r, samples), body = r->at + BLOCK_HEAD;
	const size_t sample_bits = (size_t)r->bits * r->channels;
	uint8_t tail[DELTA_CHANNELS_MAX * 4 + 2 * WINDOW] = {0};
	size_t begin, left;

	add_up_windows(r, r->data + body, r->bit, out, sure);
	r->bit += sure * sample_bits;
	if (sure == samples)
		return;
	begin = body + r->bit / 8;
	left = r->size - begin < sizeof tail - WINDOW ? r->size - begin : sizeof tail - WINDOW;
	memcpy(tail, r->data + begin, left);
	add_up_windows(r, tail, r->bit % 8, out + sure * r->channels, samples - sure);
	r->bit += (samples - sure) * sample_bits;
}

/* Goes to the block that the next sample is in. The caller knows that there is one. */
static void enter_block(struct delta_reader *r)
{
	while (r->left == 0) {
		if (r->bits > 0)
			r->at += BLOCK_HEAD + (r->bit + 7) / 8;
		r->bits = r->data[r->at];
		r->left = r->data[r->at + 1];
		r->bit = 0;
	}
}

size_t delta_read(struct delta_reader *reader, int32_t *out, size_t samples_max)
{
	size_t wanted = samples_max < reader->samples ? samples_max : reader->samples;
	size_t done = 0;

	if (wanted > 0 && !reader->begun) {
		memcpy(out, reader->last, reader->channels * sizeof *out);
		reader->begun = true;
		done = 1;
	}
	while (done < wanted) {
		size_t now;

		enter_block(reader);
		now = reader->left < wanted - done ? reader->left : wanted - done;
		add_up(reader, out + done * reader->channels, now);
		reader->left -= (unsigned)now;
		done += now;
	}
	reader->samples -= (uint32_t)done;
	return done;
}
