/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of persons and months: kept, destroyed for good, wrapped anew, and named where a backup
 * still has them. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/segment-file.h"
#include "privacy/keys/segment-keys.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <string.h>

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

enum { MONTH = 2026 * 12, OTHER_MONTH };

static HtSegmentKeys *open_keys(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	HtSegmentKeys *keys = ht_segment_keys_open(fixture->dir, fixture->keyring, &error);

	g_assert_no_error(error);
	return keys;
}

static guint32 number_of(HtSegmentKeys *keys, const char *person, guint32 month)
{
	g_autoptr(GError) error = NULL;
	guint32 number = ht_segment_keys_number(keys, person, month, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(number, >, 0);
	return number;
}

static HtSecret *key_of(HtSegmentKeys *keys, guint32 number)
{
	HtSecret *key = ht_secret_new(NULL, HT_SEGMENT_KEY_SIZE);

	g_assert_true(ht_segment_keys_copy(keys, number, (guint8 *)ht_secret_bytes(key)));
	return key;
}

static void assert_gone(HtSegmentKeys *keys, guint32 number)
{
	guint8 key[HT_SEGMENT_KEY_SIZE];

	g_assert_false(ht_segment_keys_copy(keys, number, key));
}

static gboolean same(const HtSecret *a, const HtSecret *b)
{
	return memcmp(ht_secret_bytes(a), ht_secret_bytes(b), HT_SEGMENT_KEY_SIZE) == 0;
}

static void destroy(HtSegmentKeys *keys, const char *person, guint32 month)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_segment_keys_destroy(keys, person, month, &error));
	g_assert_no_error(error);
}

static void test_month_of(void)
{
	g_assert_cmpuint(ht_segment_month_of(0), ==, 1970 * 12);
	g_assert_cmpuint(ht_segment_month_of(-1), ==, 1969 * 12 + 11);
	/* Each day of 600 years, against GLib's calendar. */
	for (gint64 day = -104000; day < 104000; day++) {
		g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(day * 86400);
		guint32 month =
		    (guint32)(g_date_time_get_year(time) * 12 + g_date_time_get_month(time) - 1);

		g_assert_cmpuint(ht_segment_month_of(day * 86400 * NS_PER_S), ==, month);
		g_assert_cmpuint(ht_segment_month_of((day * 86400 + 86399) * NS_PER_S), ==, month);
	}
	g_assert_cmpuint(ht_segment_month_of(G_MININT64), !=, HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(ht_segment_month_of(G_MAXINT64), ==, 2262 * 12 + 3);
}

static void test_kept(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 month = number_of(keys, "p1", MONTH);
	guint32 always = number_of(keys, "p1", HT_SEGMENT_ALWAYS);
	guint32 other = number_of(keys, "p2", MONTH);
	guint32 nobody = number_of(keys, "", MONTH);
	g_autoptr(HtSecret) before = key_of(keys, month);
	g_autoptr(HtSecret) before_always = key_of(keys, always);
	g_autoptr(HtSecret) before_other = key_of(keys, other);
	g_autoptr(HtSecret) before_nobody = key_of(keys, nobody);
	g_autoptr(HtSecret) after = NULL;
	g_autoptr(HtSecret) after_always = NULL;

	(void)unused;
	g_assert_false(same(before, before_always));
	g_assert_false(same(before, before_other));
	g_assert_false(same(before, before_nobody));
	ht_segment_keys_free(keys);
	keys = open_keys(fixture);
	g_assert_cmpuint(number_of(keys, "p1", MONTH), ==, month);
	g_assert_cmpuint(number_of(keys, "p1", HT_SEGMENT_ALWAYS), ==, always);
	after = key_of(keys, month);
	after_always = key_of(keys, always);
	g_assert_true(same(before, after));
	g_assert_true(same(before_always, after_always));
}

/* More than are kept open, each looked up twice. */
static void test_many(struct fixture *fixture, gconstpointer unused)
{
	enum { COUNT = 200 };
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	g_autoptr(GPtrArray) before =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ht_secret_free);
	guint32 numbers[COUNT];

	(void)unused;
	for (guint32 i = 0; i < COUNT; i++) {
		numbers[i] = number_of(keys, "p1", MONTH + i);
		g_ptr_array_add(before, key_of(keys, numbers[i]));
	}
	for (guint i = 0; i < COUNT; i++) {
		g_autoptr(HtSecret) after = key_of(keys, numbers[i]);

		g_assert_true(same(before->pdata[i], after));
		g_assert_true(i == 0 || !same(before->pdata[i - 1], after));
	}
}

