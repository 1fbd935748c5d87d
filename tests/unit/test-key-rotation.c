/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another data key: everything comes over, the one before opens nothing, and a kill at any write on
 * the way leaves what opens.
 *
 * The writes are counted by standing before libc's, which SQLCipher calls too: at the one that is
 * named the process kills itself, or the disk is full from then on. A sync is nothing here: a kill
 * loses no page of the kernel's.
 */
#define _GNU_SOURCE /* syscall, renameat2 */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/hub-keys.h"
#include "privacy/keys/key-rotation.h"
#include "privacy/keys/recovery-code.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-rekey.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RECORDS = 60, BLOB_SIZE = 900, NEVER = 1 << 30 };

static int writes_left = NEVER;
static gboolean is_disk_full; /* what comes then instead of the end */

static gboolean may_write(void)
{
	if (writes_left == NEVER || --writes_left >= 0)
		return TRUE;
	if (!is_disk_full)
		kill(getpid(), SIGKILL);
	errno = ENOSPC;
	return FALSE;
}

ssize_t write(int fd, const void *data, size_t size)
{
	return may_write() ? syscall(SYS_write, fd, data, size) : -1;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	return may_write() ? syscall(SYS_pwrite64, fd, data, size, at) : -1;
}

int ftruncate64(int fd, off64_t size)
{
	return may_write() ? (int)syscall(SYS_ftruncate, fd, size) : -1;
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	return may_write() ? (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags) : -1;
}

int fsync(int fd)
{
	(void)fd;
	return may_write() ? 0 : -1;
}

int fdatasync(int fd)
{
	(void)fd;
	return may_write() ? 0 : -1;
}

static void append(HtStore *store, int from, int to)
{
	for (int i = from; i < to; i++) {
		struct record record = fixture_record("stream", 1, i * 100, i * 100 + 100);
		guint8 blob[BLOB_SIZE];
		g_autoptr(GError) error = NULL;

		memset(blob, i, sizeof(blob));
		record.blob = blob;
		record.blob_size = sizeof(blob);
		ht_store_append(store, &record, &error);
		g_assert_no_error(error);
	}
}

static gboolean compare(gpointer context, const struct record *record)
{
	int *count = context;
	guint8 blob[BLOB_SIZE];

	memset(blob, *count, sizeof(blob));
	g_assert_cmpint(record->start_utc_ns, ==, *count * 100);
	fixture_assert_same(record->blob, record->blob_size, blob, sizeof(blob));
	(*count)++;
	return TRUE;
}

static void assert_records(HtStore *store, int expected)
{
	const HtStoreQuery query = {.stream = "stream", .end_utc_ns = G_MAXINT64};
	g_autoptr(GError) error = NULL;
	int count = 0;

	ht_store_query(store, &query, compare, &count, &error);
	g_assert_no_error(error);
	g_assert_cmpint(count, ==, expected);
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_store_close(store, &error));
	g_assert_no_error(error);
}

static void fill(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store;

	fixture_set_up(fixture, unused);
	store = fixture_open_store(fixture, NULL);
	append(store, 0, RECORDS);
	close_store(store);
}

static HtKeyring *begin(const struct fixture *fixture, GPtrArray **dropped)
{
	const HtRotation rotation = {.opened_by = fixture->passphrase};
	g_autoptr(GError) error = NULL;
	HtKeyring *rotated =
	    ht_keyring_begin_rotation(fixture->keyring, &rotation, dropped, &error);

	g_assert_no_error(error);
	return rotated;
}

/* The whole, while ten records come in. Takes the rotated keyring as the fixture's. */
static void rotate(struct fixture *fixture, int records)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;
	HtKeyring *rotated = begin(fixture, &dropped);

	append(store, records, records + 5);
	ht_store_rekey(store, rotated, &error);
	g_assert_no_error(error);
	append(store, records + 5, records + 10);
	ht_keyring_finish_rotation(rotated, &error);
	g_assert_no_error(error);
	g_assert_true(ht_store_flush(store, &error));
	assert_records(store, records + 10);
	close_store(store);
	ht_keyring_free(fixture->keyring);
	fixture->keyring = rotated;
}

