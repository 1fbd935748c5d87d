/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The power goes at any moment of a scripted day, sectors and names that were not synced being lost
 * at random, in the database and in every file beside it: what was acknowledged is there, nothing
 * else is, the store opens without an alarm and goes on.
 *
 * HEALTH_TWIN_SEED picks moments and losses; HEALTH_TWIN_LONG tries every moment several times.
 */
#include "tests/faults/day.h"
#include "tests/faults/disk-log.h"

#include <stdlib.h>
#include <unistd.h>

enum { TRIED = 60, THROWS = 8 };

/* By number: a mark in the log is one. */
static GArray *oracles;

static void mark(const struct oracle *oracle)
{
	g_array_append_val(oracles, *oracle);
	disk_log_mark(oracles->len - 1);
}

static void lift(void)
{
	g_error("the day fails by itself");
}

static char *make_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *dir = g_dir_make_tmp("health-twin-XXXXXX", &error);

	g_assert_no_error(error);
	return dir;
}

static void lose_power(guint moment, guint32 seed)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autofree char *name =
	    g_strdup_printf("power lost after %u moments, losses %u", moment, seed);
	g_autofree char *dir = make_folder();
	guint64 newest = disk_log_replay(moment, rand, dir);

	day_judge(name, dir, &g_array_index(oracles, struct oracle, newest));
	day_remove_folder(dir);
}

static void test_power_loss(void)
{
	const struct oracle nothing = {0};
	const char *text = g_getenv("HEALTH_TWIN_SEED");
	guint32 seed = text ? (guint32)strtoul(text, NULL, 10) : 1;
	gboolean all = g_getenv("HEALTH_TWIN_LONG") != NULL;
	g_autofree char *dir = make_folder();
	guint length;
	guint step;

	oracles = g_array_new(FALSE, FALSE, sizeof(struct oracle));
	g_array_append_val(oracles, nothing);
	disk_log_start(dir);
	day_live_marked("untouched", dir, mark, lift);
	disk_log_stop();
	day_remove_folder(dir);
	length = disk_log_length();
	step = all ? 1 : MAX(1, length / TRIED);
	g_test_message("%u moments, seed %u", length, seed);
	for (guint i = seed % step; i <= length; i += step) {
		for (guint throw = 0; throw < (all ? THROWS : 1); throw ++)
			lose_power(i, seed + i * THROWS + throw);
	}
	g_array_unref(oracles);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", FALSE);
	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
	g_test_add_func("/faults/power-loss", test_power_loss);
	return g_test_run();
}
