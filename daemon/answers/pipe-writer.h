/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes into a nonblocking pipe, waiting for its reader. In a worker. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Errors: the reader went away, took nothing for a minute, or cancellable was cancelled. */
gboolean ht_pipe_write(int fd, const char *data, gsize size, GCancellable *cancellable,
		       GError **error);

G_END_DECLS
