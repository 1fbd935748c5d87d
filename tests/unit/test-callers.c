/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller may do to the hub: any number in a handle's place, any number of questions. */
#include "daemon/bus/caller.h"
#include "daemon/bus/descriptor.h"

#include "common/glib/ht-error.h"

#include <fcntl.h>
#include <unistd.h>

static void expect(GUnixFDList *fds, gint32 index, gboolean taken)
{
	g_autoptr(GVariant) handle = g_variant_ref_sink(g_variant_new_handle(index));
	g_autoptr(GError) error = NULL;
	int fd = -1;

	g_assert_true(ht_take_descriptor(fds, handle, &fd, &error) == taken);
	if (taken) {
		g_assert_no_error(error);
		g_assert_cmpint(close(fd), ==, 0);
	} else {
		g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	}
}

static void test_any_handle(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new_from_array(&fd, 1);

	expect(NULL, 0, FALSE);
	expect(fds, -1, FALSE);
	expect(fds, 1, FALSE);
	expect(fds, G_MAXINT32, FALSE);
	expect(fds, 0, TRUE);
	/* It is a copy: the same handle may be taken twice. */
	expect(fds, 0, TRUE);
}

static void test_too_often(void)
{
	g_autoptr(HtCallers) callers = ht_callers_new(NULL);
	g_autoptr(GError) error = NULL;
	gint64 now_us = 1000;

	for (int i = 0; i < HT_CALLS_AT_ONCE; i++)
		g_assert_true(ht_callers_spend(callers, 1000, now_us, NULL));
	g_assert_false(ht_callers_spend(callers, 1000, now_us, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	/* Another account has its own. */
	g_assert_true(ht_callers_spend(callers, 0, now_us, NULL));
	/* A refusal costs nothing; a second later there is one more, and not two. */
	now_us += G_USEC_PER_SEC;
	g_assert_true(ht_callers_spend(callers, 1000, now_us, NULL));
	g_assert_false(ht_callers_spend(callers, 1000, now_us, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/descriptor/any-handle", test_any_handle);
	g_test_add_func("/callers/too-often", test_too_often);
	return g_test_run();
}