static void test_rotated(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autoptr(HtSecret) before = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(HtSecret) audit_before = ht_keyring_derive(fixture->keyring, HT_PURPOSE_AUDIT);
	g_autoptr(HtSecret) audit_after = NULL;
	g_autoptr(HtKeyring) opened = NULL;
	g_autoptr(GError) error = NULL;
	HtHubPublic public_before;
	HtHubPublic public_after;
	HtStore *store;

	(void)unused;
	g_assert_true(ht_keyring_public(fixture->dir, &public_before, &error));
	rotate(fixture, RECORDS);
	/* With the key that leaked nothing opens any more. */
	g_assert_null(ht_store_connection_open(path, before, HT_STORE_READING, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
	g_clear_error(&error);
	g_assert_null(ht_store_connection_open(path, before, HT_STORE_REKEYED, NULL));
	opened = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	g_assert_false(ht_keyring_is_rotating(opened));
	g_assert_true(ht_keyring_public(fixture->dir, &public_after, &error));
	g_assert_cmpint(memcmp(public_before.box, public_after.box, 32), !=, 0);
	g_assert_cmpint(memcmp(public_before.sign, public_after.sign, 32), !=, 0);
	audit_after = ht_keyring_derive(opened, HT_PURPOSE_AUDIT);
	fixture_assert_same(ht_secret_bytes(audit_before), 32, ht_secret_bytes(audit_after), 32);
	store = ht_store_open(fixture->dir, opened, NULL, NULL, NULL, &error);
	g_assert_no_error(error);
	assert_records(store, RECORDS + 10);
	close_store(store);
	/* And once more, with keys that were carried before. */
	rotate(fixture, RECORDS + 10);
	g_clear_pointer(&audit_after, ht_secret_free);
	audit_after = ht_keyring_derive(fixture->keyring, HT_PURPOSE_AUDIT);
	fixture_assert_same(ht_secret_bytes(audit_before), 32, ht_secret_bytes(audit_after), 32);
}

static guint add_slot(const struct fixture *fixture, HtSlotKind kind, const HtSecret *secret,
		      const char *label)
{
	const HtNewSlot slot = {kind, label, &fixture_settings, secret, 0};
	g_autoptr(GError) error = NULL;
	guint id = ht_key_slots_add(fixture->keyring, &slot, &error);

	g_assert_no_error(error);
	return id;
}

static void assert_opens(const struct fixture *fixture, HtSlotKind kind, const HtSecret *secret,
			 gboolean expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) opened = ht_keyring_open_by(fixture->dir, kind, secret, &error);

	if (expected)
		g_assert_no_error(error);
	else
		g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
}

static HtSecret *make_words(guint8 seed)
{
	guint8 code[RECOVERY_CODE_SIZE] = {seed};
	char text[RECOVERY_CODE_TEXT_SIZE];

	recovery_code_encode(code, text);
	return fixture_secret(text);
}

/* What is not at hand is left behind and named; the escrow comes along by itself. */
static void test_slots_left_behind(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) annas = fixture_secret("Anna's passphrase");
	g_autoptr(HtSecret) words = make_words(1);
	g_autoptr(HtSecret) new_words = make_words(2);
	g_autoptr(HtSecret) credential = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) escrow_secret = ht_secret_new(NULL, 32);
	g_autoptr(HtSecret) escrow_public = ht_secret_new(NULL, 32);
	const HtRotation rotation = {.opened_by = fixture->passphrase,
				     .credential = credential,
				     .recovery_words = new_words};
	g_autoptr(HtKeyring) rotated = NULL;
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	crypto_scalarmult_base((guint8 *)ht_secret_bytes(escrow_public),
			       ht_secret_bytes(escrow_secret));
	add_slot(fixture, HT_SLOT_PASSPHRASE, annas, "Anna");
	add_slot(fixture, HT_SLOT_RECOVERY, words, "paper");
	add_slot(fixture, HT_SLOT_CREDENTIAL, credential, "");
	add_slot(fixture, HT_SLOT_ESCROW, escrow_public, "");
	rotated = ht_keyring_begin_rotation(fixture->keyring, &rotation, &dropped, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(dropped->len, ==, 2);
	g_assert_cmpstr(((HtKeySlot *)dropped->pdata[0])->label, ==, "Anna");
	g_assert_cmpstr(((HtKeySlot *)dropped->pdata[1])->label, ==, "paper");
	g_assert_true(ht_store_finish_rotation(fixture->dir, rotated, &error));
	g_assert_no_error(error);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, TRUE);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, annas, FALSE);
	assert_opens(fixture, HT_SLOT_RECOVERY, words, FALSE);
	assert_opens(fixture, HT_SLOT_RECOVERY, new_words, TRUE);
	assert_opens(fixture, HT_SLOT_CREDENTIAL, credential, TRUE);
	assert_opens(fixture, HT_SLOT_ESCROW, escrow_secret, TRUE);
}

