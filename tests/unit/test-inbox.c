/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox of a locked hub: what was committed comes back in order, whatever happened to the
 * writer, and nothing else does. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/inbox/inbox-reader.h"
#include "privacy/inbox/inbox.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct inbox_fixture {
	struct fixture base;
	HtSecret *secret;
	guint8 box_public[32];
	guint64 samples_told;
	guint failures_told;
};

static const HtInboxSettings small_files = {.queue_bytes_max = 1 << 20,
					    .commit_interval_ms = 10,
					    .file_bytes = 2000,
					    .quota_bytes = 1 << 30};

static void set_up(struct inbox_fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->base, unused);
	f->secret = ht_secret_new(NULL, 32);
	g_assert_cmpint(crypto_scalarmult_base(f->box_public, ht_secret_bytes(f->secret)), ==, 0);
}

static void tear_down(struct inbox_fixture *f, gconstpointer unused)
{
	g_autofree char *folder = fixture_path(&f->base, HT_INBOX_FOLDER);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
	ht_secret_free(f->secret);
	fixture_tear_down(&f->base, unused);
}

static void committed(gpointer context, const char *stream, gint64 until_utc_ns, guint64 samples)
{
	struct inbox_fixture *f = context;

	g_assert_cmpstr(stream, ==, "s1");
	g_assert_cmpint(until_utc_ns, ==, (gint64)samples);
	f->samples_told = samples;
}

static void room(gpointer context)
{
	(void)context;
}

static void failed(gpointer context, const GError *error)
{
	struct inbox_fixture *f = context;

	g_assert_null(strchr(error->message, '\n'));
	f->failures_told++;
}

static HtInbox *open_inbox(struct inbox_fixture *f, const HtInboxSettings *settings)
{
	const HtStoreEvents events = {f, committed, room, failed};
	g_autoptr(GError) error = NULL;
	HtInbox *inbox =
	    ht_inbox_open(f->base.dir, f->box_public, 1, settings, &events, NULL, &error);

	g_assert_no_error(error);
	return inbox;
}

static const char text[] = "what a heart does is nobody's business ";

/* The record that begins at this sample: ten samples, a nanosecond each. */
static gboolean append(HtInbox *inbox, gint64 first, GError **error)
{
	struct record record = fixture_record("s1", RECORD_ECG_WAVEFORM, first, first + 10);

	record.number[0] = (double)first;
	record.number[1] = 10;
	record.number[3] = -0.5;
	record.blob = (const guint8 *)text;
	record.blob_size = (gsize)(first / 10) % sizeof text;
	return ht_inbox_append(inbox, &record, error);
}

static void append_many(HtInbox *inbox, gint64 first, gint64 end)
{
	for (; first < end; first += 10)
		g_assert_true(append(inbox, first, NULL));
}

static gint64 check_records(const HtInboxContents *contents, gint64 first)
{
	for (guint i = 0; i < contents->records->len; i++, first += 10) {
		const struct record *r = &g_array_index(contents->records, struct record, i);

		g_assert_cmpint(r->start_utc_ns, ==, first);
		g_assert_cmpint(r->end_utc_ns, ==, first + 10);
		g_assert_cmpstr(r->person, ==, "person-1");
		g_assert_cmpstr(r->stream, ==, "s1");
		g_assert_true(r->kind == RECORD_ECG_WAVEFORM && r->version == 1);
		g_assert_true(r->number[0] == (double)first && r->number[3] == -0.5);
		fixture_assert_same(r->blob, r->blob_size, text, (gsize)(first / 10) % sizeof text);
	}
	return first;
}

/* Killed before its beginning was written: then nothing in it was told. */
static gboolean is_cut_at_once(const GError *error)
{
	return g_error_matches(error, HT_ERROR, HT_ERROR_INVALID) ||
	       g_error_matches(error, HT_ERROR, HT_ERROR_DAMAGED);
}

/* Reads everything in order; returns the sample after the last one. killed: the last file may have
 * no beginning. */
static gint64 read_files(struct inbox_fixture *f, gboolean killed, guint *files)
{
	g_autoptr(GArray) numbers = ht_inbox_list(f->base.dir, NULL, NULL);
	gint64 next = 0;

	for (guint i = 0; i < numbers->len; i++) {
		guint32 number = g_array_index(numbers, guint32, i);
		g_autoptr(GError) error = NULL;
		g_autoptr(HtInboxContents) contents =
		    ht_inbox_read(f->base.dir, number, f->secret, &error);

		if (killed && i + 1 == numbers->len && is_cut_at_once(error))
			break;
		g_assert_no_error(error);
		g_assert_cmpuint(contents->start.number, ==, number);
		next = check_records(contents, next);
	}
	*files = numbers->len;
	return next;
}

