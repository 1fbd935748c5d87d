/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The encrypted store: DIR/twin.db, an SQLCipher database in one format profile that Debian 12's
 * SQLCipher 3.4.1 and Debian 13's 4.x both open.
 *
 * It keeps records (common/record.h) and small documents, and knows no medicine. One thread of
 * its own writes; ht_store_append() only queues. Reading uses read-only connections of its own,
 * from any thread but best from a worker. Commits come commit_interval_ms apart while there is
 * something to write, sooner when a quarter of the queue is full, and at once on flush.
 *
 * A record leaves the queue only when it is durable. While the disk is full, records stay, writing
 * is tried again every second, and the queue fills up until ht_store_append() says HT_ERROR_BUSY.
 */
#pragma once

#include "common/record.h"
#include "privacy/keyring.h"

G_BEGIN_DECLS

typedef struct _HtStore HtStore;

typedef struct {
	gsize queue_bytes_max;    /* what may wait for the writing thread */
	guint commit_interval_ms; /* wall time between commits while records come */
} HtStoreSettings;

extern const HtStoreSettings ht_store_settings_default;

/* Called in the thread-default main context of the opener after a commit is durable: for each
 * stream that had RECORD_ECG_WAVEFORM or RECORD_WAVE in it, the end of the newest one and, of ECG,
 * number[0] + number[1] of it (samples since the stream's start; 0 for other waves). */
typedef void (*HtStoreCommitted)(gpointer context, const char *stream, gint64 stored_until_utc_ns,
				 guint64 sample_count);
/* Same context: the queue has room again after ht_store_has_room() said FALSE. */
typedef void (*HtStoreRoom)(gpointer context);
/* Same context: writing failed (disk full ...). Told once; nothing is lost yet, and writing is
 * tried again every second. Told again only after a commit succeeded in between. */
typedef void (*HtStoreFailed)(gpointer context, const GError *error);

typedef struct {
	gpointer context;
	HtStoreCommitted committed;
	HtStoreRoom room;
	HtStoreFailed failed;
} HtStoreEvents;

/* (transfer full) Opens or makes the database in dir (0700); settings NULL = default. Checks first
 * that the library encrypts (HT_ERROR_NOT_ENCRYPTED else), reads every PRAGMA back, migrates.
 * HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED. May take long: call in a worker of the context given for
 * the events. */
HtStore *ht_store_open(const char *dir, const HtKeyring *keyring, const HtStoreSettings *settings,
		       const HtStoreEvents *events, GMainContext *events_context, GError **error);
/* Writes what is queued, stops the thread, closes and frees, also where it fails: the error says
 * how many records were lost. Events that were not delivered yet are dropped: call it in the thread
 * of the events' context. */
gboolean ht_store_close(HtStore *store, GError **error);

/* Queues a copy of the record. HT_ERROR_BUSY when the queue is full: nothing was taken, room() will
 * follow. HT_ERROR_INVALID for a record that could never be stored. */
gboolean ht_store_append(HtStore *store, const struct record *record, GError **error);
gboolean ht_store_has_room(HtStore *store);
/* Blocks until all that was queued before is durable, or writing failed once (it is tried again
 * later all the same). Not from the main loop of a live hub. */
gboolean ht_store_flush(HtStore *store, GError **error);

typedef struct {
	const char *person;  /* NULL = everybody */
	const char *stream;  /* NULL = every stream */
	guint16 kind;        /* 0 = every kind */
	gint64 start_utc_ns; /* records that start at this or later, or end after it */
	gint64 end_utc_ns;   /* records that start before this; INT64_MAX = no end */
	gboolean newest_first;
	guint limit; /* 0 = no limit */
} HtStoreQuery;

/* The record is valid during the call. Return FALSE to stop. */
typedef gboolean (*HtStoreVisitor)(gpointer context, const struct record *record);
/* Visits committed records in order of start. The visitor may ask the store again. */
gboolean ht_store_query(HtStore *store, const HtStoreQuery *query, HtStoreVisitor visitor,
			gpointer context, GError **error);

/* Documents: small named things that change (people, wearables, assignments). Written durably
 * before the call returns; each is one short transaction of the writing thread. NULL content
 * removes. */
gboolean ht_store_put_document(HtStore *store, const char *collection, const char *id,
			       GBytes *content, GError **error);
/* (transfer full) NULL with no error set if there is none. */
GBytes *ht_store_get_document(HtStore *store, const char *collection, const char *id,
			      GError **error);
/* (transfer full) (element-type utf8 GBytes) id to content. */
GHashTable *ht_store_list_documents(HtStore *store, const char *collection, GError **error);

G_END_DECLS
