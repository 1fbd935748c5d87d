/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIR/head as it comes, and once more with MACs that fit, to get past them: it judges, and goes on
 * being written. */
#include "fuzz-folder.h"
#include "privacy/store/store-head.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	SLOT_SIZE = 8 + 8 + 8 + 32 + 32, /* as in store-head.h */
	MAC_SIZE = 32,
	FILE_SIZE = (HT_STORE_HEAD_SLOTS - 1) * HT_STORE_HEAD_SLOT_SPACE + SLOT_SIZE,
};

static const uint8_t key_bytes[32] = "a key that everybody may know..";

static void judge(const uint8_t *data, size_t size)
{
	g_autoptr(HtSecret) key = ht_secret_new(key_bytes, sizeof(key_bytes));
	const uint8_t digest[HT_STORE_SUM_SIZE] = {1};
	struct fuzz_folder folder;
	HtStoreHead *head;

	fuzz_folder_open(&folder);
	fuzz_folder_add(&folder, "head", data, size);
	head = ht_store_head_open(folder.path, key, NULL);
	if (head) {
		guint64 newest = ht_store_head_newest(head);

		ht_store_head_judge(head, newest, digest, NULL);
		/* The next commit must count, whatever stood there before. */
		if (newest < G_MAXUINT64 &&
		    ht_store_head_write(head, newest + 1, digest) == SQLITE_OK) {
			ht_store_head_committed(head);
			if (!ht_store_head_judge(head, newest + 1, digest, NULL))
				abort();
		}
		ht_store_head_free(head);
	}
	fuzz_folder_close(&folder);
}

/* The slots of the input lie one behind the other. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t file[FILE_SIZE] = {0};

	if (!ht_secret_startup(NULL))
		return 0;
	for (size_t i = 0; i < HT_STORE_HEAD_SLOTS && size >= (i + 1) * SLOT_SIZE; i++)
		memcpy(file + i * HT_STORE_HEAD_SLOT_SPACE, data + i * SLOT_SIZE, SLOT_SIZE);
	judge(file, size > sizeof(file) ? sizeof(file) : size);
	for (size_t i = 0; i < HT_STORE_HEAD_SLOTS; i++) {
		uint8_t *slot = file + i * HT_STORE_HEAD_SLOT_SPACE;

		crypto_generichash(slot + SLOT_SIZE - MAC_SIZE, MAC_SIZE, slot,
				   SLOT_SIZE - MAC_SIZE, key_bytes, sizeof(key_bytes));
	}
	judge(file, sizeof(file));
	return 0;
}
