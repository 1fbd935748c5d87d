/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where records wait while the hub is locked: DIR/inbox, files sealed to the hub's public key
 * (privacy/sealed), so that what writes them cannot read them.
 *
 * It takes records as the store does (privacy/store/store.h), in order, by one writing thread of
 * its own: a commit is flushed and fdatasync'ed before it is told. A file is begun at each start
 * and after some MiB. What was committed can be read after a kill or a power cut; while the disk is
 * full or the inbox holds all that it may, records wait, writing is tried again every second, and
 * the queue fills up until appending says HT_ERROR_BUSY.
 *
 * Sealing hides and tells damage; it does not tell who wrote: whoever can write the folder has the
 * public key as well and can add files that look like these.
 */
#pragma once

#include "privacy/inbox/inbox-record.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct _HtInbox HtInbox;

typedef struct {
	gsize queue_bytes_max;
	guint commit_interval_ms;
	guint64 file_bytes;  /* a file that has so many is the last one's */
	guint64 quota_bytes; /* of all files */
} HtInboxSettings;

extern const HtInboxSettings ht_inbox_settings_default;

/* (transfer full) Makes the folder if there is none. first: the lowest number that a new file may
 * have; it is higher than that of every file of a hub that there is. Events as the store's, in
 * events_context. */
HtInbox *ht_inbox_open(const char *dir, const guint8 box_public[32], guint32 first,
		       const HtInboxSettings *settings, const HtStoreEvents *events,
		       GMainContext *events_context, GError **error);
/* Writes what is queued, stops the thread and frees, also where it fails: the error says how many
 * records were lost. Events that were not delivered yet are dropped. */
gboolean ht_inbox_close(HtInbox *inbox, GError **error);

/* As ht_store_append(), ht_store_has_room() and ht_store_flush(). */
gboolean ht_inbox_append(HtInbox *inbox, const struct record *record, GError **error);
gboolean ht_inbox_has_room(HtInbox *inbox);
gboolean ht_inbox_flush(HtInbox *inbox, GError **error);

/* Instead of settings.quota_bytes from now on. Any thread. */
void ht_inbox_set_quota(HtInbox *inbox, guint64 quota_bytes);
/* What is appended from now on goes into a later file: once it returns, files below
 * ht_inbox_number() are not written any more. Blocks as long as a commit; in a worker. */
void ht_inbox_rotate(HtInbox *inbox);
/* Any thread. */
guint32 ht_inbox_number(HtInbox *inbox);
/* The number of the first file that this start may write. */
guint32 ht_inbox_first(const HtInbox *inbox);
/* Bytes of all files, about: others may have taken some away. Any thread. */
guint64 ht_inbox_bytes(HtInbox *inbox);

G_END_DECLS
