/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an annotation file; what can be read in order can be written and read again. */
#include "fuzz-folder.h"
#include "recordings/annotations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct annotation_reader *open_reader(const char *path)
{
	struct recording_message message;
	struct annotation_reader *reader;

	if (annotation_reader_open(&reader, path, &message) < 0)
		abort();
	return reader;
}

/* Returns how many annotations went across. */
static unsigned copy(const char *from, const char *to)
{
	struct annotation_reader *reader = open_reader(from);
	struct recording_message message;
	struct annotation_writer *writer;
	struct annotation a;
	unsigned copied = 0;

	if (annotation_writer_open(&writer, to, &message) < 0)
		abort();
	while (annotation_reader_get(reader, &a, &message) > 0)
		copied += annotation_writer_put(writer, &a, &message) == 0;
	annotation_reader_close(reader);
	if (annotation_writer_close(writer, &message) < 0)
		abort();
	return copied;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_folder folder;
	const char *path;
	char first[FUZZ_FOLDER_PATH_MAX + 16];
	char second[FUZZ_FOLDER_PATH_MAX + 16];

	fuzz_folder_open(&folder);
	path = fuzz_folder_add(&folder, "r.atr", data, size);
	snprintf(first, sizeof first, "%s/1", folder.path);
	snprintf(second, sizeof second, "%s/2", folder.path);
	if (copy(path, first) != copy(first, second))
		abort();
	remove(first);
	remove(second);
	fuzz_folder_close(&folder);
	return 0;
}
