/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "daemon/state-lock.h"

#include "common/glib/ht-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int ht_state_lock(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0 && errno == EWOULDBLOCK)
		g_set_error(error, HT_ERROR, HT_ERROR_BUSY,
			    "%s: another hub uses this folder; stop it first", dir);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
