/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte says which blob: 'r'epetition or 's'ession. What can be read is written and read
 * again to the same. */
#include "health-models/rehab/session_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void try_repetition(const uint8_t *data, size_t size)
{
	uint8_t again[REPETITION_RECORD_SIZE_MAX];
	struct repetition_record r;

	if (repetition_record_decode(1, data, size, 1000, INT64_C(60000000000), &r) < 0)
		return;
	check(repetition_record_encode(&r, again, sizeof again) == (long)size);
	check(repetition_record_decode(1, again, size, 1000, INT64_C(60000000000), &r) == 0);
}

static void try_session(const uint8_t *data, size_t size)
{
	uint8_t again[SESSION_RECORD_SIZE_MAX];
	struct session_record s;

	if (session_record_decode(1, data, size, &s) < 0)
		return;
	check(session_record_encode(&s, again, sizeof again) == (long)size);
	check(session_record_decode(1, again, size, &s) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 'r')
		try_repetition(data + 1, size - 1);
	else if (data[0] == 's')
		try_session(data + 1, size - 1);
	return 0;
}
