/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file of the inbox, being written: sealed to the hub's public key, durable at each commit,
 * never longer than what was committed once a commit has failed.
 *
 * One thread at a time; it blocks.
 */
#pragma once

#include "privacy/inbox/inbox-record.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtInboxFile HtInboxFile;

/* (transfer full) Makes DIR/inbox/NNNNNN, or nothing at all. */
HtInboxFile *ht_inbox_file_new(const char *dir, const guint8 box_public[32],
			       const struct inbox_start *start, GError **error);
/* Adds encoded records; they are on disk when it returns TRUE. After FALSE only
 * ht_inbox_file_abandon() may follow. */
gboolean ht_inbox_file_commit(HtInboxFile *file, const guint8 *data, gsize size, GError **error);
/* Durably takes away what was written since the last commit; the whole file if there was none.
 * FALSE = could not yet, try again. */
gboolean ht_inbox_file_abandon(HtInboxFile *file, GError **error);
/* Of what is committed. */
guint64 ht_inbox_file_size(const HtInboxFile *file);
/* Marks a file without a failure as whole; frees. */
void ht_inbox_file_free(HtInboxFile *file);

G_END_DECLS
