/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The power fails at any moment of a store's life: what it had acknowledged is there afterwards, in
 * a database that opens, and nothing else than what was written.
 *
 * HEALTH_TWIN_SEED picks the moments and the sectors; HEALTH_TWIN_LONG tries all of them.
 */
#include "tests/faults/disk-log.h"
#include "tests/integration/store-kill.h"
#include "tests/unit/store-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	RECORDS = 3000, /* enough for the log to be folded into the database once */
	RECORDS_PER_COMMIT = 20,
	MOMENTS_TRIED = 30,
	FIRST_MOMENTS = 12, /* while the database is made */
	FIRST_THROWS = 8,
};

static guint32 seed(void)
{
	const char *text = g_getenv("HEALTH_TWIN_SEED");

	return text ? (guint32)strtoul(text, NULL, 10) : 1;
}

static void live(const struct fixture *fixture)
{
	/* Commits come by flush only: so the marks are exact. */
	const HtStoreSettings settings = {.queue_bytes_max = 4u << 20,
					  .commit_interval_ms = 3600 * 1000};
	g_autoptr(GError) error = NULL;
	HtStore *store =
	    ht_store_open(fixture->dir, fixture->keyring, &settings, NULL, NULL, &error);
	uint8_t blob[KILL_BLOB_MAX];
	struct record record;

	g_assert_no_error(error);
	for (guint64 i = 0; i < RECORDS; i++) {
		kill_record_make(&record, blob, "stream", i);
		ht_store_append(store, &record, &error);
		g_assert_no_error(error);
		if (i % RECORDS_PER_COMMIT != RECORDS_PER_COMMIT - 1)
			continue;
		ht_store_flush(store, &error);
		g_assert_no_error(error);
		disk_log_mark(i + 1);
	}
	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static gboolean compare(gpointer context, const struct record *record)
{
	guint64 *count = context;
	uint8_t blob[KILL_BLOB_MAX];
	struct record expected;

	kill_record_make(&expected, blob, "stream", *count);
	g_assert_cmpint(record->start_utc_ns, ==, expected.start_utc_ns);
	fixture_assert_same(record->blob, record->blob_size, expected.blob, expected.blob_size);
	(*count)++;
	return TRUE;
}

static void judge(const char *dir, const HtKeyring *keyring, guint64 acknowledged, guint moment)
{
	const HtStoreQuery query = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	g_autoptr(GError) error = NULL;
	HtStore *store =
	    ht_store_open(dir, keyring, &ht_store_settings_default, NULL, NULL, &error);
	guint64 count = 0;

	if (!store)
		g_error("power loss after %u moments: %s", moment, error->message);
	ht_store_query(store, &query, compare, &count, &error);
	if (error || count < acknowledged)
		g_error("power loss after %u moments: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
			" acknowledged records are left%s%s",
			moment, count, acknowledged, error ? ": " : "",
			error ? error->message : "");
	/* No cut is an alarm, and none looks like a damage. */
	if (!ht_store_is_fresh(store, &error) || ht_store_lost(store))
		g_error("power loss after %u moments: %s", moment,
			error ? error->message : "it was salvaged");
	ht_store_close(store, NULL);
}

static void lose_power(const struct fixture *fixture, guint moment, guint throw)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed() + moment * FIRST_THROWS + throw);
	struct fixture after;
	guint64 acknowledged;

	fixture_set_up(&after, NULL);
	acknowledged = disk_log_replay(moment, rand, after.dir);
	judge(after.dir, fixture->keyring, acknowledged, moment);
	fixture_tear_down(&after, NULL);
}

static void test_power_loss(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed());
	guint length;

	(void)unused;
	g_test_message("seed %u", seed());
	disk_log_start(fixture->dir);
	live(fixture);
	disk_log_stop();
	length = disk_log_length();
	for (guint i = 0; i < FIRST_MOMENTS; i++) {
		for (guint throw = 0; throw < FIRST_THROWS; throw ++)
			lose_power(fixture, i, throw);
	}
	for (guint i = FIRST_MOMENTS; i <= length; i++) {
		if (g_rand_int_range(rand, 0, (gint32)length) < MOMENTS_TRIED ||
		    g_getenv("HEALTH_TWIN_LONG"))
			lose_power(fixture, i, 0);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	/* What a disk keeps is worked out here; waiting for a real one adds nothing. */
	if (g_access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", FALSE);
	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
	g_test_add("/store/power-loss", struct fixture, NULL, fixture_set_up, test_power_loss,
		   fixture_tear_down);
	return g_test_run();
}
