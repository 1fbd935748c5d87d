/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/pipe-writer.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-wait-fd.h"

#include <errno.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

gboolean ht_pipe_write(int fd, const char *data, gsize size, GCancellable *cancellable,
		       GError **error)
{
	while (size > 0) {
		gssize written;

		/* A reader that keeps pace never lets it wait. */
		if (g_cancellable_set_error_if_cancelled(cancellable, error))
			return FALSE;
		written = write(fd, data, size);
		if (written > 0) {
			data += written;
			size -= (gsize)written;
		} else if (written < 0 && errno == EAGAIN) {
			if (!ht_wait_fd(fd, G_IO_OUT, PATIENCE_MS, cancellable, error))
				return FALSE;
		} else if (written < 0 && errno != EINTR) {
			g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
				    "a reader of records is gone: %s", g_strerror(errno));
			return FALSE;
		}
	}
	return TRUE;
}
