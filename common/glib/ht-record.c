/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-record.h"

#include <string.h>

struct record *ht_record_copy(const struct record *record)
{
	gsize blob_size = record->blob ? record->blob_size : 0;
	struct record *copy = g_malloc(sizeof *copy + blob_size);

	*copy = *record;
	if (blob_size > 0)
		copy->blob = memcpy(copy + 1, record->blob, blob_size);
	else
		copy->blob = NULL;
	return copy;
}

static void clear_record(gpointer data)
{
	struct record *record = data;

	g_free((gpointer)record->blob);
}

GArray *ht_record_list_new(void)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct record));

	g_array_set_clear_func(list, clear_record);
	return list;
}

void ht_record_list_add(GArray *list, const struct record *record)
{
	struct record own = *record;

	own.blob = g_memdup2(record->blob, record->blob_size);
	g_array_append_val(list, own);
}

struct record *ht_record_list_at(const GArray *list, guint i)
{
	return &g_array_index(list, struct record, i);
}
