/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file, whatever is in it. */
#include "fuzz-folder.h"
#include "recordings/capture.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const char *path)
{
	struct recording_message message;
	struct capture_reader *r;
	struct capture_event event;

	if (capture_reader_open(&r, path, &message) < 0)
		return;
	while (capture_reader_get(r, &event, &message) > 0)
		if (event.size > CAPTURE_BYTES_MAX || event.wearable >= CAPTURE_WEARABLES_MAX)
			abort();
	capture_reader_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_folder folder;

	fuzz_folder_open(&folder);
	read_all(fuzz_folder_add(&folder, "x.capture", data, size));
	fuzz_folder_close(&folder);
	return 0;
}
