/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first three bytes give channels, bits and how many samples are read at a time; the rest is
 * read once so and once by a reader that takes bit by bit. */
#include "ble/codec/delta.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t bits_at(const uint8_t *data, size_t bit, unsigned int bits)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < bits; i++, bit++)
		value |= (uint32_t)(data[bit / 8] >> bit % 8 & 1) << i;
	return bits < 32 && (value >> (bits - 1) & 1) ? value | ~UINT32_C(0) << bits : value;
}

struct slow {
	const uint8_t *data;
	size_t at, bit;
	unsigned int channels, bits, left;
	uint32_t last[DELTA_CHANNELS_MAX];
};

static void slow_first(struct slow *slow, unsigned int bits)
{
	const unsigned int width = (bits + 7) / 8 * 8;

	for (unsigned int c = 0; c < slow->channels; c++)
		slow->last[c] = bits_at(slow->data, c * width, width);
	slow->at = slow->channels * width / 8;
}

static void slow_next(struct slow *slow)
{
	while (slow->left == 0) {
		slow->at += (slow->bit + 7) / 8;
		slow->bits = slow->data[slow->at];
		slow->left = slow->data[slow->at + 1];
		slow->at += 2;
		slow->bit = 0;
	}
	for (unsigned int c = 0; c < slow->channels; c++, slow->bit += slow->bits)
		slow->last[c] += bits_at(slow->data + slow->at, slow->bit, slow->bits);
	slow->left--;
}

static void compare(struct delta_reader *reader, struct slow *slow, unsigned int bits, size_t step)
{
	int32_t out[DELTA_CHANNELS_MAX * 256];
	size_t got, sample = 0;

	while ((got = delta_read(reader, out, step)) > 0) {
		for (size_t i = 0; i < got; i++, sample++) {
			if (sample == 0)
				slow_first(slow, bits);
			else
				slow_next(slow);
			if (memcmp(out + i * slow->channels, slow->last,
				   slow->channels * sizeof *out) != 0)
				abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct delta_reader reader;
	struct slow slow = {0};
	unsigned int bits;

	if (size < 3)
		return 0;
	slow.channels = data[0] % (DELTA_CHANNELS_MAX + 1);
	bits = data[1] % (DELTA_BITS_MAX + 2);
	slow.data = data + 3;
	if (delta_open(&reader, data + 3, size - 3, slow.channels, bits) == 0 && reader.missing)
		abort();
	compare(&reader, &slow, bits, 1 + data[2] % 256);
	return 0;
}
