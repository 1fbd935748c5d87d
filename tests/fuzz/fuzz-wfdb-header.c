/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a header: refused in one line, or within the limits that readers rely on. */
#include "recordings/wfdb-header.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_signal(const struct wfdb_signal *s)
{
	if (s->samples_per_frame < 1 || s->samples_per_frame > WFDB_SAMPLES_PER_FRAME_MAX)
		abort();
	if (s->byte_offset < 0 || !s->file[0] || strchr(s->file, '/'))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording_message message = {0};
	struct wfdb_header h;

	if (wfdb_header_parse(&h, (const char *)data, size, "fuzz.hea", &message) < 0) {
		if (!message.text[0] || strchr(message.text, '\n'))
			abort();
		return 0;
	}
	if (h.signals < 1 || h.signals > RECORDING_CHANNELS_MAX || !(h.rate_hz > 0))
		abort();
	for (unsigned i = 0; i < h.signals; i++)
		check_signal(&h.signal[i]);
	return 0;
}
