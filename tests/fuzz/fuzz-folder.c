/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

void fuzz_folder_open(struct fuzz_folder *folder)
{
	const char *tmp = getenv("TMPDIR");
	int size =
	    snprintf(folder->path, sizeof folder->path, "%s/ht-fuzz-XXXXXX", tmp ? tmp : "/tmp");

	folder->files = 0;
	if (size >= (int)sizeof folder->path || !mkdtemp(folder->path))
		fail("temporary folder");
}

const char *fuzz_folder_add(struct fuzz_folder *folder, const char *name, const uint8_t *data,
			    size_t size)
{
	const struct fuzz_folder here = *folder;
	char *path = folder->file[folder->files++];
	FILE *file;

	snprintf(path, sizeof folder->file[0], "%s/%s", here.path, name);
	file = fopen(path, "wb");
	if (!file || (size > 0 && fwrite(data, size, 1, file) != 1) || fclose(file) != 0)
		fail(path);
	return path;
}

void fuzz_folder_close(struct fuzz_folder *folder)
{
	for (unsigned i = 0; i < folder->files; i++)
		unlink(folder->file[i]);
	rmdir(folder->path);
}
