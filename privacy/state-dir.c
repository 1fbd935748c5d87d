/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "privacy/state-dir.h"

#include "common/glib/ht-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean fail(GError **error, int code, const char *what, const char *path)
{
	g_set_error(error, HT_ERROR, code == EEXIST ? HT_ERROR_EXISTS : HT_ERROR_FAILED,
		    "%s %s: %s", what, path, g_strerror(code));
	return FALSE;
}

gboolean ht_state_dir_prepare(const char *dir, GError **error)
{
	struct stat status;

	if (g_mkdir_with_parents(dir, 0700) < 0)
		return fail(error, errno, "cannot make the folder", dir);
	if (stat(dir, &status) < 0)
		return fail(error, errno, "cannot look at the folder", dir);
	if ((status.st_mode & 077) != 0 && chmod(dir, 0700) < 0)
		return fail(error, errno, "others may look into the folder, and it stays so:", dir);
	return TRUE;
}

gboolean ht_state_dir_sync(const char *dir, GError **error)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return fail(error, errno, "cannot open the folder", dir);
	failed = fsync(fd) < 0 ? errno : 0;
	close(fd);
	return failed ? fail(error, failed, "cannot write the folder", dir) : TRUE;
}

/* Returns 0 or errno. */
static int write_and_sync(int fd, const guint8 *data, gsize size)
{
	while (size > 0) {
		gssize n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			data += n;
			size -= (gsize)n;
		}
	}
	return fsync(fd) < 0 ? errno : 0;
}

static gboolean write_file(const char *dir, const char *name, const void *data, gsize size,
			   guint rename_flags, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
	int failed;

	if (fd < 0)
		return fail(error, errno, "cannot make a file in", dir);
	failed = write_and_sync(fd, data, size);
	if (close(fd) < 0 && !failed)
		failed = errno;
	if (!failed && renameat2(AT_FDCWD, temporary, AT_FDCWD, path, rename_flags) < 0)
		failed = errno;
	if (failed) {
		unlink(temporary);
		return fail(error, failed, "cannot write", path);
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
