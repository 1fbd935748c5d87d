/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A header, a zero byte and the bytes of the one signal file r.dat: read to the end at two rates.
 */
#include "fuzz-folder.h"
#include "recordings/playback.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SAMPLES_MAX = 1 << 18 }; /* a long hold-up is no finding */

static void play(const char *path, const struct playback_settings *settings)
{
	struct recording_message message;
	struct playback *p;
	float uv[100];
	long total = 0;
	long got;

	if (playback_open(&p, path, settings, &message) < 0)
		return;
	while (total < SAMPLES_MAX && (got = playback_read(p, uv, 100, &message)) > 0)
		total += got;
	while (playback_warning(p, &message))
		;
	playback_close(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct playback_settings plain = {0};
	const struct playback_settings strap = {.channel = 1, .device = &device_h10};
	const uint8_t *end = memchr(data, 0, size);
	size_t header = end ? (size_t)(end - data) : size;
	struct fuzz_folder folder;
	const char *path;

	fuzz_folder_open(&folder);
	path = fuzz_folder_add(&folder, "r.hea", data, header);
	fuzz_folder_add(&folder, "r.dat", end ? end + 1 : data, end ? size - header - 1 : 0);
	play(path, &plain);
	play(path, &strap);
	fuzz_folder_close(&folder);
	return 0;
}
