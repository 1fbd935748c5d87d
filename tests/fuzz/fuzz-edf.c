/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an EDF file: refused in one line, or read to the end. */
#include "fuzz-folder.h"
#include "recordings/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLES_MAX = 1 << 18 };

static void read_all(struct recording *r)
{
	struct recording_message message;
	float uv[100];
	long total = 0;
	long got;

	while (total < SAMPLES_MAX && (got = recording_read(r, 0, uv, 100, &message)) > 0)
		total += got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording_message message = {0};
	struct recording *r;
	struct fuzz_folder folder;
	const char *path;

	fuzz_folder_open(&folder);
	path = fuzz_folder_add(&folder, "r.edf", data, size);
	if (recording_open(&r, path, &message) == 0)
		read_all(r);
	else if (!message.text[0] || strchr(message.text, '\n'))
		abort();
	recording_close(r);
	fuzz_folder_close(&folder);
	return 0;
}
