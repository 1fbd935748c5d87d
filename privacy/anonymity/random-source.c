/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/random-source.h"

#include "common/bytes.h"

#include <sodium.h>

static void fill_by_system(void *context, uint8_t *out, size_t size)
{
	(void)context;
	randombytes_buf(out, size);
}

const struct random_source random_source_system = {fill_by_system, NULL};

static uint64_t random_u64(const struct random_source *source)
{
	uint8_t bytes[8];
	struct byte_reader reader;
	uint64_t value;

	source->fill(source->context, bytes, sizeof bytes);
	byte_reader_init(&reader, bytes, sizeof bytes);
	value = get_u64(&reader);
	sodium_memzero(bytes, sizeof bytes);
	return value;
}

uint64_t random_below(const struct random_source *source, uint64_t below)
{
	/* 2^64 mod below: so many of the lowest values are one too many. */
	uint64_t surplus = (UINT64_MAX % below + 1) % below;
	uint64_t value;

	do
		value = random_u64(source);
	while (value < surplus);
	return value % below;
}
