/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/clock_time.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A date that was read is written as the same bytes. */
static void check_read(const uint8_t *data, size_t size)
{
	uint8_t written[CLOCK_TIME_SIZE];
	struct clock_time clock;
	struct byte_reader r;
	struct byte_writer w;

	byte_reader_init(&r, data, size);
	if (!clock_time_decode(&r, &clock))
		return;
	byte_writer_init(&w, written, sizeof written);
	clock_time_encode(&clock, &w);
	if (w.failed || memcmp(written, data, sizeof written) != 0)
		abort();
}

/* A calendar date that was made of seconds can be read. */
static void check_made(int64_t seconds)
{
	uint8_t written[CLOCK_TIME_SIZE];
	struct clock_time clock;
	struct byte_reader r;
	struct byte_writer w;

	if (!clock_time_of_seconds(seconds, &clock))
		return;
	byte_writer_init(&w, written, sizeof written);
	clock_time_encode(&clock, &w);
	byte_reader_init(&r, written, sizeof written);
	if (clock.year < 2000 || clock.month == 0 || clock.day == 0 ||
	    !clock_time_decode(&r, &clock))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_reader r;

	check_read(data, size);
	byte_reader_init(&r, data, size);
	check_made((int64_t)get_u64(&r));
	return 0;
}
