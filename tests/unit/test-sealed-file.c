/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed files: the way there and back, cut short, changed, and by the wrong secret. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/keyfile.h"
#include "privacy/sealed/sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { MEMORY_OFFSET = 12, BY_OFFSET = 10, FIRST_CHUNK_SIZE = 4 + SEALED_CHUNK_OVERHEAD };

static int open_file(const struct fixture *fixture, int flags)
{
	g_autofree char *path = fixture_path(fixture, "sealed");
	int fd = open(path, flags | O_CLOEXEC, 0600);

	g_assert_cmpint(fd, >=, 0);
	return fd;
}

static guint8 *text_of(gsize size)
{
	guint8 *text = g_malloc(size);

	for (gsize i = 0; i < size; i++)
		text[i] = (guint8)(i * 7 + i / 256);
	return text;
}

static HtSealedWriter *new_writer(int fd, enum sealed_by by, const HtSecret *secret)
{
	guint8 box_public[SEALED_KEY_SIZE];

	if (by != SEALED_BY_HUB)
		return ht_sealed_writer_new(fd, by, secret, &fixture_settings, NULL);
	g_assert_cmpint(crypto_scalarmult_base(box_public, ht_secret_bytes(secret)), ==, 0);
	return ht_sealed_writer_new_for_hub(fd, box_public, NULL);
}

static void seal(const struct fixture *fixture, enum sealed_by by, const HtSecret *secret,
		 gsize size)
{
	int fd = open_file(fixture, O_WRONLY | O_CREAT | O_TRUNC);
	g_autofree guint8 *text = text_of(size + 1);
	g_autoptr(HtSealedWriter) writer = new_writer(fd, by, secret);

	g_assert_nonnull(writer);
	g_assert_true(ht_sealed_writer_write(writer, text, size / 2, NULL));
	g_assert_true(ht_sealed_writer_flush(writer, NULL));
	g_assert_true(ht_sealed_writer_write(writer, text + size / 2, size - size / 2, NULL));
	g_assert_true(ht_sealed_writer_finish(writer, NULL));
	close(fd);
}

/* Reads to the end or the first error; returns the bytes that were right. */
static gsize unseal(const struct fixture *fixture, enum sealed_by by, const HtSecret *secret,
		    gboolean *whole, GError **error)
{
	int fd = open_file(fixture, O_RDONLY);
	g_autoptr(HtSealedReader) reader = ht_sealed_reader_new(fd, "x", by, secret, error);
	g_autofree guint8 *text = text_of(1 << 20);
	guint8 part[1000];
	gssize n;
	gsize size = 0;

	while (reader && (n = ht_sealed_reader_read(reader, part, sizeof part, error)) > 0) {
		fixture_assert_same(part, (gsize)n, text + size, (gsize)n);
		size += (gsize)n;
	}
	*whole = reader && ht_sealed_reader_is_whole(reader);
	close(fd);
	return size;
}

static void test_round_trip(struct fixture *fixture, gconstpointer unused)
{
	static const gsize sizes[] = {
	    0, 1, 999, SEALED_CHUNK_MAX, SEALED_CHUNK_MAX + 1, SEALED_CHUNK_MAX * 2, 300000};
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);

	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		gboolean whole;

		seal(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, sizes[i]);
		g_assert_cmpuint(
		    unseal(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, &whole, &error), ==,
		    sizes[i]);
		g_assert_no_error(error);
		g_assert_true(whole);
		seal(fixture, SEALED_BY_KEY, key, sizes[i]);
		g_assert_cmpuint(unseal(fixture, SEALED_BY_KEY, key, &whole, &error), ==, sizes[i]);
		g_assert_no_error(error);
		g_assert_true(whole);
		seal(fixture, SEALED_BY_HUB, key, sizes[i]);
		g_assert_cmpuint(unseal(fixture, SEALED_BY_HUB, key, &whole, &error), ==, sizes[i]);
		g_assert_no_error(error);
		g_assert_true(whole);
	}
}

static void expect_error(const struct fixture *fixture, enum sealed_by by, const HtSecret *secret,
			 int code)
{
	g_autoptr(GError) error = NULL;
	gboolean whole;

	unseal(fixture, by, secret, &whole, &error);
	g_assert_error(error, HT_ERROR, code);
	g_assert_null(strchr(error->message, '\n'));
}

static void test_wrong_secret(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) other = fixture_secret("open sesame");
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);
	g_autoptr(HtSecret) stranger = ht_secret_new(NULL, SEALED_KEY_SIZE);

	(void)unused;
	seal(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, 100);
	expect_error(fixture, SEALED_BY_PASSPHRASE, other, HT_ERROR_WRONG_KEY);
	expect_error(fixture, SEALED_BY_KEY, key, HT_ERROR_INVALID);
	seal(fixture, SEALED_BY_KEY, key, 100);
	expect_error(fixture, SEALED_BY_PASSPHRASE, other, HT_ERROR_INVALID);
	expect_error(fixture, SEALED_BY_KEY, other, HT_ERROR_INVALID);
	seal(fixture, SEALED_BY_HUB, key, 100);
	expect_error(fixture, SEALED_BY_KEY, key, HT_ERROR_INVALID);
	expect_error(fixture, SEALED_BY_HUB, other, HT_ERROR_INVALID); /* of another size */
	expect_error(fixture, SEALED_BY_HUB, stranger, HT_ERROR_WRONG_KEY);
}

