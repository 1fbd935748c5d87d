/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes to the strap's control point: the first byte of each is its length. */
#include "ble/virtual/strap.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int silence(void *context, struct wearable_sample *sample)
{
	(void)context;
	*sample = (struct wearable_sample){.linked = true};
	return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct wearable_source source = {.next = silence};
	uint8_t out[PMD_COMMAND_MAX];
	struct strap s;

	strap_init(&s, &wearable_settings_default, &source);
	while (size > 0) {
		size_t length = data[0] < size ? data[0] : size - 1;

		if (strap_command(&s, data + 1, length, 232, out, sizeof(out)) < 4)
			abort(); /* every write has its answer */
		data += 1 + length;
		size -= 1 + length;
	}
	return 0;
}
