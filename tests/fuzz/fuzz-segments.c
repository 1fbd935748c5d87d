/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of DIR/segments, and a body as its key's holder may have made it. */
#include "privacy/keys/segment-table.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_header(const uint8_t *data, size_t size)
{
	uint8_t again[SEGMENT_FILE_HEADER_SIZE];
	struct segment_header header;

	if (segment_header_decode(&header, data, size) < 0)
		return;
	segment_header_encode(&header, again);
	if (memcmp(again, data, sizeof(again)) != 0)
		abort();
}

/* What is taken is found again, and there is one way only to write it. */
static void check_table(const HtSegmentTable *table, const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) again = ht_segment_table_encode(table);

	if (g_bytes_get_size(again) != size ||
	    memcmp(g_bytes_get_data(again, NULL), data, size) != 0)
		abort();
	for (guint i = 0; i < table->entries->len; i++) {
		struct segment_entry *entry = table->entries->pdata[i];
		struct segment_entry *found = entry->destroyed_by ? NULL : entry;

		if (ht_segment_table_find_number(table, entry->number) != found ||
		    (found && ht_segment_table_find(table, entry->person, entry->month) != found))
			abort();
	}
}

/* Destroying leaves nothing of that person, and what the copy came from as it was. */
static void check_destroyed(const HtSegmentTable *table)
{
	const struct segment_entry *first;
	g_autoptr(HtSegmentTable) copy = NULL;
	g_autoptr(GBytes) body = NULL;
	g_autoptr(HtSegmentTable) again = NULL;

	if (table->entries->len == 0 || table->counts.events == G_MAXUINT32)
		return;
	first = table->entries->pdata[0];
	copy = ht_segment_table_copy(table);
	ht_segment_table_destroy(copy, first->person, 0);
	for (guint i = 0; i < copy->entries->len; i++) {
		const struct segment_entry *entry = copy->entries->pdata[i];

		if (!entry->destroyed_by && strcmp(entry->person, first->person) == 0)
			abort();
	}
	body = ht_segment_table_encode(copy);
	again = ht_segment_table_decode(g_bytes_get_data(body, NULL), g_bytes_get_size(body));
	if (!again)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(HtSegmentTable) table = NULL;

	check_header(data, size);
	table = ht_segment_table_decode(data, size);
	if (!table)
		return 0;
	check_table(table, data, size);
	check_destroyed(table);
	return 0;
}
