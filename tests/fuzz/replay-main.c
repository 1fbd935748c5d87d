/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without libFuzzer: runs the fuzz target once over each file given, or over each file of a folder given. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long size = -1;

	if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0)
		data = malloc((size_t)size + 1);
	if (data) {
		rewind(file);
		size = (long)fread(data, 1, (size_t)size, file);
		LLVMFuzzerTestOneInput(data, (size_t)size);
	} else {
		fprintf(stderr, "%s: cannot be read\n", path);
	}
	if (file)
		fclose(file);
	free(data);
	return data ? 1 : -1;
}

/* Returns the number of files replayed, or -1. */
static int replay(const char *path)
{
	DIR *dir = opendir(path);
	int files = 0;

	if (!dir)
		return replay_file(path);
	for (struct dirent *entry; files >= 0 && (entry = readdir(dir));) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		files = replay_file(name) < 0 ? -1 : files + 1;
	}
	closedir(dir);
	return files;
}

int main(int argc, char **argv)
{
	int files = 0;

	for (int i = 1; i < argc; i++) {
		int n = replay(argv[i]);

		if (n < 0)
			return 1;
		files += n;
	}
	if (files == 0) {
		fprintf(stderr, "no corpus file given or found\n");
		return 1;
	}
	printf("%d inputs replayed\n", files);
	return 0;
}