static void test_month_destroyed(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 gone = number_of(keys, "p1", MONTH);
	guint32 stays = number_of(keys, "p1", OTHER_MONTH);
	g_autoptr(HtSecret) before = key_of(keys, gone);
	g_autoptr(HtSecret) again_key = NULL;
	g_autoptr(GArray) left = NULL;
	guint32 again;

	(void)unused;
	destroy(keys, "p1", MONTH);
	assert_gone(keys, gone);
	ht_secret_free(key_of(keys, stays));
	left = ht_segment_keys_list(keys, "p1", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(left->len, ==, 2); /* the person's own and the other month's */
	ht_segment_keys_free(keys);
	keys = open_keys(fixture);
	assert_gone(keys, gone);
	ht_secret_free(key_of(keys, stays));
	/* The same month again is another key under another number. */
	again = number_of(keys, "p1", MONTH);
	g_assert_cmpuint(again, >, stays);
	again_key = key_of(keys, again);
	g_assert_false(same(before, again_key));
}

static void test_person_destroyed(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 month = number_of(keys, "p1", MONTH);
	guint32 always = number_of(keys, "p1", HT_SEGMENT_ALWAYS);
	guint32 other = number_of(keys, "p2", MONTH);
	g_autoptr(GArray) left = NULL;

	(void)unused;
	destroy(keys, "p1", HT_SEGMENT_ALWAYS);
	assert_gone(keys, month);
	assert_gone(keys, always);
	ht_secret_free(key_of(keys, other));
	left = ht_segment_keys_list(keys, "p1", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(left->len, ==, 0);
	ht_segment_keys_free(keys);
	keys = open_keys(fixture);
	g_assert_cmpuint(number_of(keys, "p1", MONTH), >, other);
	assert_gone(keys, month);
}

/* What was wrapped in the file is not in it afterwards, nor anywhere beside it. */
static void test_wrap_leaves_the_file(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 number = number_of(keys, "p1", MONTH);
	g_autoptr(HtSecret) key = key_of(keys, number);
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gsize size;
	gsize size_after;

	(void)unused;
	fixture_read(fixture, "segments", &before, &size);
	g_assert_true(fixture_holds(fixture, before, size));
	destroy(keys, "p1", MONTH);
	g_assert_false(fixture_holds(fixture, before + SEGMENT_FILE_HEADER_SIZE, 32));
	fixture_read(fixture, "segments", &after, &size_after);
	g_assert_cmpuint(size_after, <, size);
	g_assert_false(fixture_holds(fixture, ht_secret_bytes(key), ht_secret_size(key)));
}

static void test_rewrapped(struct fixture *fixture, gconstpointer unused)
{
	struct fixture other;
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 month = number_of(keys, "p1", MONTH);
	guint32 always = number_of(keys, "p1", HT_SEGMENT_ALWAYS);
	g_autoptr(HtSecret) before = key_of(keys, month);
	g_autoptr(HtSecret) before_always = key_of(keys, always);
	g_autoptr(HtSecret) after = NULL;
	g_autoptr(HtSecret) after_always = NULL;
	g_autoptr(GError) error = NULL;

	fixture_set_up(&other, unused);
	g_assert_true(ht_segment_keys_rewrap(keys, other.keyring, &error));
	g_assert_no_error(error);
	/* The one that is open goes on, and can make and open more. */
	ht_secret_free(key_of(keys, number_of(keys, "p1", OTHER_MONTH)));
	g_clear_pointer(&keys, ht_segment_keys_free);
	keys = ht_segment_keys_open(fixture->dir, fixture->keyring, &error);
	g_assert_null(keys);
	g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
	g_clear_error(&error);
	keys = ht_segment_keys_open(fixture->dir, other.keyring, &error);
	g_assert_no_error(error);
	after = key_of(keys, month);
	after_always = key_of(keys, always);
	g_assert_true(same(before, after));
	g_assert_true(same(before_always, after_always));
	fixture_tear_down(&other, unused);
}

static void assert_survivors(HtSegmentKeys *keys, const char *person, guint32 month,
			     const char *expected)
{
	g_autoptr(GPtrArray) labels = ht_segment_keys_survivors(keys, person, month);
	g_autofree char *joined = NULL;

	g_ptr_array_add(labels, NULL);
	joined = g_strjoinv(", ", (char **)labels->pdata);
	g_assert_cmpstr(joined, ==, expected);
}

static void register_backup(HtSegmentKeys *keys, const char *id, const char *label, gint64 day)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(
	    ht_segment_keys_register_backup(keys, id, label, day * 86400 * NS_PER_S, &error));
	g_assert_no_error(error);
}

static void test_survivors(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	number_of(keys, "p1", MONTH);
	register_backup(keys, "b1", "the first", 20000);
	number_of(keys, "p1", OTHER_MONTH);
	register_backup(keys, "b2", "", 20001);
	assert_survivors(keys, "p1", MONTH, "the first (2024-10-04), b2 (2024-10-05)");
	assert_survivors(keys, "p1", OTHER_MONTH, "b2 (2024-10-05)");
	assert_survivors(keys, "p2", HT_SEGMENT_ALWAYS, "");
	/* Asked afterwards, and after a restart, the answer is the same. */
	destroy(keys, "p1", MONTH);
	register_backup(keys, "b3", "too late", 20002);
	ht_segment_keys_free(keys);
	keys = open_keys(fixture);
	assert_survivors(keys, "p1", MONTH, "the first (2024-10-04), b2 (2024-10-05)");
	g_assert_true(ht_segment_keys_forget_backup(keys, "b1", &error));
	g_assert_true(ht_segment_keys_forget_backup(keys, "b2", &error));
	g_assert_no_error(error);
	assert_survivors(keys, "p1", MONTH, "");
	assert_survivors(keys, "p1", OTHER_MONTH, "too late (2024-10-06)");
	g_assert_false(ht_segment_keys_forget_backup(keys, "b1", &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
}

static void expect_open_error(const struct fixture *fixture, int code)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(ht_segment_keys_open(fixture->dir, fixture->keyring, &error));
	g_assert_error(error, HT_ERROR, code);
	g_assert_null(strchr(error->message, '\n'));
}

static void test_any_byte_damaged(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	number_of(keys, "p1", MONTH);
	fixture_read(fixture, "segments", &bytes, &size);
	for (gsize i = 0; i < size; i++) {
		gboolean version = i == 8 || i == 9;
		gboolean check = i >= 10 && i < 26;

		bytes[i] ^= 0x01;
		fixture_write(fixture, "segments", bytes, size);
		expect_open_error(fixture, version ? HT_ERROR_UNSUPPORTED
					   : check ? HT_ERROR_WRONG_KEY
						   : HT_ERROR_DAMAGED);
		bytes[i] ^= 0x01;
	}
	for (gsize i = 0; i < size; i++) {
		fixture_write(fixture, "segments", bytes, i);
		expect_open_error(fixture, HT_ERROR_DAMAGED);
	}
	fixture_write(fixture, "segments", bytes, size);
	ht_segment_keys_free(keys);
	keys = open_keys(fixture);
}

/* A key is never handed out that a crash would take back. */
static void test_not_written(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	guint32 there = number_of(keys, "p1", MONTH);
	g_autoptr(GError) error = NULL;
	g_autofree char *moved = g_strconcat(fixture->dir, "-moved", NULL);

	(void)unused;
	g_assert_cmpint(g_rename(fixture->dir, moved), ==, 0);
	g_assert_cmpuint(ht_segment_keys_number(keys, "p1", OTHER_MONTH, &error), ==, 0);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_clear_error(&error);
	g_assert_false(ht_segment_keys_destroy(keys, "p1", MONTH, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	ht_secret_free(key_of(keys, there));
	g_assert_cmpint(g_rename(moved, fixture->dir), ==, 0);
	g_assert_cmpuint(number_of(keys, "p1", OTHER_MONTH), >, there);
}

static void test_refused(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path(fixture, "segments");
	g_autofree char *longest = g_strnfill(RECORD_ID_MAX, 'p');
	GStatBuf status;

	(void)unused;
	g_assert_cmpuint(ht_segment_keys_number(keys, longest, MONTH, &error), ==, 0);
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_false(ht_segment_keys_register_backup(keys, "", "label", 0, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_false(ht_segment_keys_register_backup(keys, "b", "\xff", 0, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	longest[RECORD_ID_MAX - 1] = '\0';
	number_of(keys, longest, MONTH);
	g_assert_cmpint(g_stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0600);
}

/* Threads that ask for the same months get the same numbers. */
static gpointer ask_for_months(gpointer data)
{
	HtSegmentKeys *keys = data;
	guint64 sum = 0;

	for (guint32 i = 0; i < 12; i++) {
		guint32 number = number_of(keys, "p1", MONTH + i);

		ht_secret_free(key_of(keys, number));
		sum = sum * 31 + number;
	}
	return GSIZE_TO_POINTER((gsize)sum);
}

static void test_threads(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSegmentKeys) keys = open_keys(fixture);
	GThread *one = g_thread_new("one", ask_for_months, keys);
	GThread *other = g_thread_new("other", ask_for_months, keys);
	gpointer sum = g_thread_join(one);

	(void)unused;
	g_assert_true(g_thread_join(other) == sum);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
	g_test_add_func("/segment-keys/month-of", test_month_of);
#define ADD(path, function)                                                                        \
	g_test_add("/segment-keys/" path, struct fixture, NULL, fixture_set_up, function,          \
		   fixture_tear_down)
	ADD("kept", test_kept);
	ADD("many", test_many);
	ADD("month-destroyed", test_month_destroyed);
	ADD("person-destroyed", test_person_destroyed);
	ADD("wrap-leaves-the-file", test_wrap_leaves_the_file);
	ADD("rewrapped", test_rewrapped);
	ADD("survivors", test_survivors);
	ADD("any-byte-damaged", test_any_byte_damaged);
	ADD("not-written", test_not_written);
	ADD("refused", test_refused);
	ADD("threads", test_threads);
	return g_test_run();
}
