/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte says which blob: 'w'ave, 'r'eading or 'i'ntervals. What can be read is written
 * and read again to the same. */
#include "common/intervals_record.h"
#include "common/reading_record.h"
#include "common/wave_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void try_wave(const uint8_t *data, size_t size)
{
	static int32_t raw[WAVE_RECORD_VALUES_MAX];
	static uint8_t again[WAVE_RECORD_HEADER_SIZE + 4 * WAVE_RECORD_VALUES_MAX];
	struct wave_record w;
	long bytes;

	if (wave_record_decode(1, data, size, &w, raw, WAVE_RECORD_VALUES_MAX) < 0)
		return;
	bytes = wave_record_encode(&w, raw, again, sizeof again);
	/* Wide values that need not be come back narrow. */
	check(bytes > 0 && (size_t)bytes <= size && memcmp(again, data, 20) == 0);
}

static void try_reading(const uint8_t *data, size_t size)
{
	uint8_t again[READING_RECORD_SIZE_MAX];
	struct reading_block reading;

	if (reading_record_decode(1, data, size, &reading) != 0)
		return;
	check(reading_record_encode(&reading, again, sizeof again) == (long)size &&
	      memcmp(again, data, size) == 0);
}

static void try_intervals(const uint8_t *data, size_t size)
{
	uint8_t again[INTERVALS_RECORD_SIZE_MAX];
	struct intervals_block intervals;

	if (intervals_record_decode(1, data, size, &intervals) != 0)
		return;
	check(intervals_record_encode(&intervals, again, sizeof again) == (long)size &&
	      memcmp(again, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 'w')
		try_wave(data + 1, size - 1);
	else if (data[0] == 'r')
		try_reading(data + 1, size - 1);
	else if (data[0] == 'i')
		try_intervals(data + 1, size - 1);
	return 0;
}
