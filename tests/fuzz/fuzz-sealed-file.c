/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed file's header, and the chunks behind it under a fixed key. */
#include "fuzz-folder.h"
#include "privacy/keys/keyfile.h"
#include "privacy/sealed/sealed-file.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool header_is_fine(const uint8_t *data, size_t size, enum sealed_by *by)
{
	struct sealed_header header;
	uint8_t again[SEALED_HEADER_SIZE];

	if (size < SEALED_HEADER_SIZE || sealed_header_decode(&header, data) < 0)
		return false;
	if (header.argon2id_memory_bytes > KEYFILE_MEMORY_MAX_BYTES ||
	    header.argon2id_passes > KEYFILE_PASSES_MAX)
		abort();
	sealed_header_encode(&header, again);
	if (memcmp(again, data, sizeof again) != 0)
		abort();
	*by = header.by;
	return header.by != SEALED_BY_PASSPHRASE;
}

static void read_all(const char *path, enum sealed_by by)
{
	static const uint8_t bytes[SEALED_KEY_SIZE] = "a key that everybody may know..";
	g_autoptr(HtSecret) key = ht_secret_new(bytes, sizeof bytes);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	g_autoptr(HtSealedReader) reader = ht_sealed_reader_new(fd, "x", by, key, NULL);
	uint8_t part[512];

	while (reader && ht_sealed_reader_read(reader, part, sizeof part, NULL) > 0)
		;
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_folder folder;
	enum sealed_by by = SEALED_BY_KEY;

	if (!header_is_fine(data, size, &by) || !ht_secret_startup(NULL))
		return 0;
	fuzz_folder_open(&folder);
	read_all(fuzz_folder_add(&folder, "sealed", data, size), by);
	fuzz_folder_close(&folder);
	return 0;
}
