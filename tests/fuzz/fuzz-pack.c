/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed records: the first byte is the kind. What can be read is packed again and comes back. */
#include "privacy/pack/record-pack.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	GArray *records; /* struct record, with blobs of their own */
} Read;

static gboolean take(gpointer context, const struct record *record)
{
	struct record own = *record;

	if (record->version != 1 || record->end_utc_ns < record->start_utc_ns)
		abort();
	own.blob = g_memdup2(record->blob, record->blob_size);
	g_array_append_val(((Read *)context)->records, own);
	return TRUE;
}

static void clear(gpointer data)
{
	g_free((gpointer)(uintptr_t)((struct record *)data)->blob);
}

/* What was packed as it should not have been (out of order, with holes) is packed in parts. */
static void pack_again(const Read *read)
{
	g_autoptr(GByteArray) blob = g_byte_array_new();
	const struct record *records = (const struct record *)(gpointer)read->records->data;
	struct record packed;

	for (guint at = 0; at < read->records->len;) {
		guint n = ht_record_pack(records + at, read->records->len - at, &packed, blob);

		at += MAX(n, 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record packed = {.version = HT_PACKED_VERSION, .stream = "s", .end_utc_ns = 1};
	Read read;

	if (size < 1)
		return 0;
	packed.kind = data[0];
	packed.blob = data + 1;
	packed.blob_size = size - 1;
	read.records = g_array_new(FALSE, FALSE, sizeof(struct record));
	g_array_set_clear_func(read.records, clear);
	if (ht_record_unpack(&packed, take, &read))
		pack_again(&read);
	g_array_unref(read.records);
	return 0;
}
