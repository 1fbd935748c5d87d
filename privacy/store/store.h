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
#include "privacy/keys/segment-keys.h"

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
 * that the library encrypts (HT_ERROR_NOT_ENCRYPTED else), reads every PRAGMA back, migrates. Saves
 * what can be read of a damaged one into a new one: see ht_store_lost(). HT_ERROR_WRONG_KEY,
 * HT_ERROR_DAMAGED where not even its first page can be read. May take long: call in a worker of
 * the context given for the events. */
HtStore *ht_store_open(const char *dir, const HtKeyring *keyring, const HtStoreSettings *settings,
		       const HtStoreEvents *events, GMainContext *events_context, GError **error);
/* Writes what is queued, stops the thread, closes and frees, also where it fails: the error says
 * how many records were lost. Events that were not delivered yet are dropped: call it in the thread
 * of the events' context. */
gboolean ht_store_close(HtStore *store, GError **error);

/* Queues a copy of the record. HT_ERROR_BUSY when the queue is full: nothing was taken, room() will
 * follow. HT_ERROR_INVALID for a record that could never be stored. */
gboolean ht_store_append(HtStore *store, const struct record *record, GError **error);
/* As ht_store_append(), of one that was erased while there was no room: it is told as committed in
 * its turn, so that nobody waits for it, and never written. */
gboolean ht_store_pass_over(HtStore *store, const struct record *record, GError **error);
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

enum { HT_STORE_EVERY_KIND = 0 };

/* What is to be taken away, and what comes into its place. */
typedef struct {
	const char *person;
	const char *stream;
	guint16 kind; /* HT_STORE_EVERY_KIND = any */
	gint64 start_utc_ns;
	gint64 end_utc_ns; /* those that lie wholly in [start, end) */
	gsize found;       /* how many these were when they were read; 0 = however many */
	const struct record *records;
	gsize count;
} HtStoreReplacement;

/* In one transaction of the writing thread. Where there are not as many as were found any more,
 * because some were erased, retired or added meanwhile, nothing is done: what was erased does not
 * come back, and what is new is not lost. Blocks until it is durable. For merging small records
 * into large ones; cut at the turn of the month (UTC), where keys change. */
gboolean ht_store_replace(HtStore *store, const HtStoreReplacement *replacement, GError **error);

/* Adds what was made out of a person's stored records (a day's sums ...), in one transaction, but
 * for what is of a month that was erased since they were read. keys: (element-type guint32) what
 * ht_segment_keys_list() said of the person, and HT_SEGMENT_ALWAYS, before that. Blocks until it is
 * durable. */
gboolean ht_store_derive(HtStore *store, const GArray *keys, const struct record *records,
			 gsize count, GError **error);

/* Adds the records of a source (a file of the inbox ...) exactly once: they and the mark that this
 * source was folded are one transaction. TRUE also where it was folded before: then nothing is
 * done. Blocks until that is durable. */
gboolean ht_store_fold(HtStore *store, const char *source, const struct record *records,
		       gsize count, GError **error);
/* Whether it was; FALSE also where that cannot be read. */
gboolean ht_store_folded(HtStore *store, const char *source);
/* The source is gone: its mark need not be kept. */
gboolean ht_store_fold_forget(HtStore *store, const char *source, GError **error);

/* Documents: small named things that change (people, wearables, assignments). Written durably
 * before the call returns; each is one short transaction of the writing thread. NULL content
 * removes. Sealed with the key of person, so that it goes when the person is erased; person NULL =
 * the hub's own. A collection and id name one document, whosever it is. HT_ERROR_NOT_FOUND:
 * the person was erased since the store was opened. */
gboolean ht_store_put_document(HtStore *store, const char *person, const char *collection,
			       const char *id, GBytes *content, GError **error);
/* (transfer full) NULL with no error set if there is none. */
GBytes *ht_store_get_document(HtStore *store, const char *collection, const char *id,
			      GError **error);
/* (transfer full) (element-type utf8 GBytes) id to content. */
GHashTable *ht_store_list_documents(HtStore *store, const char *collection, GError **error);
/* Valid during the call. FALSE with an error ends the visit. */
typedef gboolean (*HtStoreDocumentVisitor)(gpointer context, const char *id, GBytes *content,
					   GError **error);
/* Each document of a collection, in no order. FALSE: it could not be read, or the visitor ended. */
gboolean ht_store_visit_documents(HtStore *store, const char *collection,
				  HtStoreDocumentVisitor visitor, gpointer context, GError **error);

