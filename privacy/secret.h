/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that must not leak: locked in memory, wiped when freed, never on a bus or a command line.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtSecret HtSecret;

enum { HT_SECRET_MAX = 1024 };

/* Starts libsodium and keeps this process from dumping core. Once, before any other call of
 * privacy/. */
gboolean ht_secret_startup(GError **error);

/* (transfer full) A secret of size bytes, copied from data or random if data is NULL. */
HtSecret *ht_secret_new(const void *data, gsize size);
/* (transfer full) Reads fd to its end, leaves one trailing newline out; empty and longer than
 * HT_SECRET_MAX are errors. The descriptor is not closed. All of it must come within patience_ms
 * (-1 = endlessly; G_IO_ERROR_TIMED_OUT) and before cancellable is cancelled. Blocks: in a worker,
 * unless the descriptor is known to be ready. */
HtSecret *ht_secret_read_fd(int fd, gint patience_ms, GCancellable *cancellable, GError **error);
/* The same for bytes that are no text: nothing is left out. */
HtSecret *ht_secret_read_bytes_fd(int fd, gint patience_ms, GCancellable *cancellable,
				  GError **error);
const guint8 *ht_secret_bytes(const HtSecret *secret);
gsize ht_secret_size(const HtSecret *secret);
void ht_secret_free(HtSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSecret, ht_secret_free)

G_END_DECLS