static void test_cut_short(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);
	g_autofree char *data = NULL;
	gsize size;

	(void)unused;
	seal(fixture, SEALED_BY_KEY, key, 300);
	fixture_read(fixture, "sealed", &data, &size);
	for (gsize n = SEALED_HEADER_SIZE + FIRST_CHUNK_SIZE; n < size; n++) {
		g_autoptr(GError) error = NULL;
		gboolean whole;
		gsize got;

		fixture_write(fixture, "sealed", data, n);
		got = unseal(fixture, SEALED_BY_KEY, key, &whole, &error);
		g_assert_no_error(error);
		g_assert_false(whole);
		g_assert_true(got == 0 || got == 150);
	}
	fixture_write(fixture, "sealed", data, SEALED_HEADER_SIZE);
	expect_error(fixture, SEALED_BY_KEY, key, HT_ERROR_DAMAGED);
	fixture_write(fixture, "sealed", data, SEALED_HEADER_SIZE - 1);
	expect_error(fixture, SEALED_BY_KEY, key, HT_ERROR_INVALID);
}

/* Any byte but those of a chunk's size, which only says where the file would end. */
static void check_changed(struct fixture *fixture, enum sealed_by by)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, SEALED_KEY_SIZE);
	g_autofree char *data = NULL;
	gsize size;

	seal(fixture, by, key, 60);
	fixture_read(fixture, "sealed", &data, &size);
	for (gsize at = 0; at < size; at++) {
		g_autoptr(GError) error = NULL;
		gboolean whole;

		data[at] ^= 0x40;
		fixture_write(fixture, "sealed", data, size);
		unseal(fixture, by, key, &whole, &error);
		g_assert_true(error || !whole);
		data[at] ^= 0x40;
	}
	{
		g_autofree char *longer = g_malloc0(size + 1);

		memcpy(longer, data, size);
		fixture_write(fixture, "sealed", longer, size + 1);
		expect_error(fixture, by, key, HT_ERROR_DAMAGED);
	}
}

static void test_changed(struct fixture *fixture, gconstpointer unused)
{
	(void)unused;
	check_changed(fixture, SEALED_BY_KEY);
	check_changed(fixture, SEALED_BY_HUB);
}

static void test_costs(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *data = NULL;
	gsize size;

	(void)unused;
	seal(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, 10);
	fixture_read(fixture, "sealed", &data, &size);
	/* More memory than a sealed file may ask for. */
	data[MEMORY_OFFSET + 5] = 1;
	fixture_write(fixture, "sealed", data, size);
	expect_error(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, HT_ERROR_DAMAGED);
	data[MEMORY_OFFSET + 5] = 0;
	data[BY_OFFSET] = 3;
	fixture_write(fixture, "sealed", data, size);
	expect_error(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, HT_ERROR_DAMAGED);
	data[8] = 2;
	fixture_write(fixture, "sealed", data, size);
	expect_error(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, HT_ERROR_DAMAGED);
	data[8] = 3;
	fixture_write(fixture, "sealed", data, size);
	expect_error(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, HT_ERROR_UNSUPPORTED);
}

static void test_no_plaintext(struct fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *text = text_of(64);

	(void)unused;
	seal(fixture, SEALED_BY_PASSPHRASE, fixture->passphrase, 5000);
	g_assert_false(fixture_holds(fixture, text, 16));
	g_assert_false(fixture_holds(fixture, text + 40, 16));
}

static HtSecret *key_through_pipe(gsize size, GError **error)
{
	guint8 bytes[SEALED_KEY_SIZE + 1] = "0123456789abcdef0123456789abcde\n";
	HtSecret *key;
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(write(ends[1], bytes, size), ==, (gssize)size);
	close(ends[1]);
	key = ht_sealed_key_read_fd(ends[0], error);
	close(ends[0]);
	return key;
}

static void test_key_by_descriptor(struct fixture *fixture, gconstpointer unused)
{
	(void)fixture;
	(void)unused;
	for (gsize size = SEALED_KEY_SIZE - 1; size <= SEALED_KEY_SIZE + 1; size++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(HtSecret) key = key_through_pipe(size, &error);

		if (size == SEALED_KEY_SIZE)
			/* A last byte that happens to be a newline is the key's. */
			g_assert_cmpuint(ht_secret_bytes(key)[SEALED_KEY_SIZE - 1], ==, '\n');
		else
			g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	}
}

#define ADD(name, function)                                                                        \
	g_test_add(name, struct fixture, NULL, fixture_set_up, function, fixture_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("/sealed/round-trip", test_round_trip);
	ADD("/sealed/wrong-secret", test_wrong_secret);
	ADD("/sealed/cut-short", test_cut_short);
	ADD("/sealed/changed", test_changed);
	ADD("/sealed/costs", test_costs);
	ADD("/sealed/no-plaintext", test_no_plaintext);
	ADD("/sealed/key-by-descriptor", test_key_by_descriptor);
	return g_test_run();
}
