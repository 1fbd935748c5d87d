/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups: everything of one moment, out of a store that is being written; and what is refused. */
#define _GNU_SOURCE /* memmem, memfd_create */
#include "privacy/backup/backup.h"
#include "privacy/backup/restore.h"
#include "tests/unit/audit-fixture.h"
#include "tests/unit/full-disk.h"

#include "common/glib/ht-error.h"
#include "privacy/sealed/sealed-file.h"
#include "privacy/store/store-snapshot.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SENTINEL "a-sentinel-of-a-record"

struct backup_fixture {
	struct audit_fixture audit;
	HtStore *store;
	HtSecret *passphrase;
	char *elsewhere; /* an empty folder */
	int fd;          /* of a file */
	guint appended;
};

static void set_up(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	audit_set_up(&fixture->audit, unused);
	fixture->store = fixture_open_store(&fixture->audit.base, NULL);
	fixture->passphrase = fixture_secret("of the backup");
	fixture->elsewhere = g_dir_make_tmp("health-twin-XXXXXX", &error);
	g_assert_no_error(error);
	fixture->fd = memfd_create("backup", MFD_CLOEXEC);
	audit_append(&fixture->audit, "person-1");
}

static void remove_all(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		if (g_file_test(file, G_FILE_TEST_IS_DIR))
			remove_all(file);
		else
			g_unlink(file);
	}
	g_rmdir(path);
}

static void tear_down(struct backup_fixture *fixture, gconstpointer unused)
{
	ht_store_close(fixture->store, NULL);
	ht_secret_free(fixture->passphrase);
	remove_all(fixture->elsewhere);
	g_free(fixture->elsewhere);
	close(fixture->fd);
	audit_tear_down(&fixture->audit, unused);
}

/* The record's numbers say which it is. */
static void append(struct backup_fixture *fixture, guint count)
{
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < count; i++) {
		gint64 start = AUDIT_UTC_NS + (gint64)fixture->appended * 1000000000;
		struct record record =
		    fixture_record("s000001", RECORD_ECG_WAVEFORM, start, start + 1000000000);

		record.number[0] = fixture->appended++;
		record.blob = (const guint8 *)SENTINEL;
		record.blob_size = sizeof(SENTINEL);
		while (!ht_store_append(fixture->store, &record, &error)) {
			g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
			g_clear_error(&error);
			ht_store_flush(fixture->store, NULL);
		}
	}
}

static gboolean back_up(struct backup_fixture *fixture, char *id, GError **error)
{
	const HtBackup backup = {fixture->audit.base.dir, fixture->store, fixture->audit.audit,
				 "on the shelf",          AUDIT_UTC_NS,   &fixture_settings};

	return ht_backup_write(&backup, fixture->fd, fixture->passphrase, NULL, id, error);
}

static void assert_backed_up(struct backup_fixture *fixture)
{
	char id[HT_BACKUP_ID_TEXT_SIZE];
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ftruncate(fixture->fd, 0), ==, 0);
	lseek(fixture->fd, 0, SEEK_SET);
	back_up(fixture, id, &error);
	g_assert_no_error(error);
}

static gboolean restore(struct backup_fixture *fixture, GError **error)
{
	return ht_restore(fixture->elsewhere, fixture->fd, fixture->passphrase, NULL, error);
}

static gboolean count_in_order(gpointer context, const struct record *record)
{
	guint *count = context;

	g_assert_cmpfloat(record->number[0], ==, *count);
	fixture_assert_same(record->blob, record->blob_size, SENTINEL, sizeof(SENTINEL));
	(*count)++;
	return TRUE;
}

static HtStore *open_restored(const struct backup_fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring =
	    ht_keyring_open(fixture->elsewhere, fixture->audit.base.passphrase, &error);
	HtStore *store;

	g_assert_no_error(error);
	store = ht_store_open(fixture->elsewhere, keyring, NULL, NULL, NULL, &error);
	g_assert_no_error(error);
	return store;
}

