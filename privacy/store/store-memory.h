/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SQLCipher and OpenSSL do where there is no memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on neither is ever refused memory: the program ends with a line instead, as it does
 * where GLib gets none. SQLCipher 3.4.1 goes on without: it reads what it did not get, corrupts the
 * heap, and writes pages that nobody can read again. What a sudden end leaves is whole.
 *
 * Before SQLite's and OpenSSL's first use; later calls do nothing. HT_ERROR_UNSUPPORTED. */
gboolean ht_store_memory_guard(GError **error);

G_END_DECLS
