/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From SQLite's result codes to errors of this project. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets *error to "what: the library's words for the result code; what to do". Returns FALSE. The
 * words are the library's own and hold no stored value. */
gboolean ht_store_set_error(GError **error, int result, const char *what);

G_END_DECLS
