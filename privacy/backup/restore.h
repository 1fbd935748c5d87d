/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backup becomes the state folder of a hub that has none: whole, or not at all.
 *
 * It is read to its end first, and only if all of it is what was sealed is it read again and
 * written, into DIR/restoring. Synced, that is renamed to DIR/restored: from here on it counts. Its
 * files then move to their places, the keys last; a kill in between is finished at the next start.
 */
#pragma once

#include "privacy/backup/backup-member.h"
#include "privacy/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* fd: a file, read from its beginning. HT_ERROR_EXISTS where the folder has anything of a hub's,
 * HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED, HT_ERROR_INVALID, HT_ERROR_UNSUPPORTED. In a worker. */
gboolean ht_restore(const char *dir, int fd, const HtSecret *passphrase, GCancellable *cancellable,
		    GError **error);
/* At each start, before anything else looks at the folder: ends what was begun, takes away what did
 * not come to count. Nothing to do is no error. */
gboolean ht_restore_finish(const char *dir, GError **error);

G_END_DECLS
