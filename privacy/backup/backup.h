/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backup of the whole state folder into one sealed file, while the hub runs: everything of one
 * moment, so that a hub restored from it (restore.h) is what this one was then.
 *
 * Nothing is written beside it: the database goes out page by page as it lies on the disk,
 * encrypted by its own key, and once more by the backup's. Layout: backup-member.h.
 *
 * The backup takes along the wrapped keys of persons and months. It is registered with them
 * (segment-keys.h) before anything leaves, so that erasing can name it.
 */
#pragma once

#include "privacy/audit/audit.h"
#include "privacy/backup/backup-member.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	const char *dir; /* the state folder */
	HtStore *store;
	HtAudit *audit;
	const char *label; /* what a person calls it, shorter than BACKUP_LABEL_SIZE, may be "" */
	gint64 utc_ns;
	const HtKeyringSettings *cost; /* of the passphrase; NULL = default */
} HtBackup;

enum { HT_BACKUP_ID_TEXT_SIZE = 2 * BACKUP_ID_SIZE + 1 };

/* Writes it into fd, a file; durable when it returns TRUE. id: under which it is registered. A
 * backup that failed is not registered any more: without its end it opens nothing. In a worker:
 * long. HT_ERROR_BUSY where somebody reads the database all the time. */
gboolean ht_backup_write(const HtBackup *backup, int fd, const HtSecret *passphrase,
			 GCancellable *cancellable, char id[HT_BACKUP_ID_TEXT_SIZE],
			 GError **error);

G_END_DECLS