static gint64 read_all(struct inbox_fixture *f, guint *files)
{
	return read_files(f, FALSE, files);
}

static void test_round_trip(struct inbox_fixture *f, gconstpointer unused)
{
	HtInbox *inbox = open_inbox(f, &small_files);
	guint files;

	(void)unused;
	for (gint64 at = 0; at < 1000; at += 100) {
		append_many(inbox, at, at + 100);
		g_assert_true(ht_inbox_flush(inbox, NULL));
	}
	while (g_main_context_iteration(NULL, FALSE))
		;
	g_assert_cmpuint(f->samples_told, ==, 1000);
	append_many(inbox, 1000, 1100);
	g_assert_true(ht_inbox_close(inbox, NULL));
	g_assert_cmpint(read_all(f, &files), ==, 1100);
	g_assert_cmpuint(files, >, 3);
	/* Each start begins a file of its own. */
	inbox = open_inbox(f, NULL);
	append_many(inbox, 1100, 1200);
	g_assert_true(ht_inbox_close(inbox, NULL));
	{
		guint more;

		g_assert_cmpint(read_all(f, &more), ==, 1200);
		g_assert_cmpuint(more, ==, files + 1);
	}
}

static void test_nothing_in_clear(struct inbox_fixture *f, gconstpointer unused)
{
	g_autofree char *path = ht_inbox_path(f->base.dir, 1);
	HtInbox *inbox = open_inbox(f, NULL);
	g_autofree char *bytes = NULL;
	struct stat status;
	gsize size;

	(void)unused;
	append_many(inbox, 0, 1000);
	g_assert_true(ht_inbox_close(inbox, NULL));
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_assert_cmpuint(size, >, 1000);
	g_assert_null(memmem(bytes, size, text, 8));
	g_assert_null(memmem(bytes, size, "person-1", 8));
}

/* The writer is killed: what was told is there, and what is there is a beginning of what came. */
static void test_killed(struct inbox_fixture *f, gconstpointer unused)
{
	int ends[2];
	gint64 told = 0, got, at;
	guint files;
	pid_t child;

	(void)unused;
	g_assert_cmpint(pipe(ends), ==, 0);
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		HtInbox *inbox = open_inbox(f, &small_files);

		for (at = 0;; at += 100) {
			gint64 end = at + 100;

			append_many(inbox, at, end);
			if (!ht_inbox_flush(inbox, NULL) ||
			    write(ends[1], &end, sizeof end) != sizeof end)
				_exit(1);
		}
	}
	close(ends[1]);
	while (told < 2500)
		g_assert_cmpint(read(ends[0], &told, sizeof told), ==, sizeof told);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	while (read(ends[0], &at, sizeof at) == sizeof at)
		told = at;
	close(ends[0]);
	got = read_files(f, TRUE, &files);
	g_assert_cmpint(got, >=, told);
	g_assert_cmpint(got, <=, told + 100);
}

/* Cut anywhere, the records before the cut are read and nothing else is. */
static void test_cut(struct inbox_fixture *f, gconstpointer unused)
{
	g_autofree char *path = ht_inbox_path(f->base.dir, 1);
	HtInbox *inbox = open_inbox(f, NULL);
	g_autofree char *bytes = NULL;
	gint64 most = 0;
	gsize size;

	(void)unused;
	for (gint64 at = 0; at < 60; at += 20) {
		append_many(inbox, at, at + 20);
		g_assert_true(ht_inbox_flush(inbox, NULL));
	}
	g_assert_true(ht_inbox_close(inbox, NULL));
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	for (gsize cut = 0; cut <= size; cut++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(HtInboxContents) contents = NULL;

		g_assert_true(g_file_set_contents(path, bytes, (gssize)cut, NULL));
		contents = ht_inbox_read(f->base.dir, 1, f->secret, &error);
		if (!contents) {
			g_assert_nonnull(error);
			g_assert_cmpint(most, ==, 0);
			continue;
		}
		most = check_records(contents, 0);
		g_assert_cmpint(contents->end, ==, cut == size ? HT_INBOX_WHOLE : HT_INBOX_CUT);
	}
	g_assert_cmpint(most, ==, 60);
}

