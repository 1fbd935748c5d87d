/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every n-th write, sync, name and read of a scripted day fails: nothing acknowledged
 * is lost, nothing lies in clear, each error says what to do, and without the fault the day goes
 * on.
 *
 * HEALTH_TWIN_LONG tries every n until the day passes untouched; else a few of each, picked by
 * HEALTH_TWIN_SEED.
 */
#include "tests/faults/day.h"
#include "tests/faults/disk.h"
#include "tests/unit/store-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIED = 8 };

struct plan {
	const char *name;
	DiskCall call;
	int code;
	gboolean torn;
	DayRecovery recovery;
};

static const struct plan plans[] = {
    {"write-fails", .call = DISK_WRITE, .code = EIO},
    {"write-torn", .call = DISK_WRITE, .code = EIO, .torn = TRUE},
    {"disk-full", .call = DISK_WRITE, .code = ENOSPC, .torn = TRUE, .recovery = DAY_REOPENED},
    {"sync-fails", .call = DISK_SYNC, .code = EIO},
    {"sync-goes-on-failing", .call = DISK_SYNC, .code = EIO, .recovery = DAY_REOPENED},
    {"name-fails", .call = DISK_NAME, .code = EIO},
    {"no-more-names", .call = DISK_NAME, .code = ENOSPC, .recovery = DAY_REOPENED},
    {"read-fails", .call = DISK_READ, .code = EIO},
    {"read-goes-on-failing", .call = DISK_READ, .code = EIO, .recovery = DAY_REOPENED},
};

/* Whether the fault of this run struck: the hook has no context. */
static gboolean struck;

static void lift(void)
{
	const DiskFault none = {.first = 0};

	struck |= disk_fault_struck();
	disk_set_fault(&none);
}

static void set_fault(const struct plan *plan, guint64 n)
{
	const DiskFault fault = {
	    .call = plan->call,
	    .first = n,
	    .last = plan->recovery == DAY_REOPENED ? G_MAXUINT64 : n,
	    .code = plan->code,
	    .torn = plan->torn,
	};

	disk_set_fault(&fault);
}

/* Returns whether the fault struck; calls: of the plan's kind, where it did not. */
static gboolean live(const struct plan *plan, guint64 n, guint64 *calls)
{
	g_autofree char *name = g_strdup_printf("%s %" G_GUINT64_FORMAT, plan->name, n);
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-XXXXXX", &error);

	g_assert_no_error(error);
	disk_watch(dir);
	set_fault(plan, n);
	struck = FALSE;
	day_live(name, dir, plan->recovery, lift);
	*calls = disk_count(plan->call);
	lift();
	disk_watch(NULL);
	day_remove_folder(dir);
	return struck;
}

static void test_plan(gconstpointer data)
{
	const struct plan *plan = data;
	const char *seed = g_getenv("HEALTH_TWIN_SEED");
	guint64 calls;
	guint64 unused;
	guint64 tried = 0;
	guint64 step;

	/* Nothing is refused and nothing fails: so many calls there are. */
	g_assert_false(live(plan, 0, &calls));
	g_assert_cmpuint(calls, >, 0);
	step = g_getenv("HEALTH_TWIN_LONG") ? 1 : MAX(1, calls / TRIED);
	for (guint64 n = 1 + (seed ? strtoull(seed, NULL, 10) : 1) % step;
	     live(plan, n, &unused) || n < calls; n += step)
		tried++;
	g_test_message("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " calls failed",
		       plan->name, tried, calls);
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
	for (gsize i = 0; i < G_N_ELEMENTS(plans); i++) {
		g_autofree char *path = g_strconcat("/faults/", plans[i].name, NULL);

		g_test_add_data_func(path, &plans[i], test_plan);
	}
	return g_test_run();
}
