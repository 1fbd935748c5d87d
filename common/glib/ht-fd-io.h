/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing a blocking descriptor to the last byte, whatever interrupts. In a worker
 * where the other end may be slow. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns the bytes read, fewer than size only at the end, or -1 with errno. */
gssize ht_fd_read(int fd, void *data, gsize size);
/* FALSE with errno: part of it may be written. */
gboolean ht_fd_write(int fd, const void *data, gsize size);
/* The same, at a place of a file. */
gboolean ht_fd_write_at(int fd, const void *data, gsize size, goffset offset);

G_END_DECLS