static void test_damaged(struct inbox_fixture *f, gconstpointer unused)
{
	g_autofree char *path = ht_inbox_path(f->base.dir, 1);
	g_autofree char *aside = g_strconcat(path, ".damaged", NULL);
	g_autoptr(HtSecret) stranger = ht_secret_new(NULL, 32);
	g_autoptr(HtInboxContents) contents = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	HtInbox *inbox = open_inbox(f, NULL);
	gsize size;

	(void)unused;
	for (gint64 at = 0; at < 60; at += 20) {
		append_many(inbox, at, at + 20);
		g_assert_true(ht_inbox_flush(inbox, NULL));
	}
	g_assert_true(ht_inbox_close(inbox, NULL));
	g_assert_null(ht_inbox_read(f->base.dir, 1, stranger, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	bytes[size - 30] ^= 1; /* the last commit's */
	g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
	contents = ht_inbox_read(f->base.dir, 1, f->secret, NULL);
	g_assert_nonnull(contents);
	g_assert_cmpint(contents->end, ==, HT_INBOX_DAMAGED);
	g_assert_cmpint(check_records(contents, 0), ==, 40);
	g_assert_true(ht_inbox_set_aside(f->base.dir, 1, NULL));
	g_assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
	{
		g_autoptr(GArray) numbers = ht_inbox_list(f->base.dir, NULL, NULL);

		g_assert_cmpuint(numbers->len, ==, 0);
	}
}

/* A disk that is full: nothing is told as stored, nothing is there twice when there is room again.
 */
static void test_disk_full(struct inbox_fixture *f, gconstpointer unused)
{
	HtInbox *inbox = open_inbox(f, NULL);
	g_autoptr(GError) error = NULL;
	guint files;

	(void)unused;
	append_many(inbox, 0, 300);
	g_assert_true(ht_inbox_flush(inbox, NULL));
	disk_limit_files(ht_inbox_bytes(inbox) + 100); /* in the middle of what comes next */
	append_many(inbox, 300, 600);
	g_assert_false(ht_inbox_flush(inbox, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	disk_free_files();
	append_many(inbox, 600, 900);
	g_assert_true(ht_inbox_flush(inbox, NULL));
	while (g_main_context_iteration(NULL, FALSE))
		;
	g_assert_cmpuint(f->failures_told, ==, 1);
	g_assert_cmpuint(f->samples_told, ==, 900);
	g_assert_true(ht_inbox_close(inbox, NULL));
	g_assert_cmpint(read_all(f, &files), ==, 900);
	g_assert_cmpuint(files, ==, 2);
}

static void test_quota(struct inbox_fixture *f, gconstpointer unused)
{
	HtInboxSettings settings = small_files;
	g_autoptr(HtInboxContents) second = NULL;
	g_autoptr(GError) error = NULL;
	HtInbox *inbox;
	guint files;

	(void)unused;
	settings.file_bytes = 1000;
	settings.quota_bytes = 3500;
	inbox = open_inbox(f, &settings);
	append_many(inbox, 0, 200);
	g_assert_true(ht_inbox_flush(inbox, NULL));
	append_many(inbox, 200, 400);
	g_assert_false(ht_inbox_flush(inbox, &error));
	g_assert_nonnull(strstr(error->message, "unlock the hub"));
	g_clear_error(&error);
	g_assert_cmpint(read_all(f, &files), ==, 200);
	/* There is room again when what is there was taken in. */
	g_assert_true(ht_inbox_remove(f->base.dir, 1, NULL));
	g_assert_true(ht_inbox_flush(inbox, &error));
	append_many(inbox, 400, 800);
	g_assert_false(ht_inbox_close(inbox, &error));
	g_assert_nonnull(strstr(error->message, "40 records"));
	second = ht_inbox_read(f->base.dir, 2, f->secret, NULL);
	g_assert_nonnull(second);
	g_assert_cmpint(check_records(second, 200), ==, 400);
}

/* The queue holds no more than it may, and says so. */
static void test_busy(struct inbox_fixture *f, gconstpointer unused)
{
	HtInboxSettings settings = small_files;
	struct record record = fixture_record("s1", RECORD_WAVE, 0, 1);
	g_autoptr(GError) error = NULL;
	HtInbox *inbox;
	gint64 at = 0;

	(void)unused;
	settings.quota_bytes = 0;
	settings.queue_bytes_max = 4000;
	inbox = open_inbox(f, &settings);
	record.end_utc_ns = -1;
	g_assert_false(ht_inbox_append(inbox, &record, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	while (append(inbox, at, &error))
		at += 10;
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	g_assert_false(ht_inbox_has_room(inbox));
	g_assert_false(ht_inbox_close(inbox, NULL));
}

#define ADD(path, function)                                                                        \
	g_test_add("/inbox/" path, struct inbox_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("round-trip", test_round_trip);
	ADD("nothing-in-clear", test_nothing_in_clear);
	ADD("killed", test_killed);
	ADD("cut", test_cut);
	ADD("damaged", test_damaged);
	ADD("disk-full", test_disk_full);
	ADD("quota", test_quota);
	ADD("busy", test_busy);
	return g_test_run();
}
