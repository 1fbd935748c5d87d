/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blob that says it is a minute of activity, or a fall: what is taken can be written again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "health-models/motion/activity/activity_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t out[ACTIVITY_RECORD_SIZE + FALL_RECORD_SIZE];
	struct activity_minute minute;
	struct fall_event fall;

	if (activity_record_decode(ACTIVITY_RECORD_VERSION, data, size, &minute) == 0 &&
	    activity_record_encode(&minute, out, sizeof out) != (long)size)
		abort();
	if (fall_record_decode(FALL_RECORD_VERSION, data, size, &fall) == 0 &&
	    fall_record_encode(&fall, out, sizeof out) != (long)size)
		abort();
	return 0;
}