static void test_refused(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) credential = ht_secret_new(NULL, 32);
	const HtRotation by_credential = {.opened_by = credential};
	const HtRotation by_passphrase = {.opened_by = fixture->passphrase};
	g_autoptr(HtKeyring) unattended = NULL;
	g_autoptr(HtKeyring) rotated = NULL;
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	add_slot(fixture, HT_SLOT_CREDENTIAL, credential, "");
	unattended = ht_keyring_open_by(fixture->dir, HT_SLOT_CREDENTIAL, credential, &error);
	g_assert_no_error(error);
	/* It would leave nobody who can open it. */
	g_assert_null(ht_keyring_begin_rotation(unattended, &by_credential, &dropped, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	assert_opens(fixture, HT_SLOT_PASSPHRASE, fixture->passphrase, TRUE);
	rotated = begin(fixture, &dropped);
	g_clear_pointer(&dropped, g_ptr_array_unref);
	g_assert_null(ht_keyring_begin_rotation(rotated, &by_passphrase, &dropped, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
}

static void copy_folder(const struct fixture *from, const struct fixture *to)
{
	static const char *const names[] = {"keys", "segments", "head", "twin.db"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(from, names[i]);
		g_autofree char *data = NULL;
		gsize size;

		if (!g_file_test(path, G_FILE_TEST_EXISTS))
			continue;
		fixture_read(from, names[i], &data, &size);
		fixture_write(to, names[i], data, size);
	}
}

static void empty_folder(const struct fixture *fixture)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = fixture_path(fixture, name);

		g_assert_cmpint(g_unlink(path), ==, 0);
	}
}

/* In a process of its own, killed at that write. Returns whether it came to its end. */
static gboolean run_until_write(struct fixture *fixture, void (*what)(struct fixture *), int write)
{
	int status = 0;
	pid_t child = fork();

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		writes_left = write;
		what(fixture);
		_exit(is_disk_full && writes_left < 0 ? 1 : 0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true((WIFEXITED(status) && WEXITSTATUS(status) <= (is_disk_full ? 1 : 0)) ||
		      (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !is_disk_full));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int records_kept = RECORDS;

/* As the daemon does at every unlock. */
static void unlock(struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	HtStore *store;

	g_assert_no_error(error);
	ht_store_finish_rotation(fixture->dir, keyring, &error);
	g_assert_no_error(error);
	g_assert_false(ht_keyring_is_rotating(keyring));
	store = ht_store_open(fixture->dir, keyring, NULL, NULL, NULL, &error);
	g_assert_no_error(error);
	assert_records(store, records_kept);
	close_store(store);
}

static void rotate_only(struct fixture *fixture)
{
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) rotated = NULL;
	HtStore *store;

	/* The copy's own: a keyring knows its folder. */
	fixture->keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	store = fixture_open_store(fixture, NULL);
	rotated = begin(fixture, &dropped);

	ht_store_rekey(store, rotated, &error);
	g_assert_no_error(error);
	ht_keyring_finish_rotation(rotated, &error);
	g_assert_no_error(error);
	close_store(store);
}

/* Once the disk has room again, the store that was open goes on, whatever became of the rotation.
 */
static void rotate_on_full_disk(struct fixture *fixture)
{
	const HtRotation rotation = {.opened_by = fixture->passphrase};
	int until_full = writes_left;
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) rotated = NULL;
	HtStore *store;
	gboolean done;

	writes_left = NEVER;
	fixture->keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	store = fixture_open_store(fixture, NULL);
	writes_left = until_full;
	rotated = ht_keyring_begin_rotation(fixture->keyring, &rotation, &dropped, &error);
	done = rotated && ht_store_rekey(store, rotated, &error) &&
	       ht_keyring_finish_rotation(rotated, &error);
	g_assert_true(done == (error == NULL));
	until_full = writes_left;
	writes_left = NEVER;
	append(store, RECORDS, RECORDS + 1);
	close_store(store);
	writes_left = until_full;
}

static void test_full_at_every_write(struct fixture *fixture, gconstpointer unused)
{
	struct fixture copy = {.passphrase = fixture->passphrase};
	g_autoptr(GError) error = NULL;
	gboolean whole = FALSE;
	int write;

	(void)unused;
	copy.dir = g_dir_make_tmp("health-twin-XXXXXX", &error);
	g_assert_no_error(error);
	is_disk_full = TRUE;
	records_kept = RECORDS + 1;
	for (write = 0; !whole; write++) {
		copy_folder(fixture, &copy);
		whole = run_until_write(&copy, rotate_on_full_disk, write);
		unlock(&copy);
		empty_folder(&copy);
	}
	is_disk_full = FALSE;
	records_kept = RECORDS;
	g_assert_cmpint(write, >, 60);
	g_assert_cmpint(g_rmdir(copy.dir), ==, 0);
	g_free(copy.dir);
}

/* The disk is full at the next unlock too: the hub opens, and the rotation waits. */
static void test_cannot_be_ended(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GPtrArray) dropped = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring = NULL;
	HtStore *store;

	(void)unused;
	ht_keyring_free(begin(fixture, &dropped));
	keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_assert_no_error(error);
	/* Each of the files in turn is the first that cannot be written. */
	for (int write = 0; write < 12; write++) {
		is_disk_full = TRUE;
		writes_left = write;
		g_assert_false(ht_store_finish_rotation(fixture->dir, keyring, &error));
		g_clear_error(&error);
		writes_left = NEVER;
		is_disk_full = FALSE;
		g_assert_true(ht_keyring_is_rotating(keyring));
		store = ht_store_open(fixture->dir, keyring, NULL, NULL, NULL, &error);
		g_assert_no_error(error);
		assert_records(store, RECORDS);
		close_store(store);
	}
	store = ht_store_open(fixture->dir, keyring, NULL, NULL, NULL, &error);
	g_assert_true(ht_store_rekey(store, keyring, &error));
	g_assert_true(ht_keyring_finish_rotation(keyring, &error));
	assert_records(store, RECORDS);
	close_store(store);
}

