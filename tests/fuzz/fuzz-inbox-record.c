/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an unsealed file of the inbox may hold, by whoever made it: what is read is written again to
 * the same bytes. */
#include "privacy/inbox/inbox-record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct record *record, const uint8_t *data, size_t used)
{
	uint8_t *again = malloc(used);

	if (!again || inbox_record_size(record) != used ||
	    inbox_record_encode(record, again, used) != (long)used ||
	    memcmp(again, data, used) != 0)
		abort();
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inbox_start start;
	struct record record;
	size_t at = INBOX_START_SIZE;
	long used;

	if (size < INBOX_START_SIZE || inbox_start_decode(&start, data) < 0)
		return 0;
	while ((used = inbox_record_decode(&record, data + at, size - at)) > 0) {
		check_again(&record, data + at, (size_t)used);
		at += (size_t)used;
	}
	return 0;
}
