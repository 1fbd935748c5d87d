/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-fd-io.h"

#include <errno.h>
#include <unistd.h>

gssize ht_fd_read(int fd, void *data, gsize size)
{
	gsize at = 0;

	while (at < size) {
		gssize n = read(fd, (guint8 *)data + at, size - at);

		if (n == 0)
			break;
		if (n > 0)
			at += (gsize)n;
		else if (errno != EINTR)
			return -1;
	}
	return (gssize)at;
}

gboolean ht_fd_write(int fd, const void *data, gsize size)
{
	gsize at = 0;

	while (at < size) {
		gssize n = write(fd, (const guint8 *)data + at, size - at);

		if (n >= 0)
			at += (gsize)n;
		else if (errno != EINTR)
			return FALSE;
	}
	return TRUE;
}

gboolean ht_fd_write_at(int fd, const void *data, gsize size, goffset offset)
{
	gsize at = 0;

	while (at < size) {
		gssize n = pwrite(fd, (const guint8 *)data + at, size - at, offset + (goffset)at);

		if (n >= 0)
			at += (gsize)n;
		else if (errno != EINTR)
			return FALSE;
	}
	return TRUE;
}