static void test_killed_at_every_write(struct fixture *fixture, gconstpointer unused)
{
	struct fixture copy = {.passphrase = fixture->passphrase};
	g_autoptr(GError) error = NULL;
	gboolean whole = FALSE;
	int write;

	(void)unused;
	copy.dir = g_dir_make_tmp("health-twin-XXXXXX", &error);
	g_assert_no_error(error);
	for (write = 0; !whole; write++) {
		copy_folder(fixture, &copy);
		whole = run_until_write(&copy, rotate_only, write);
		/* What goes on with it may be killed as well. */
		run_until_write(&copy, unlock, write * 7 % 60);
		unlock(&copy);
		empty_folder(&copy);
	}
	g_test_message("%d writes", write);
	g_assert_cmpint(write, >, 60);
	g_assert_cmpint(g_rmdir(copy.dir), ==, 0);
	g_free(copy.dir);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/key-rotation/" path, struct fixture, NULL, fill, function, fixture_tear_down)
	ADD("rotated", test_rotated);
	ADD("slots-left-behind", test_slots_left_behind);
	ADD("refused", test_refused);
	ADD("cannot-be-ended", test_cannot_be_ended);
	ADD("killed-at-every-write", test_killed_at_every_write);
	ADD("full-at-every-write", test_full_at_every_write);
	return g_test_run();
}
