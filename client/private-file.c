/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/private-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"

struct _HtPrivateFile {
	char *path;
	int fd;
	HtSealedWriter *sealed; /* NULL = plain */
};

HtPrivateFile *ht_private_file_create(const char *path, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	HtPrivateFile *file;

	if (fd < 0 && errno == EEXIST) {
		g_set_error(error, HT_ERROR, HT_ERROR_EXISTS,
			    "%s: is there already: give another name", path);
		return NULL;
	}
	if (fd < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be made: %s", path,
			    g_strerror(errno));
		return NULL;
	}
	file = g_new0(HtPrivateFile, 1);
	file->path = g_strdup(path);
	file->fd = fd;
	return file;
}

gboolean ht_private_file_seal(HtPrivateFile *file, enum sealed_by by, const HtSecret *secret,
			      GError **error)
{
	file->sealed =
	    ht_sealed_writer_new(file->fd, by, secret, &ht_keyring_settings_default, error);
	return file->sealed != NULL;
}

static gboolean failed(const HtPrivateFile *file, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be written: %s", file->path,
		    g_strerror(errno));
	return FALSE;
}

gboolean ht_private_file_write(HtPrivateFile *file, const guint8 *data, gsize size, GError **error)
{
	if (file->sealed)
		return ht_sealed_writer_write(file->sealed, data, size, error);
	return ht_fd_write(file->fd, data, size) || failed(file, error);
}

gboolean ht_private_file_flush(HtPrivateFile *file, GError **error)
{
	return !file->sealed || ht_sealed_writer_flush(file->sealed, error);
}

gboolean ht_private_file_finish(HtPrivateFile *file, GError **error)
{
	gboolean ok = !file->sealed || ht_sealed_writer_finish(file->sealed, error);

	if (ok && fsync(file->fd) < 0 && errno != EINVAL && errno != EROFS)
		ok = failed(file, error);
	if (close(file->fd) < 0 && ok)
		ok = failed(file, error);
	file->fd = -1;
	return ok;
}

void ht_private_file_discard(HtPrivateFile *file)
{
	g_unlink(file->path);
}

void ht_private_file_free(HtPrivateFile *file)
{
	if (!file)
		return;
	if (file->fd >= 0)
		close(file->fd);
	ht_sealed_writer_free(file->sealed);
	g_free(file->path);
	g_free(file);
}
