/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stored twin: refused, or a twin that works. */
#include "health-models/twin/twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct twin t;
	struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = 800.0F};

	if (twin_decode(&t, TWIN_STATE_VERSION, data, size) == 0)
		twin_push(&t, &beat, 0);
	return 0;
}
