/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture's header and events: what is taken is written again as the same bytes. */
#include "recordings/capture_event.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode_events(const struct capture_header *header, const uint8_t *data, size_t size)
{
	struct capture_coder in, out;
	struct capture_event event;
	uint8_t again[CAPTURE_EVENT_MAX];
	long used;

	capture_coder_init(&in, header);
	capture_coder_init(&out, header);
	while ((used = capture_event_decode(&in, data, size, &event)) > 0) {
		if (capture_event_encode(&out, &event, again, sizeof again) != used ||
		    memcmp(again, data, (size_t)used) != 0)
			abort();
		data += used;
		size -= (size_t)used;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capture_header header;

	if (size < CAPTURE_HEADER_SIZE)
		return 0;
	if (capture_header_decode(&header, data) < 0)
		memset(&header, 0, sizeof header);
	decode_events(&header, data + CAPTURE_HEADER_SIZE, size - CAPTURE_HEADER_SIZE);
	return 0;
}
