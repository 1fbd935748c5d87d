/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pipe-writer.h"

#include "common/glib/ht-error.h"

#include <errno.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

static gboolean fail(GError **error, const char *why)
{
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "a reader of records is left: %s", why);
	return FALSE;
}

static gboolean wait_for_room(int fd, GCancellable *cancellable, GError **error)
{
	GPollFD waits[2] = {{.fd = fd, .events = G_IO_OUT}, {.fd = -1}};
	guint n = g_cancellable_make_pollfd(cancellable, &waits[1]) ? 2 : 1;
	gint ready = g_poll(waits, n, PATIENCE_MS);

	if (n == 2)
		g_cancellable_release_fd(cancellable);
	if (g_cancellable_set_error_if_cancelled(cancellable, error))
		return FALSE;
	if (ready == 0)
		return fail(error, "it takes nothing");
	return ready > 0 || errno == EINTR || fail(error, g_strerror(errno));
}

gboolean ht_pipe_write(int fd, const char *data, gsize size, GCancellable *cancellable,
		       GError **error)
{
	while (size > 0) {
		gssize written = write(fd, data, size);

		if (written > 0) {
			data += written;
			size -= (gsize)written;
		} else if (written < 0 && errno == EAGAIN) {
			if (!wait_for_room(fd, cancellable, error))
				return FALSE;
		} else if (written < 0 && errno != EINTR) {
			return fail(error, g_strerror(errno));
		}
	}
	return TRUE;
}