/* How many records there are, from the first on and without a hole. */
static guint restored_count(const struct backup_fixture *fixture)
{
	const HtStoreQuery query = {.kind = RECORD_ECG_WAVEFORM, .end_utc_ns = G_MAXINT64};
	HtStore *store = open_restored(fixture);
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autoptr(GError) error = NULL;
	guint count = 0;

	ht_store_query(store, &query, count_in_order, &count, &error);
	g_assert_no_error(error);
	ht_store_is_fresh(store, &error);
	g_assert_no_error(error);
	findings = ht_store_check(store, TRUE, NULL, &error);
	g_assert_no_error(error);
	g_assert_false(findings->damaged);
	g_assert_false(findings->stale);
	g_assert_cmpuint(findings->losses->len, ==, 0);
	ht_store_close(store, NULL);
	return count;
}

static gboolean elsewhere_is_empty(const struct backup_fixture *fixture)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->elsewhere, 0, NULL);

	return g_dir_read_name(dir) == NULL;
}

static gboolean note_restoring(gpointer context, const HtAuditEntry *entry)
{
	guint *notes = context;

	*notes += g_str_equal(entry->detail, "goes on from a backup") ? 1 : 0;
	return TRUE;
}

static void test_comes_back_elsewhere(struct backup_fixture *fixture, gconstpointer unused)
{
	HtAuditEntry entry;
	guint notes = 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = NULL;
	g_autoptr(HtAudit) audit = NULL;

	(void)unused;
	append(fixture, 500);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
	restore(fixture, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(restored_count(fixture), ==, 500);
	keyring = ht_keyring_open(fixture->elsewhere, fixture->audit.base.passphrase, NULL);
	audit = ht_audit_open(fixture->elsewhere, keyring, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(ht_audit_last(audit), ==, ht_audit_last(fixture->audit.audit));
	entry = audit_entry(&fixture->audit, "person-1");
	g_assert_true(ht_audit_append(audit, &entry, NULL));
	g_assert_true(ht_audit_list(audit, "", note_restoring, &notes, NULL));
	g_assert_cmpuint(notes, ==, 1);
	restore(fixture, &error);
	g_assert_error(error, HT_ERROR, HT_ERROR_EXISTS);
}

static void test_shows_nothing(struct backup_fixture *fixture, gconstpointer unused)
{
	const char *const sentinels[] = {SENTINEL,  "SQLite format 3", "HTKEYS",
					 "HTAUDIT", "person-1",        "on the shelf"};
	g_autofree guint8 *bytes = NULL;
	gsize size;

	(void)unused;
	append(fixture, 10);
	assert_backed_up(fixture);
	size = (gsize)lseek(fixture->fd, 0, SEEK_END);
	bytes = g_malloc(size);
	g_assert_cmpint(pread(fixture->fd, bytes, size, 0), ==, (gssize)size);
	for (guint i = 0; i < G_N_ELEMENTS(sentinels); i++)
		g_assert_null(g_strstr_len((const char *)bytes, (gssize)size, sentinels[i]));
	g_assert_nonnull(memmem(bytes, size, "HTSEAL", 6));
	for (guint i = 0; i < G_N_ELEMENTS(sentinels); i++)
		g_assert_null(memmem(bytes, size, sentinels[i], strlen(sentinels[i])));
}

/* What is read back grows with what is written. */
enum { WRITTEN_MAX = 8000, ROUNDS = 6 };

static GBytes *read_snapshot(HtStoreSnapshot *snapshot)
{
	gsize size = (gsize)ht_store_snapshot_size(snapshot);
	guint8 *bytes = g_malloc(size);
	g_autoptr(GError) error = NULL;

	ht_store_snapshot_read(snapshot, 0, bytes, size, &error);
	g_assert_no_error(error);
	return g_bytes_new_take(bytes, size);
}

/* As long as a snapshot lasts, so much is written that the log would be folded in many times. */
static void test_file_stays_while_it_is_copied(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtStoreSnapshot) snapshot = NULL;
	g_autoptr(GBytes) before = NULL;
	g_autoptr(GBytes) after = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	append(fixture, 1000);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	snapshot = ht_store_snapshot(fixture->store, &error);
	g_assert_no_error(error);
	before = read_snapshot(snapshot);
	for (guint i = 0; i < 10; i++) {
		append(fixture, 3000);
		g_assert_true(ht_store_flush(fixture->store, NULL));
	}
	after = read_snapshot(snapshot);
	g_assert_true(g_bytes_equal(before, after));
}

struct writing {
	struct backup_fixture *fixture;
	gint stop;
};

static gpointer write_on(gpointer data)
{
	struct writing *writing = data;

	while (!g_atomic_int_get(&writing->stop) && writing->fixture->appended < WRITTEN_MAX) {
		append(writing->fixture, 10);
		ht_store_flush(writing->fixture->store, NULL);
	}
	return NULL;
}

/* Each backup is a whole one of its moment, however much is written meanwhile. */
static void test_of_one_moment_while_writing(struct backup_fixture *fixture, gconstpointer unused)
{
	struct writing writing = {fixture, 0};
	GThread *thread;
	guint before = 0;

	(void)unused;
	append(fixture, 1000);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	thread = g_thread_new("writing", write_on, &writing);
	for (guint round = 0; round < ROUNDS; round++) {
		g_autoptr(GError) error = NULL;
		guint count;

		assert_backed_up(fixture);
		restore(fixture, &error);
		g_assert_no_error(error);
		count = restored_count(fixture);
		g_assert_cmpuint(count, >=, MAX(before, 1000));
		before = count;
		remove_all(fixture->elsewhere);
		g_mkdir(fixture->elsewhere, 0700);
	}
	g_atomic_int_set(&writing.stop, 1);
	g_thread_join(thread);
	g_assert_cmpuint(before, <=, fixture->appended);
}

/* What a backup opens after database and audit chain were taken: it waits until somebody else does.
 */
static const char *const gates[] = {"enrolment", "wearables.pins"};

static void let_through(const struct backup_fixture *fixture, const char *gate)
{
	g_autofree char *path = fixture_path(&fixture->audit.base, gate);

	g_assert_cmpint(close(open(path, O_WRONLY | O_CLOEXEC)), ==, 0);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static gpointer go_on_meanwhile(gpointer data)
{
	struct backup_fixture *fixture = data;

	let_through(fixture, gates[0]);
	audit_append_many(&fixture->audit, 3);
	append(fixture, 5);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	let_through(fixture, gates[1]);
	return NULL;
}

static void back_up_while_it_goes_on(struct backup_fixture *fixture)
{
	GThread *thread;

	for (guint i = 0; i < G_N_ELEMENTS(gates); i++) {
		g_autofree char *path = fixture_path(&fixture->audit.base, gates[i]);

		g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	}
	thread = g_thread_new("meanwhile", go_on_meanwhile, fixture);
	assert_backed_up(fixture);
	g_thread_join(thread);
}

static void read_checkpoint(const struct backup_fixture *fixture, struct checkpoint *checkpoint)
{
	g_autofree char *path = g_build_filename(fixture->elsewhere, "checkpoint", NULL);
	g_autofree char *bytes = NULL;

	g_assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
	g_assert_cmpint(checkpoint_decode(checkpoint, (guint8 *)bytes, CHECKPOINT_SIZE), ==, 0);
}

/* Its checkpoint vouches for what is in it, not for what came later. */
static void test_checkpoint_of_what_is_in_it(struct backup_fixture *fixture, gconstpointer unused)
{
	struct checkpoint checkpoint;
	g_autofree char *audit = g_build_filename(fixture->elsewhere, "audit", NULL);
	const struct audit_fixture there = {.dir = audit};
	g_autoptr(HtAuditReport) report = NULL;
	guint8 digest[HT_STORE_DIGEST_SIZE];
	guint64 epoch;
	HtStore *store;

	(void)unused;
	append(fixture, 20);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	back_up_while_it_goes_on(fixture);
	g_assert_true(restore(fixture, NULL));
	read_checkpoint(fixture, &checkpoint);
	report = audit_verify(&there, &(struct audit_given){.checkpoints = {&checkpoint}});
	g_assert_cmpuint(report->checkpoints, ==, 1);
	g_assert_cmpuint(report->last, ==, checkpoint.sequence);
	store = open_restored(fixture);
	ht_store_head(store, &epoch, digest);
	ht_store_close(store, NULL);
	g_assert_cmpuint(checkpoint.store_epoch, ==, epoch);
	fixture_assert_same(checkpoint.store_digest, sizeof(digest), digest, sizeof(digest));
}

static void test_cut_short_anywhere(struct backup_fixture *fixture, gconstpointer unused)
{
	off_t size;

	(void)unused;
	append(fixture, 100);
	assert_backed_up(fixture);
	size = lseek(fixture->fd, 0, SEEK_END);
	for (off_t cut = 1; cut <= size; cut += cut < 300 ? 37 : size / 23) {
		g_autoptr(GError) error = NULL;

		g_assert_cmpint(ftruncate(fixture->fd, size - cut), ==, 0);
		g_assert_false(restore(fixture, &error));
		g_assert_true(g_error_matches(error, HT_ERROR, HT_ERROR_DAMAGED) ||
			      g_error_matches(error, HT_ERROR, HT_ERROR_INVALID));
		g_assert_true(elsewhere_is_empty(fixture));
		assert_backed_up(fixture);
		size = lseek(fixture->fd, 0, SEEK_END);
	}
}

static void test_changed_anywhere(struct backup_fixture *fixture, gconstpointer unused)
{
	off_t size;

	(void)unused;
	append(fixture, 100);
	assert_backed_up(fixture);
	size = lseek(fixture->fd, 0, SEEK_END);
	for (off_t at = 100; at < size; at += size / 29) {
		g_autoptr(GError) error = NULL;
		guint8 byte;

		g_assert_cmpint(pread(fixture->fd, &byte, 1, at), ==, 1);
		byte ^= 1;
		g_assert_cmpint(pwrite(fixture->fd, &byte, 1, at), ==, 1);
		g_assert_false(restore(fixture, &error));
		g_assert_nonnull(error);
		g_assert_true(elsewhere_is_empty(fixture));
		byte ^= 1;
		g_assert_cmpint(pwrite(fixture->fd, &byte, 1, at), ==, 1);
	}
}

static void test_wrong_passphrase(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	assert_backed_up(fixture);
	g_assert_false(ht_restore(fixture->elsewhere, fixture->fd, fixture->audit.base.passphrase,
				  NULL, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
	g_assert_true(elsewhere_is_empty(fixture));
}

static void test_registered_with_the_keys(struct backup_fixture *fixture, gconstpointer unused)
{
	HtSegmentKeys *segments = ht_store_segments(fixture->store);
	g_autoptr(GPtrArray) survivors = NULL;
	g_autoptr(GPtrArray) there = NULL;
	g_autoptr(GError) error = NULL;
	HtStore *store;

	(void)unused;
	append(fixture, 1);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
	survivors = ht_segment_keys_survivors(segments, "person-1", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(survivors->len, ==, 1);
	g_assert_nonnull(strstr(survivors->pdata[0], "on the shelf"));
	restore(fixture, &error);
	g_assert_no_error(error);
	store = open_restored(fixture);
	there = ht_segment_keys_survivors(ht_store_segments(store), "person-1", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(there->len, ==, 1);
	ht_store_close(store, NULL);
}

/* One error, no backup that is remembered, and the store goes on. */
static void test_full_disk(struct backup_fixture *fixture, gconstpointer unused)
{
	HtSegmentKeys *segments = ht_store_segments(fixture->store);
	g_autofree char *path = g_build_filename(fixture->elsewhere, "backup", NULL);
	g_autoptr(GPtrArray) survivors = NULL;
	g_autoptr(GError) error = NULL;
	char id[HT_BACKUP_ID_TEXT_SIZE];
	gboolean done;

	(void)unused;
	append(fixture, 3000);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	close(fixture->fd);
	fixture->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	disk_limit_files(128 << 10);
	done = back_up(fixture, id, &error);
	disk_free_files();
	g_assert_false(done);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	survivors = ht_segment_keys_survivors(segments, "person-1", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(survivors->len, ==, 0);
	append(fixture, 10);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
}

static void test_only_into_a_file(struct backup_fixture *fixture, gconstpointer unused)
{
	char id[HT_BACKUP_ID_TEXT_SIZE];
	g_autoptr(GError) error = NULL;
	int ends[2];

	(void)unused;
	g_assert_cmpint(pipe(ends), ==, 0);
	close(fixture->fd);
	fixture->fd = ends[1];
	g_assert_false(back_up(fixture, id, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	close(ends[0]);
}

/* What is left of another hub would be in the way of a part, or go without a word. */
static void test_only_where_nothing_is(struct backup_fixture *fixture, gconstpointer unused)
{
	static const char *const left[] = {"segments",     "head",         "enrolment",
					   "audit/000001", "inbox/000001", "inbox/000002.damaged",
					   "twin.db-wal"};

	(void)unused;
	append(fixture, 20);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
	for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
		g_autofree char *path = g_build_filename(fixture->elsewhere, left[i], NULL);
		g_autofree char *folder = g_path_get_dirname(path);
		g_autoptr(GError) error = NULL;

		g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
		g_assert_true(g_file_set_contents(path, "left", 4, NULL));
		g_assert_false(restore(fixture, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_EXISTS);
		g_assert_cmpint(g_unlink(path), ==, 0);
		if (!g_str_equal(folder, fixture->elsewhere))
			g_assert_cmpint(g_rmdir(folder), ==, 0);
		g_assert_true(elsewhere_is_empty(fixture));
	}
}

/* Killed after it counted, before each of its files had moved. */
static void test_kill_while_moving(struct backup_fixture *fixture, gconstpointer unused)
{
	static const char *const files[] = {"audit", "twin.db", "head", "segments", "keys"};
	g_autofree char *restored = g_build_filename(fixture->elsewhere, "restored", NULL);

	(void)unused;
	append(fixture, 20);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
	for (guint moved = 0; moved <= G_N_ELEMENTS(files); moved++) {
		g_autoptr(GError) error = NULL;

		restore(fixture, &error);
		g_assert_no_error(error);
		g_assert_cmpint(g_mkdir(restored, 0700), ==, 0);
		for (guint i = moved; i < G_N_ELEMENTS(files); i++) {
			g_autofree char *there =
			    g_build_filename(fixture->elsewhere, files[i], NULL);
			g_autofree char *back = g_build_filename(restored, files[i], NULL);

			g_assert_cmpint(g_rename(there, back), ==, 0);
		}
		ht_restore_finish(fixture->elsewhere, &error);
		g_assert_no_error(error);
		g_assert_false(g_file_test(restored, G_FILE_TEST_EXISTS));
		g_assert_cmpuint(restored_count(fixture), ==, 20);
		remove_all(fixture->elsewhere);
		g_mkdir(fixture->elsewhere, 0700);
	}
}

/* Killed before it counted: nothing is left. */
static void test_kill_while_writing(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autofree char *restoring = g_build_filename(fixture->elsewhere, "restoring", NULL);
	g_autofree char *audit = g_build_filename(restoring, "audit", NULL);
	g_autofree char *keys = g_build_filename(restoring, "keys", NULL);
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_cmpint(g_mkdir(restoring, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(audit, 0700), ==, 0);
	g_assert_true(g_file_set_contents(keys, "half", 4, NULL));
	ht_restore_finish(fixture->elsewhere, &error);
	g_assert_no_error(error);
	g_assert_true(elsewhere_is_empty(fixture));
}

/* Seals what an enemy made up with a passphrase that it tells. */
static void seal(struct backup_fixture *fixture, const guint8 *data, gsize size)
{
	g_autoptr(HtSealedWriter) writer = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ftruncate(fixture->fd, 0), ==, 0);
	lseek(fixture->fd, 0, SEEK_SET);
	writer = ht_sealed_writer_new(fixture->fd, SEALED_BY_PASSPHRASE, fixture->passphrase,
				      &fixture_settings, &error);
	g_assert_no_error(error);
	g_assert_true(ht_sealed_writer_write(writer, data, size, NULL));
	g_assert_true(ht_sealed_writer_finish(writer, NULL));
}

static void assert_refused(struct backup_fixture *fixture, const struct backup_member *members,
			   guint count, guint8 *content, gsize content_size)
{
	const struct backup_head head = {.utc_ns = 1};
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	guint8 encoded[BACKUP_HEAD_SIZE];

	backup_head_encode(&head, encoded);
	g_byte_array_append(bytes, encoded, BACKUP_HEAD_SIZE);
	for (guint i = 0; i < count; i++) {
		backup_member_encode(&members[i], encoded);
		g_byte_array_append(bytes, encoded, BACKUP_MEMBER_SIZE);
		g_byte_array_append(bytes, content, (guint)MIN(members[i].size, content_size));
	}
	seal(fixture, bytes->data, bytes->len);
	g_assert_false(restore(fixture, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	g_assert_true(elsewhere_is_empty(fixture));
}

static void test_malicious(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *page = g_malloc0(BACKUP_PAGE_SIZE);
	const struct backup_member database = {BACKUP_DATABASE, 0, BACKUP_PAGE_SIZE};
	const struct backup_member keys = {BACKUP_KEYS, 0, 10};
	const struct backup_member end = {BACKUP_END, 0, 0};
	const struct backup_member endless[] = {{BACKUP_DATABASE, 0, UINT64_C(1) << 39}, keys, end};
	const struct backup_member too_large[] = {{BACKUP_DATABASE, 0, UINT64_C(1) << 62}};
	const struct backup_member twice[] = {database, keys, keys, end};
	const struct backup_member swapped[] = {keys, database, end};
	const struct backup_member no_keys[] = {database, end};
	const struct backup_member no_number[] = {database, {BACKUP_INBOX, 0, 3}, keys, end};
	const struct backup_member falling[] = {
	    database, {BACKUP_INBOX, 7, 3}, {BACKUP_INBOX, 6, 3}, keys, end};
	const struct backup_member unknown[] = {database, {(enum backup_kind)77, 0, 3}, keys, end};
	const struct backup_member odd[] = {{BACKUP_DATABASE, 0, 4095}, keys, end};

	(void)unused;
#define REFUSED(members)                                                                           \
	assert_refused(fixture, members, G_N_ELEMENTS(members), page, BACKUP_PAGE_SIZE)
	REFUSED(endless);
	REFUSED(too_large);
	REFUSED(twice);
	REFUSED(swapped);
	REFUSED(no_keys);
	REFUSED(no_number);
	REFUSED(falling);
	REFUSED(unknown);
	REFUSED(odd);
#undef REFUSED
}

/* A part of one backup in another: each has a stream of its own. */
static void test_parts_of_two(struct backup_fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *first = NULL;
	g_autoptr(GError) error = NULL;
	off_t size, half;

	(void)unused;
	append(fixture, 300);
	g_assert_true(ht_store_flush(fixture->store, NULL));
	assert_backed_up(fixture);
	size = lseek(fixture->fd, 0, SEEK_END);
	first = g_malloc((gsize)size);
	g_assert_cmpint(pread(fixture->fd, first, (gsize)size, 0), ==, size);
	assert_backed_up(fixture);
	half = size / 2;
	g_assert_cmpint(pwrite(fixture->fd, first + half, (gsize)(size - half), half), ==,
			size - half);
	g_assert_false(restore(fixture, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
	g_assert_true(elsewhere_is_empty(fixture));
}

#define TEST(path, function)                                                                       \
	g_test_add("/backup/" path, struct backup_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	TEST("comes-back-elsewhere", test_comes_back_elsewhere);
	TEST("shows-nothing", test_shows_nothing);
	TEST("file-stays-while-it-is-copied", test_file_stays_while_it_is_copied);
	TEST("of-one-moment-while-writing", test_of_one_moment_while_writing);
	TEST("checkpoint-of-what-is-in-it", test_checkpoint_of_what_is_in_it);
	TEST("cut-short-anywhere", test_cut_short_anywhere);
	TEST("changed-anywhere", test_changed_anywhere);
	TEST("wrong-passphrase", test_wrong_passphrase);
	TEST("registered-with-the-keys", test_registered_with_the_keys);
	TEST("full-disk", test_full_disk);
	TEST("only-into-a-file", test_only_into_a_file);
	TEST("only-where-nothing-is", test_only_where_nothing_is);
	TEST("kill-while-moving", test_kill_while_moving);
	TEST("kill-while-writing", test_kill_while_writing);
	TEST("malicious", test_malicious);
	TEST("parts-of-two", test_parts_of_two);
	return g_test_run();
}
