/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys lie in locked memory while they are needed, and nowhere afterwards. */
#include "tests/unit/store-fixture.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef FIXTURE_ADDRESS_SANITIZER
enum { MASK = 0x5a };

/* The bytes looked for, masked: else the search would find itself. */
struct wanted {
	guint8 masked[64];
	gsize size;
};

static void remember(struct wanted *wanted, const void *bytes, gsize size)
{
	g_assert_cmpuint(size, <=, sizeof(wanted->masked));
	for (gsize i = 0; i < size; i++)
		wanted->masked[i] = ((const guint8 *)bytes)[i] ^ MASK;
	wanted->size = size;
}

static gboolean equals(const struct wanted *wanted, const guint8 *at)
{
	for (gsize i = 0; i < wanted->size; i++) {
		if ((at[i] ^ MASK) != wanted->masked[i])
			return FALSE;
	}
	return TRUE;
}

static int count_in(const struct wanted *wanted, const guint8 *data, gsize size)
{
	int found = 0;

	for (gsize i = 0; i + wanted->size <= size; i++)
		found += equals(wanted, data + i);
	return found;
}

/* One mapping in one buffer, which is wiped: it holds copies of all that it read. */
static int count_in_mapping(const struct wanted *wanted, int memory, guint64 start, guint64 end)
{
	guint8 *buffer = g_malloc(end - start);
	gssize size = pread(memory, buffer, end - start, (off_t)start);
	int found = size > 0 ? count_in(wanted, buffer, (gsize)size) : 0;

	sodium_memzero(buffer, end - start);
	g_free(buffer);
	return found;
}

/* Copies in the writable memory of this process. */
static int count_copies(const struct wanted *wanted)
{
	g_autofree char *maps = NULL;
	g_auto(GStrv) lines = NULL;
	int memory;
	int found = 0;

	/* ht_secret_startup() closed this to everybody, ourselves included. */
	g_assert_cmpint(prctl(PR_SET_DUMPABLE, 1), ==, 0);
	g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
	memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	g_assert_cmpint(memory, >=, 0);
	lines = g_strsplit(maps, "\n", -1);
	for (char **line = lines; *line; line++) {
		unsigned long long start;
		unsigned long long end;
		char mode[5];

		if (sscanf(*line, "%llx-%llx %4s", &start, &end, mode) == 3 && mode[1] == 'w')
			found += count_in_mapping(wanted, memory, start, end);
	}
	close(memory);
	return found;
}

static void test_search_finds(void)
{
	g_autofree char *bytes = g_strdup("a string to be found that no other memory holds");
	struct wanted wanted;

	remember(&wanted, bytes, 32);
	g_assert_cmpint(count_copies(&wanted), >=, 1);
	memset(bytes, 0, 32);
}

static void use_store(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	HtStore *store = fixture_open_store(fixture, NULL);
	struct record record = fixture_record("a", 1, 0, 1);

	ht_store_append(store, &record, &error);
	ht_store_flush(store, &error);
	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static void remember_hex(struct wanted *wanted, const HtSecret *key)
{
	char hex[65];

	sodium_bin2hex(hex, sizeof(hex), ht_secret_bytes(key), ht_secret_size(key));
	remember(wanted, hex, 64);
	sodium_memzero(hex, sizeof(hex));
}

static void test_gone_afterwards(struct fixture *fixture, gconstpointer unused)
{
	struct wanted raw;
	struct wanted hex;
	struct wanted passphrase;
	HtSecret *key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);

	(void)unused;
	remember(&raw, ht_secret_bytes(key), ht_secret_size(key));
	remember_hex(&hex, key);
	ht_secret_free(key);
	remember(&passphrase, ht_secret_bytes(fixture->passphrase),
		 ht_secret_size(fixture->passphrase));

	use_store(fixture);
	g_clear_pointer(&fixture->keyring, ht_keyring_free);
	g_clear_pointer(&fixture->passphrase, ht_secret_free);
	g_assert_cmpint(count_copies(&raw), ==, 0);
	g_assert_cmpint(count_copies(&hex), ==, 0);
	/* The fixture's constant does not count: it is not writable. */
	g_assert_cmpint(count_copies(&passphrase), ==, 0);
}

static long locked_kb(void)
{
	g_autofree char *status = NULL;
	const char *line;

	g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
	line = strstr(status, "VmLck:");
	g_assert_nonnull(line);
	return strtol(line + strlen("VmLck:"), NULL, 10);
}

/* Some containers allow no locked memory, or do not count it. */
static gboolean can_lock(void)
{
	static guint8 page[4096];
	long before = locked_kb();
	gboolean locks = mlock(page, sizeof(page)) == 0 && locked_kb() > before;

	munlock(page, sizeof(page));
	return locks;
}

static void test_locked(void)
{
	long before = locked_kb();
	HtSecret *secret;

	if (!can_lock()) {
		g_test_skip("this machine locks no memory");
		return;
	}
	secret = ht_secret_new(NULL, 32);
	g_assert_cmpint(locked_kb(), >, before);
	ht_secret_free(secret);
	g_assert_cmpint(locked_kb(), ==, before);
}
#endif

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#ifndef FIXTURE_ADDRESS_SANITIZER
	g_test_add_func("/store/memory/locked", test_locked);
	g_test_add_func("/store/memory/search-finds", test_search_finds);
	g_test_add("/store/memory/gone-afterwards", struct fixture, NULL, fixture_set_up,
		   test_gone_afterwards, fixture_tear_down);
#endif
	return g_test_run();
}
