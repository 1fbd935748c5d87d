/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk, to who writes files: none of this process grows beyond so many bytes. */
#pragma once

#include <glib.h>
#include <signal.h>
#include <sys/resource.h>

static inline void disk_limit_files(rlim_t bytes)
{
	struct rlimit limit;

	/* A write that fails is wanted, not the end of the process. */
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	limit.rlim_cur = MIN(bytes, limit.rlim_max);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static inline void disk_free_files(void)
{
	disk_limit_files(RLIM_INFINITY);
}
