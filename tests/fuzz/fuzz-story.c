/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a story: parsed, and the first seconds of it played. */
#include "ble/virtual/story-source.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { TEXT_MAX = 8192, SAMPLES = 520 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_MAX + 1], message[STORY_MESSAGE_MAX];
	struct wearable_source source;
	struct wearable_sample sample;
	struct story_source s;
	struct story story;

	if (size > TEXT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (story_parse(&story, text, message) < 0)
		return 0;
	story_source_init(&s, &story, 1, &source);
	for (int i = 0; i < SAMPLES && source.next(source.context, &sample) > 0; i++)
		;
	return 0;
}
