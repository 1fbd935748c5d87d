/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: the way there and back, and every way in which a key file can be wrong. */
#include "tests/unit/store-fixture.h"

#include "common/bytes.h"
#include "common/glib/ht-error.h"
#include "privacy/keys/keyfile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* In a file whose first slot has no label. */
enum { FLAGS_OFFSET = 80, KIND_OFFSET = 86, MEMORY_OFFSET = 96 };

static void expect_open_error(const struct fixture *fixture, int code)
{
	g_autoptr(GError) error = NULL;
	HtKeyring *keyring = ht_keyring_open(fixture->dir, fixture->passphrase, &error);

	g_assert_null(keyring);
	g_assert_error(error, HT_ERROR, code);
	g_assert_null(strchr(error->message, '\n'));
}

static void test_round_trip(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) opened = ht_keyring_open(fixture->dir, fixture->passphrase, &error);
	g_autoptr(HtSecret) before = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(HtSecret) after = NULL;

	(void)unused;
	g_assert_no_error(error);
	after = ht_keyring_derive(opened, HT_PURPOSE_DATABASE);
	fixture_assert_same(ht_secret_bytes(before), ht_secret_size(before), ht_secret_bytes(after),
			    ht_secret_size(after));
	g_assert_cmpuint(ht_secret_size(after), ==, 32);
}

static void test_keys_differ(struct fixture *fixture, gconstpointer unused)
{
	struct fixture other;
	g_autoptr(HtSecret) ours = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(HtSecret) theirs = NULL;

	/* The same passphrase, another hub. */
	fixture_set_up(&other, unused);
	theirs = ht_keyring_derive(other.keyring, HT_PURPOSE_DATABASE);
	g_assert_cmpint(memcmp(ht_secret_bytes(ours), ht_secret_bytes(theirs), 32), !=, 0);
	fixture_tear_down(&other, unused);
}

static void test_wrong_passphrase(struct fixture *fixture, gconstpointer unused)
{
	(void)unused;
	ht_secret_free(fixture->passphrase);
	fixture->passphrase = fixture_secret("correct horse battery stapl");
	expect_open_error(fixture, HT_ERROR_WRONG_KEY);
}

static void test_no_keys(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *path = fixture_path(fixture, "keys");

	(void)unused;
	g_assert_true(ht_keyring_exists(fixture->dir));
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_false(ht_keyring_exists(fixture->dir));
	expect_open_error(fixture, HT_ERROR_NOT_FOUND);
}

