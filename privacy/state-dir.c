/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "privacy/state-dir.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *advice_for(int code)
{
	switch (code) {
	case EEXIST:
		return "move it away";
	case ENOSPC:
	case EDQUOT:
		return "free some space on its disk";
	case EACCES:
	case EPERM:
	case EROFS:
		return "look at whose it is and what the service may write";
	default:
		return "look at its disk, then try again";
	}
}

gboolean ht_state_dir_error(GError **error, int code, const char *what, const char *path)
{
	g_set_error(error, HT_ERROR, code == EEXIST ? HT_ERROR_EXISTS : HT_ERROR_FAILED,
		    "%s %s: %s; %s", what, path, g_strerror(code), advice_for(code));
	return FALSE;
}

gboolean ht_state_dir_prepare(const char *dir, GError **error)
{
	struct stat status;

	if (g_mkdir_with_parents(dir, 0700) < 0)
		return ht_state_dir_error(error, errno, "cannot make the folder", dir);
	if (stat(dir, &status) < 0)
		return ht_state_dir_error(error, errno, "cannot look at the folder", dir);
	if ((status.st_mode & 077) != 0 && chmod(dir, 0700) < 0)
		return ht_state_dir_error(error, errno,
					  "others may look into the folder, and it stays so:", dir);
	return TRUE;
}

gboolean ht_state_dir_sync(const char *dir, GError **error)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return ht_state_dir_error(error, errno, "cannot open the folder", dir);
	failed = fsync(fd) < 0 ? errno : 0;
	close(fd);
	return failed ? ht_state_dir_error(error, failed, "cannot write the folder", dir) : TRUE;
}

static gboolean write_file(const char *dir, const char *name, const void *data, gsize size,
			   guint rename_flags, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
	int failed;

	if (fd < 0)
		return ht_state_dir_error(error, errno, "cannot make a file in", dir);
	failed = ht_fd_write(fd, data, size) && fsync(fd) == 0 ? 0 : errno;
	if (close(fd) < 0 && !failed)
		failed = errno;
	if (!failed && renameat2(AT_FDCWD, temporary, AT_FDCWD, path, rename_flags) < 0)
		failed = errno;
	if (failed) {
		unlink(temporary);
		return ht_state_dir_error(error, failed, "cannot write", path);
	}
	return ht_state_dir_sync(dir, error);
}

gboolean ht_state_dir_write_new(const char *dir, const char *name, const void *data, gsize size,
				GError **error)
{
	return write_file(dir, name, data, size, RENAME_NOREPLACE, error);
}

gboolean ht_state_dir_replace(const char *dir, const char *name, const void *data, gsize size,
			      GError **error)
{
	return write_file(dir, name, data, size, 0, error);
}
