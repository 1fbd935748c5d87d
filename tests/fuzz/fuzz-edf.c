/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an EDF or BDF file: refused in one line, or its ECG read to the end. */
#include "fuzz-folder.h"
#include "recordings/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLES_MAX = 1 << 18 };

static void check_line(const struct recording_message *message)
{
	if (!message->text[0] || strchr(message->text, '\n'))
		abort();
}

static void read_all(struct recording *r, unsigned channel)
{
	struct recording_message message;
	float uv[100];
	long total = 0;
	long got;

	while (total < SAMPLES_MAX && (got = recording_read(r, channel, uv, 100, &message)) > 0)
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
	if (recording_open(&r, path, &message) < 0) {
		check_line(&message);
	} else {
		unsigned channel = 0;

		if (recording_find_ecg(r, &channel, &message) < 0)
			check_line(&message);
		read_all(r, channel);
	}
	recording_close(r);
	fuzz_folder_close(&folder);
	return 0;
}