static void test_never_replaced(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gsize before_size;
	gsize after_size;

	(void)unused;
	fixture_read(fixture, "keys", &before, &before_size);
	g_assert_null(
	    ht_keyring_create(fixture->dir, fixture->passphrase, &fixture_settings, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_EXISTS);
	fixture_read(fixture, "keys", &after, &after_size);
	fixture_assert_same(before, before_size, after, after_size);
}

static void test_for_the_owner_only(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *path = fixture_path(fixture, "keys");
	g_autofree char *child = fixture_path(fixture, "deeper");
	g_autoptr(HtKeyring) keyring = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *child_keys = g_build_filename(child, "keys", NULL);
	g_autoptr(GDir) dir = NULL;
	GStatBuf status;

	(void)unused;
	g_assert_cmpint(g_stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0600);
	g_assert_cmpint(g_mkdir(child, 0755), ==, 0);
	keyring = ht_keyring_create(child, fixture->passphrase, &fixture_settings, &error);
	g_assert_no_error(error);
	g_assert_cmpint(g_stat(child, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0700);

	/* The key file and nothing else: no temporary file stays. */
	dir = g_dir_open(child, 0, NULL);
	g_assert_cmpstr(g_dir_read_name(dir), ==, "keys");
	g_assert_null(g_dir_read_name(dir));
	g_assert_cmpint(g_unlink(child_keys), ==, 0);
	g_assert_cmpint(g_rmdir(child), ==, 0);
}

static void test_any_byte_damaged(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	g_assert_cmpuint(size, <, KEYFILE_SIZE_MAX);
	for (gsize i = 0; i < size; i++) {
		bytes[i] ^= 0x01;
		fixture_write(fixture, "keys", bytes, size);
		expect_open_error(fixture, HT_ERROR_DAMAGED);
		bytes[i] ^= 0x01;
	}
}

static void write_with_new_hash(const struct fixture *fixture, char *bytes, gsize size)
{
	crypto_generichash((guint8 *)bytes + size - KEYFILE_HASH_SIZE, KEYFILE_HASH_SIZE,
			   (const guint8 *)bytes, size - KEYFILE_HASH_SIZE, NULL, 0);
	fixture_write(fixture, "keys", bytes, size);
}

/* Somebody who changes a byte and makes the hash anew still does not get in. */
static void test_any_byte_changed(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	for (gsize i = 0; i < size - KEYFILE_HASH_SIZE; i++) {
		g_autoptr(GError) error = NULL;

		bytes[i] ^= 0x01;
		write_with_new_hash(fixture, bytes, size);
		g_assert_null(ht_keyring_open(fixture->dir, fixture->passphrase, &error));
		g_assert_nonnull(error);
		g_assert_true(error->domain == HT_ERROR);
		bytes[i] ^= 0x01;
	}
	write_with_new_hash(fixture, bytes, size);
	test_round_trip(fixture, unused);
}

static void test_any_length(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *bytes = NULL;
	g_autofree char *longer = NULL;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	for (gsize i = 0; i < size; i++) {
		fixture_write(fixture, "keys", bytes, i);
		expect_open_error(fixture, HT_ERROR_DAMAGED);
	}
	longer = g_malloc0(size + 1);
	memcpy(longer, bytes, size);
	fixture_write(fixture, "keys", longer, size + 1);
	expect_open_error(fixture, HT_ERROR_DAMAGED);
}

/* A lying file is refused before Argon2id sees it: 2^60 bytes would not even be tried. */
static void test_absurd_parameters(struct fixture *fixture, gconstpointer unused)
{
	static const struct {
		guint64 memory_bytes;
		guint64 passes;
	} absurd[] = {
	    {G_GUINT64_CONSTANT(1) << 60, 1},
	    {G_MAXUINT64, 1},
	    {0, 1},
	    {8191, 1},
	    {8192, 0},
	    {8192, G_MAXUINT64},
	    {8192, G_GUINT64_CONSTANT(1) << 51}, /* whose product overflows to 0 */
	    {KEYFILE_MEMORY_MAX_BYTES, 9},       /* each fits, but together they take minutes */
	};
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	for (gsize i = 0; i < G_N_ELEMENTS(absurd); i++) {
		struct byte_writer w;

		byte_writer_init(&w, (uint8_t *)bytes + MEMORY_OFFSET, 16);
		put_u64(&w, absurd[i].memory_bytes);
		put_u64(&w, absurd[i].passes);
		write_with_new_hash(fixture, bytes, size);
		expect_open_error(fixture, HT_ERROR_DAMAGED);
	}
}

static void test_later_version(struct fixture *fixture, gconstpointer unused)
{
	/* Version, profile, flags, kind of slot. */
	static const gsize fields[] = {8, 10, FLAGS_OFFSET, KIND_OFFSET};
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	fixture_read(fixture, "keys", &bytes, &size);
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		bytes[fields[i]] ^= 0x10;
		write_with_new_hash(fixture, bytes, size);
		expect_open_error(fixture, HT_ERROR_UNSUPPORTED);
		bytes[fields[i]] ^= 0x10;
	}
}

static void test_settings_outside_limits(void)
{
	const HtKeyringSettings settings = {.argon2id_memory_bytes = 1, .argon2id_passes = 1};
	g_autoptr(HtSecret) passphrase = fixture_secret("a");
	g_autoptr(GError) error = NULL;

	g_assert_null(ht_keyring_create("/nowhere", passphrase, &settings, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
}

static void test_dir_that_cannot_be(void)
{
	g_autoptr(HtSecret) passphrase = fixture_secret("a");
	g_autoptr(GError) error = NULL;

	g_assert_null(ht_keyring_create("/dev/null/state", passphrase, &fixture_settings, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
}

/* Neither the passphrase nor a key stands in the folder in clear. */
static void test_nothing_in_clear(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);

	(void)unused;
	g_assert_true(fixture_holds(fixture, "HTKEYS\r\n", 8));
	g_assert_false(fixture_holds(fixture, ht_secret_bytes(fixture->passphrase),
				     ht_secret_size(fixture->passphrase)));
	g_assert_false(fixture_holds(fixture, ht_secret_bytes(key), ht_secret_size(key)));
}

#ifndef FIXTURE_ADDRESS_SANITIZER
/* In a process of its own; a sanitizer's memory map does not fit any limit. */
static void test_no_memory(void)
{
	const HtKeyringSettings settings = {.argon2id_memory_bytes = 1u << 30,
					    .argon2id_passes = 1};
	const struct rlimit limit = {512u << 20, 512u << 20};
	g_autoptr(HtSecret) passphrase = fixture_secret("a");
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = NULL;

	if (!g_test_subprocess()) {
		g_test_trap_subprocess(NULL, 0, 0);
		g_test_trap_assert_passed();
		return;
	}
	dir = g_dir_make_tmp(NULL, NULL);
	g_assert_cmpint(setrlimit(RLIMIT_AS, &limit), ==, 0);
	g_assert_null(ht_keyring_create(dir, passphrase, &settings, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, "memory"));
	g_assert_false(ht_keyring_exists(dir));
	g_assert_cmpint(g_rmdir(dir), ==, 0);
}
#endif

static HtSecret *read_from_pipe(const void *data, gsize size, GError **error)
{
	int fds[2];
	HtSecret *secret;

	g_assert_cmpint(pipe(fds), ==, 0);
	g_assert_cmpint(write(fds[1], data, size), ==, (gssize)size);
	close(fds[1]);
	secret = ht_secret_read_fd(fds[0], -1, NULL, error);
	close(fds[0]);
	return secret;
}

static void test_read_passphrase(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *much = g_strnfill(HT_SECRET_MAX + 2, 'x');
	g_autoptr(HtSecret) plain = read_from_pipe("two\nlines\n", 10, &error);
	g_autoptr(HtSecret) longest = NULL;

	g_assert_no_error(error);
	fixture_assert_same(ht_secret_bytes(plain), ht_secret_size(plain), "two\nlines", 9);

	much[HT_SECRET_MAX] = '\n';
	longest = read_from_pipe(much, HT_SECRET_MAX + 1, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(ht_secret_size(longest), ==, HT_SECRET_MAX);

	g_assert_null(read_from_pipe(much, HT_SECRET_MAX + 2, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_null(read_from_pipe("\n", 1, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_null(read_from_pipe("", 0, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_null(ht_secret_read_fd(-1, -1, NULL, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* Whoever sends a part and then nothing holds up nobody. */
static void test_read_passphrase_that_stops(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	int fds[2];

	g_assert_cmpint(pipe(fds), ==, 0);
	g_assert_cmpint(write(fds[1], "x", 1), ==, 1);
	g_assert_null(ht_secret_read_fd(fds[0], 0, NULL, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
	g_clear_error(&error);
	g_cancellable_cancel(cancellable);
	g_assert_null(ht_secret_read_fd(fds[0], -1, cancellable, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	close(fds[0]);
	close(fds[1]);
}

#ifndef FIXTURE_ADDRESS_SANITIZER
/* In a process of its own, which may lock nothing: it is told, once. */
static void test_not_locked(void)
{
	const struct rlimit nothing = {0, 0};

	if (!g_test_subprocess()) {
		g_test_trap_subprocess(NULL, 0, 0);
		g_test_trap_assert_passed();
		g_test_trap_assert_stderr("*may be swapped*LimitMEMLOCK*");
		g_test_trap_assert_stderr_unmatched("*may be swapped*may be swapped*");
		return;
	}
	g_assert_cmpint(setrlimit(RLIMIT_MEMLOCK, &nothing), ==, 0);
	/* Root locks what it likes. */
	g_assert_true(geteuid() != 0 || setuid(65534) == 0);
	for (guint i = 0; i < 3; i++) {
		g_autoptr(HtSecret) secret = ht_secret_new(NULL, 32);

		g_assert_nonnull(secret);
	}
}
#endif

static void test_no_core(void)
{
	struct rlimit limit;

	g_assert_cmpint(prctl(PR_GET_DUMPABLE), ==, 0);
	g_assert_cmpint(getrlimit(RLIMIT_CORE, &limit), ==, 0);
	g_assert_cmpuint(limit.rlim_max, ==, 0);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/keyring/" path, struct fixture, NULL, fixture_set_up, function,               \
		   fixture_tear_down)
	ADD("round-trip", test_round_trip);
	ADD("keys-differ", test_keys_differ);
	ADD("wrong-passphrase", test_wrong_passphrase);
	ADD("no-keys", test_no_keys);
	ADD("never-replaced", test_never_replaced);
	ADD("for-the-owner-only", test_for_the_owner_only);
	ADD("any-byte-damaged", test_any_byte_damaged);
	ADD("any-byte-changed", test_any_byte_changed);
	ADD("any-length", test_any_length);
	ADD("absurd-parameters", test_absurd_parameters);
	ADD("later-version", test_later_version);
	ADD("nothing-in-clear", test_nothing_in_clear);
	g_test_add_func("/keyring/settings-outside-limits", test_settings_outside_limits);
	g_test_add_func("/keyring/dir-that-cannot-be", test_dir_that_cannot_be);
#ifndef FIXTURE_ADDRESS_SANITIZER
	g_test_add_func("/keyring/no-memory", test_no_memory);
	g_test_add_func("/secret/not-locked", test_not_locked);
#endif
	g_test_add_func("/secret/read-passphrase", test_read_passphrase);
	g_test_add_func("/secret/read-passphrase-that-stops", test_read_passphrase_that_stops);
	g_test_add_func("/secret/no-core", test_no_core);
	return g_test_run();
}
