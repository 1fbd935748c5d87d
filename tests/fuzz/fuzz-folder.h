/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For readers that want files: a temporary folder with pieces of the fuzzer's input in it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { FUZZ_FOLDER_PATH_MAX = 64, FUZZ_FOLDER_FILES_MAX = 2 };

struct fuzz_folder {
	char path[FUZZ_FOLDER_PATH_MAX];
	char file[FUZZ_FOLDER_FILES_MAX][FUZZ_FOLDER_PATH_MAX + 16];
	unsigned files;
};

/* Each ends the program when it fails: then nothing would be tested. */
void fuzz_folder_open(struct fuzz_folder *folder);
/* Returns the file's path, which lives as long as the folder. */
const char *fuzz_folder_add(struct fuzz_folder *folder, const char *name, const uint8_t *data,
			    size_t size);
void fuzz_folder_close(struct fuzz_folder *folder);
