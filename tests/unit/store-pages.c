/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/store-pages.h"

#include <openssl/evp.h>
#include <string.h>

enum {
	SALT_SIZE = 16, /* in clear, at the start of page 1 */
	IV_SIZE = 16,
	RESERVED = 48, /* IV, HMAC-SHA1 and padding at the end of each page */
	LOG_HEADER_SIZE = 32,
	FRAME_HEADER_SIZE = 24,
};

static void decrypt_page(const guint8 *key, const guint8 *page, gboolean first, GByteArray *out)
{
	gsize skip = first ? SALT_SIZE : 0;
	const guint8 *iv = page + STORE_PAGE_SIZE - RESERVED;
	guint8 plain[STORE_PAGE_SIZE];
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size = 0;

	g_assert_cmpint(EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), NULL, key, iv), ==, 1);
	EVP_CIPHER_CTX_set_padding(context, 0);
	g_assert_cmpint(EVP_DecryptUpdate(context, plain, &size, page + skip,
					  (int)(STORE_PAGE_SIZE - RESERVED - skip)),
			==, 1);
	EVP_CIPHER_CTX_free(context);
	g_byte_array_append(out, plain, (guint)size);
}

static void decrypt_database(const struct fixture *fixture, const guint8 *key, GByteArray *out)
{
	g_autofree char *data = NULL;
	gsize size;

	fixture_read(fixture, "twin.db", &data, &size);
	for (gsize at = 0; at + STORE_PAGE_SIZE <= size; at += STORE_PAGE_SIZE)
		decrypt_page(key, (const guint8 *)data + at, at == 0, out);
}

static void decrypt_log(const struct fixture *fixture, const guint8 *key, GByteArray *out)
{
	g_autofree char *path = fixture_path(fixture, "twin.db-wal");
	g_autofree char *data = NULL;
	gsize frame = FRAME_HEADER_SIZE + STORE_PAGE_SIZE;
	gsize size;

	if (!g_file_get_contents(path, &data, &size, NULL))
		return;
	for (gsize at = LOG_HEADER_SIZE; at + frame <= size; at += frame) {
		static const guint8 one[] = {0, 0, 0, 1};

		decrypt_page(key, (const guint8 *)data + at + FRAME_HEADER_SIZE,
			     memcmp(data + at, one, sizeof(one)) == 0, out);
	}
}

GByteArray *store_pages_decrypt(const struct fixture *fixture)
{
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	GByteArray *pages = g_byte_array_new();

	decrypt_database(fixture, ht_secret_bytes(key), pages);
	decrypt_log(fixture, ht_secret_bytes(key), pages);
	/* That this can read at all. */
	g_assert_nonnull(memmem(pages->data, pages->len, "CREATE TABLE", 12));
	return pages;
}

gboolean store_pages_search(const struct fixture *fixture, StoreLook look, gpointer context)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
	g_autoptr(GByteArray) pages = store_pages_decrypt(fixture);
	const char *name;

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *data = NULL;
		gsize size;

		fixture_read(fixture, name, &data, &size);
		if (look(context, name, (const guint8 *)data, size))
			return TRUE;
	}
	return look(context, "pages", pages->data, pages->len);
}

struct bytes {
	const void *data;
	gsize size;
};

static gboolean look_for_bytes(gpointer context, const char *name, const guint8 *data, gsize size)
{
	const struct bytes *bytes = context;
	gboolean found = size > 0 && memmem(data, size, bytes->data, bytes->size) != NULL;

	if (found)
		g_test_message("found in %s", name);
	return found;
}

gboolean store_pages_hold(const struct fixture *fixture, const void *bytes, gsize size)
{
	struct bytes wanted = {bytes, size};

	return store_pages_search(fixture, look_for_bytes, &wanted);
}