/* Destroys the keys of a person's month (ht_segment_month_of()), or with HT_SEGMENT_ALWAYS of the
 * person with every month and document, then deletes what they sealed. Once begun it is finished,
 * if need be when the store is opened the next time. What waits to be written of it is not written
 * any more, and of a person who was erased nothing that comes later: records are passed over,
 * documents refused. Nobody else ever gets the id. survivors (may be NULL): (transfer full)
 * (element-type utf8) the backups that still hold a copy of those keys. Blocks. */
gboolean ht_store_erase(HtStore *store, const char *person, guint32 month, GPtrArray **survivors,
			GError **error);

/* Deletes every record of the kind that starts before this; removed (may be NULL) counts them.
 * Blocks; in steps, so that what is measured meanwhile is written in between. */
gboolean ht_store_retire(HtStore *store, guint16 kind, gint64 before_utc_ns, guint64 *removed,
			 GError **error);
/* Gives the pages that came free back to the disk, in the same way. A database of version 1 keeps
 * them until it is vacuumed. */
gboolean ht_store_vacuum(HtStore *store, GError **error);

typedef struct {
	guint64 used_bytes; /* by the database and its log */
	guint64 free_bytes; /* of the disk, for this user */
} HtStoreSpace;

gboolean ht_store_space(HtStore *store, HtStoreSpace *space, GError **error);
/* As it will be with nothing more deleted: pages that hold nothing are given back or used again,
 * and the log is folded in, which may wait for who reads. Blocks. */
gboolean ht_store_space_to_come(HtStore *store, HtStoreSpace *space, GError **error);

/* What is not there any more, or cannot be opened. */
typedef struct {
	char *person;    /* "" = nobody's */
	gint64 day;      /* days since 1970 in UTC; -1 = of a month whose days are not known */
	guint32 month;   /* as ht_segment_month_of(); HT_SEGMENT_ALWAYS = documents */
	guint64 entries; /* records or documents */
} HtStoreLoss;

typedef struct {
	guint64 records; /* that were looked at */
	guint64 documents;
	GPtrArray *losses; /* of HtStoreLoss */
	gboolean damaged;  /* pages that cannot be read, or indices that do not fit them */
	gboolean stale;    /* older than what was written last, or entries added or taken out */
} HtStoreFindings;

/* (transfer full) Compares every record and document with what the ledger says was written, and the
 * ledger with DIR/head; content TRUE: opens each seal as well. NULL where the database cannot be
 * read at all. Long: in a worker; writing goes on meanwhile. */
HtStoreFindings *ht_store_check(HtStore *store, gboolean content, GCancellable *cancellable,
				GError **error);
void ht_store_findings_free(HtStoreFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStoreFindings, ht_store_findings_free)
/* FALSE, HT_ERROR_STALE: when it was opened, or at a check since, the database was older than
 * DIR/head says, or DIR/head was; it is used all the same. Says so until it is accepted. */
gboolean ht_store_is_fresh(HtStore *store, GError **error);
gboolean ht_store_accept(HtStore *store, GError **error);

/* (transfer none) What was lost when a damaged database was saved into a new one, this time it was
 * opened or before; NULL = nothing. The damaged file lies beside it. */
const HtStoreFindings *ht_store_lost(HtStore *store);

enum { HT_STORE_DIGEST_SIZE = 32 };
/* What was committed last: a number that only grows, and a keyed digest of all that is stored. What
 * leaves the hub (checkpoints, exports) carries it: only there can somebody see that a whole card
 * was put back. */
void ht_store_head(HtStore *store, guint64 *epoch, guint8 digest[HT_STORE_DIGEST_SIZE]);

/* (transfer none) The keys of persons and months, open as long as the store. */
HtSegmentKeys *ht_store_segments(HtStore *store);

/* (transfer full) The database as of one commit, for a backup: privacy/store/store-snapshot.h. What
 * is committed as long as it lives stays in the log, which grows. Blocks until nobody reads for a
 * moment; in a worker. HT_ERROR_BUSY. */
typedef struct _HtStoreSnapshot HtStoreSnapshot;
HtStoreSnapshot *ht_store_snapshot(HtStore *store, GError **error);

/* Brings segments and database over to the new data key of a keyring in rotation
 * (privacy/keys/key-rotation.h), while records keep coming: they wait in the queue, and whoever
 * reads waits as well, some seconds for each 100 MB. Needs as much room on the disk as the
 * database has. Where it fails, the database is as it was. In a worker. */
gboolean ht_store_rekey(HtStore *store, const HtKeyring *keyring, GError **error);

G_END_DECLS
