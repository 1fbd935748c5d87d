/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every n-th allocation of SQLCipher, OpenSSL and libsodium in a scripted day fails, each in a
 * process of its own: it goes on after a clear error, or ends with a clear line and no other way
 * (no access to what is not there, no corrupted heap); what it had acknowledged is in the store,
 * which opens and goes on.
 *
 * HEALTH_TWIN_LONG tries every n until the day passes untouched; else some, picked by
 * HEALTH_TWIN_SEED.
 */
#define _GNU_SOURCE /* memfd_create */
#include "tests/faults/allocations.h"
#include "tests/faults/day.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIED = 40 };

/* Seen by both processes. The day writes one oracle while the other counts. */
static struct shared {
	struct oracle oracle[2];
	volatile guint counts;
	guint64 allocations;
	gboolean struck;
} * shared;

static void mark(const struct oracle *oracle)
{
	shared->oracle[!shared->counts] = *oracle;
	__sync_synchronize();
	shared->counts = !shared->counts;
}

static void lift(void)
{
	shared->struck |= allocations_fault_struck();
	allocations_set_fault(0, 0);
}

/* In the child. */
static void live(const char *dir, guint64 n, int output)
{
	dup2(output, STDERR_FILENO);
	dup2(output, STDOUT_FILENO);
	allocations_set_fault(n, n);
	day_live_marked("memory refused", dir, mark, lift);
	shared->allocations = allocations_count();
	shared->struck |= allocations_fault_struck();
	_exit(0);
}

static void check_end(int status, int output, guint64 n)
{
	char said[4096] = "";
	ssize_t size = pread(output, said, sizeof(said) - 1, 0);

	g_assert_cmpint((int)size, >=, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	if (!WIFSIGNALED(status) || (WTERMSIG(status) != SIGTRAP && WTERMSIG(status) != SIGABRT) ||
	    !strstr(said, "bytes of memory for the store: free some"))
		g_error("allocation %" G_GUINT64_FORMAT " refused: ended with status %d: %s", n,
			status, said);
}

/* Returns whether it was refused. */
static gboolean refuse(guint64 n)
{
	g_autofree char *name = g_strdup_printf("allocation %" G_GUINT64_FORMAT " refused", n);
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-XXXXXX", &error);
	int output = memfd_create("said", MFD_CLOEXEC);
	int status;
	pid_t child;

	g_assert_no_error(error);
	memset(shared, 0, sizeof(*shared));
	child = fork();
	if (child == 0)
		live(dir, n, output);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	check_end(status, output, n);
	day_judge(name, dir, &shared->oracle[shared->counts]);
	day_remove_folder(dir);
	close(output);
	return shared->struck || !WIFEXITED(status);
}

static void test_memory_refused(void)
{
	const char *seed = g_getenv("HEALTH_TWIN_SEED");
	guint64 tried = 0;
	guint64 count;
	guint64 step;

	shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(shared != MAP_FAILED);
	g_assert_false(refuse(0));
	count = shared->allocations;
	g_assert_cmpuint(count, >, 0);
	step = g_getenv("HEALTH_TWIN_LONG") ? 1 : MAX(1, count / TRIED);
	for (guint64 n = 1 + (seed ? strtoull(seed, NULL, 10) : 1) % step; refuse(n); n += step)
		tried++;
	g_test_message("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " allocations refused", tried,
		       count);
	g_assert_cmpuint(tried, >, 0);
	munmap(shared, sizeof(*shared));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", FALSE);
	g_test_init(&argc, &argv, NULL);
	allocations_start();
	ht_secret_startup(&error);
	g_assert_no_error(error);
	g_test_add_func("/faults/memory-refused", test_memory_refused);
	return g_test_run();
}
