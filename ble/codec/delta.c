/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/delta.h"

#include "ble/codec/little_endian.h"

#include <errno.h>
#include <string.h>

enum { BLOCK_HEAD = 2, WINDOW = sizeof(uint64_t) };

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

/* The bits of 8 bytes from `at`; what lies behind the end reads as 0. */
static uint64_t window_at(const struct delta_reader *r, size_t at)
{
	uint8_t bytes[WINDOW] = {0};
	size_t left = r->size - at;

	memcpy(bytes, r->data + at, left < WINDOW ? left : WINDOW);
	return le64(bytes);
}

/* A difference has at most 32 bits and begins up to 7 bits into its byte: one window holds it. How
 * many of `values` differences can be read before a window would reach behind the end. */
static size_t values_in_whole_windows(const struct delta_reader *r, size_t values)
{
	size_t body = r->at + BLOCK_HEAD, whole;

	if (r->size - body < WINDOW)
		return 0;
	whole = (r->size - body - WINDOW) * 8 + 7;
	if (r->bit > whole)
		return 0;
	whole = (whole - r->bit) / r->bits + 1;
	return whole < values ? whole : values;
}

/* previous: the sample before out. */
static void unpack(struct delta_reader *r, const uint32_t *previous, uint32_t *out, size_t values)
{
	const uint8_t *body = r->data + r->at + BLOCK_HEAD;
	size_t fast = values_in_whole_windows(r, values), bit = r->bit, i;
	const unsigned bits = r->bits, channels = r->channels;

	for (i = 0; i < fast; i++, bit += bits)
		out[i] = (i < channels ? previous[i] : out[i - channels]) +
			 (uint32_t)sign_extend(le64(body + bit / 8) >> bit % 8, bits);
	for (; i < values; i++, bit += bits)
		out[i] = (i < channels ? previous[i] : out[i - channels]) +
			 (uint32_t)sign_extend(
			     window_at(r, r->at + BLOCK_HEAD + bit / 8) >> bit % 8, bits);
	r->bit = bit;
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
	const size_t channels = reader->channels;
	size_t wanted = samples_max < reader->samples ? samples_max : reader->samples;
	size_t done = 0;

	if (wanted == 0)
		return 0;
	if (!reader->begun) {
		memcpy(out, reader->last, channels * sizeof *out);
		reader->begun = true;
		done = 1;
	}
	while (done < wanted) {
		size_t now;

		enter_block(reader);
		now = reader->left < wanted - done ? reader->left : wanted - done;
		unpack(reader, reader->last, (uint32_t *)out + done * channels, now * channels);
		reader->left -= (unsigned)now;
		done += now;
		memcpy(reader->last, out + (done - 1) * channels, channels * sizeof *out);
	}
	reader->samples -= (uint32_t)done;
	return done;
}
