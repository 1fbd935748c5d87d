/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder that holds keys and database: for its owner only, and what is in it is durable. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets *error to "what path: why; what to do" for an errno. Returns FALSE. */
gboolean ht_state_dir_error(GError **error, int code, const char *what, const char *path);
/* Makes the folder (and those above it) or narrows it to 0700. */
gboolean ht_state_dir_prepare(const char *dir, GError **error);
/* Makes the names in the folder durable. */
gboolean ht_state_dir_sync(const char *dir, GError **error);
/* Writes DIR/name with mode 0600: durable and whole, or not at all. HT_ERROR_EXISTS if there is
 * such a file. */
gboolean ht_state_dir_write_new(const char *dir, const char *name, const void *data, gsize size,
				GError **error);
/* The same, over the file that may be there. */
gboolean ht_state_dir_replace(const char *dir, const char *name, const void *data, gsize size,
			      GError **error);

G_END_DECLS
