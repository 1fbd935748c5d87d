/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-wait-fd.h"

#include <errno.h>

gboolean ht_wait_fd(int fd, GIOCondition conditions, gint patience_ms, GCancellable *cancellable,
		    GError **error)
{
	GPollFD waits[2] = {{.fd = fd, .events = (gushort)conditions}, {.fd = -1}};
	guint n;
	gint ready;

	/* poll() would wait for ever for a descriptor that is none. */
	if (fd < 0) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror(EBADF));
		return FALSE;
	}
	n = g_cancellable_make_pollfd(cancellable, &waits[1]) ? 2 : 1;
	do
		ready = g_poll(waits, n, patience_ms);
	while (ready < 0 && errno == EINTR);
	if (n == 2)
		g_cancellable_release_fd(cancellable);
	if (g_cancellable_set_error_if_cancelled(cancellable, error))
		return FALSE;
	if (ready == 0)
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
				    "the other end does nothing");
	else if (ready < 0)
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror(errno));
	return ready > 0;
}
