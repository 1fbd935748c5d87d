/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 at a random moment of a scripted day, while it records, replaces, folds, erases, changes
 * keys: the oracle lies in memory that this process shares with the one that it kills. Nothing
 * acknowledged is lost, nothing is invented, the store opens without an alarm and goes on.
 *
 * 20 kills in make check, 1000 with HEALTH_TWIN_LONG; HEALTH_TWIN_SEED picks the moments.
 */
#include "tests/faults/day.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 20, KILLS_LONG = 1000 };

/* The day writes one oracle while the other counts. */
static struct shared {
	struct oracle oracle[2];
	volatile guint counts;
	volatile guint marks;
} * shared;

static void mark(const struct oracle *oracle)
{
	shared->oracle[!shared->counts] = *oracle;
	__sync_synchronize();
	shared->counts = !shared->counts;
	shared->marks++;
}

static void lift(void)
{
	g_error("the day fails by itself");
}

/* Returns the marks of a whole day. */
static guint count_marks(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-XXXXXX", &error);

	g_assert_no_error(error);
	memset(shared, 0, sizeof(*shared));
	day_live_marked("not killed", dir, mark, lift);
	day_remove_folder(dir);
	return shared->marks;
}

/* Some way behind a mark, so that kills land anywhere between two. */
static void wait_for(guint marks, gint32 spin, pid_t child)
{
	while (shared->marks < marks) {
		if (waitpid(child, NULL, WNOHANG) != 0)
			g_error("the day ended by itself");
		g_usleep(20);
	}
	for (volatile gint32 i = 0; i < spin; i++)
		;
}

/* Returns the records that are there for sure. */
static guint kill_one(guint number, guint marks, gint32 spin)
{
	g_autofree char *name = g_strdup_printf("kill %u, behind mark %u", number, marks);
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-XXXXXX", &error);
	const struct oracle *oracle;
	guint present = 0;
	int status;
	pid_t child;

	g_assert_no_error(error);
	memset(shared, 0, sizeof(*shared));
	child = fork();
	if (child == 0) {
		day_live_marked(name, dir, mark, lift);
		pause();
	}
	wait_for(marks, spin, child);
	kill(child, SIGKILL);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	oracle = &shared->oracle[shared->counts];
	for (guint i = 0; i < ORACLE_RECORDS; i++)
		present += oracle->record[i] == ORACLE_PRESENT;
	day_judge(name, dir, oracle);
	day_remove_folder(dir);
	return present;
}

static void test_kill(void)
{
	/* A few of a day's transactions. */
	enum { SPIN_MAX = 3000000 };
	const char *text = g_getenv("HEALTH_TWIN_SEED");
	guint32 seed = text ? (guint32)strtoul(text, NULL, 10) : 1;
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	guint kills = g_getenv("HEALTH_TWIN_LONG") ? KILLS_LONG : KILLS;
	guint64 records = 0;
	guint marks;

	shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(shared != MAP_FAILED);
	marks = count_marks();
	for (guint i = 0; i < kills; i++) {
		guint behind = (guint)g_rand_int_range(rand, 0, (gint32)marks);

		records += kill_one(i, behind, g_rand_int_range(rand, 0, SPIN_MAX));
	}
	g_test_message("%u kills, seed %u: %" G_GUINT64_FORMAT
		       " acknowledged records, 0 lost, 0 invented",
		       kills, seed, records);
	munmap(shared, sizeof(*shared));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", FALSE);
	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
	g_test_add_func("/faults/kill", test_kill);
	return g_test_run();
}
