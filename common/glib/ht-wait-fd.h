/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for a descriptor, with an end to one's patience. In a worker. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* TRUE when one of the conditions holds, or the other end is gone. FALSE with an error when
 * patience_ms (-1 = endless) is over or cancellable was cancelled. */
gboolean ht_wait_fd(int fd, GIOCondition conditions, gint patience_ms, GCancellable *cancellable,
		    GError **error);

G_END_DECLS
