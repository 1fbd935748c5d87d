/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of records own their blobs, alone and in a list. */
#include "common/glib/ht-record.h"

#include <string.h>

static const struct record made = {.person = "p",
				   .stream = "s",
				   .kind = RECORD_WAVE,
				   .version = 1,
				   .start_utc_ns = 5,
				   .end_utc_ns = 7,
				   .number = {1, 2, 3, 4}};

static struct record with_blob(guint8 *blob, gsize size)
{
	struct record record = made;

	record.blob = blob;
	record.blob_size = size;
	return record;
}

static void assert_is_made(const struct record *copy)
{
	g_assert_cmpstr(copy->person, ==, "p");
	g_assert_cmpstr(copy->stream, ==, "s");
	g_assert_cmpuint(copy->kind, ==, RECORD_WAVE);
	g_assert_cmpuint(copy->version, ==, 1);
	g_assert_cmpint(copy->start_utc_ns, ==, 5);
	g_assert_cmpint(copy->end_utc_ns, ==, 7);
	g_assert_cmpfloat(copy->number[3], ==, 4);
}

static void copy_outlives_what_it_was_made_of(void)
{
	guint8 blob[] = "samples";
	struct record record = with_blob(blob, sizeof blob);
	g_autofree struct record *copy = ht_record_copy(&record);

	memset(blob, 0, sizeof blob);
	memset(&record, 0, sizeof record);
	assert_is_made(copy);
	g_assert_cmpuint(copy->blob_size, ==, sizeof blob);
	g_assert_cmpstr((const char *)copy->blob, ==, "samples");
}

static void copy_without_a_blob_has_none(void)
{
	guint8 blob[] = "";
	struct record empty = with_blob(blob, 0), absent = with_blob(NULL, 9);
	g_autofree struct record *a = ht_record_copy(&empty), *b = ht_record_copy(&absent);

	g_assert_null(a->blob);
	g_assert_null(b->blob);
	g_assert_cmpuint(b->blob_size, ==, 9);
}

static void list_keeps_order_and_blobs(void)
{
	g_autoptr(GArray) list = ht_record_list_new();

	for (guint8 i = 0; i < 100; i++) {
		guint8 blob[] = {i, (guint8)(i + 1)};
		struct record record = with_blob(blob, sizeof blob);

		record.number[0] = i;
		ht_record_list_add(list, &record);
	}
	g_assert_cmpuint(list->len, ==, 100);
	for (guint8 i = 0; i < 100; i++) {
		const struct record *record = ht_record_list_at(list, i);

		assert_is_made(record);
		g_assert_cmpfloat(record->number[0], ==, i);
		g_assert_cmpuint(record->blob_size, ==, 2);
		g_assert_cmpuint(record->blob[0], ==, i);
		g_assert_cmpuint(record->blob[1], ==, i + 1);
	}
}

/* What left is freed once, which the sanitizers see; what stays is whole. */
static void list_goes_on_when_one_leaves(void)
{
	g_autoptr(GArray) list = ht_record_list_new();
	guint8 first[] = "first", second[] = "second";
	struct record record = with_blob(first, sizeof first);

	ht_record_list_add(list, &record);
	record = with_blob(NULL, 3);
	ht_record_list_add(list, &record);
	record = with_blob(second, sizeof second);
	ht_record_list_add(list, &record);
	g_array_remove_index(list, 0);
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_null(ht_record_list_at(list, 0)->blob);
	g_assert_cmpuint(ht_record_list_at(list, 0)->blob_size, ==, 3);
	g_assert_cmpstr((const char *)ht_record_list_at(list, 1)->blob, ==, "second");
	g_array_set_size(list, 0);
	ht_record_list_add(list, &record);
	g_assert_cmpstr((const char *)ht_record_list_at(list, 0)->blob, ==, "second");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record-copy/outlives-what-it-was-made-of",
			copy_outlives_what_it_was_made_of);
	g_test_add_func("/record-copy/without-a-blob-has-none", copy_without_a_blob_has_none);
	g_test_add_func("/record-list/keeps-order-and-blobs", list_keeps_order_and_blobs);
	g_test_add_func("/record-list/goes-on-when-one-leaves", list_goes_on_when_one_leaves);
	return g_test_run();
}
