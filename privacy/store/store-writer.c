/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-writer.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-batch.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-salvage.h"

enum {
	RETRY_MS = 1000,
	RETRY_BUSY_MS = 100,
	/* So often another connection may be in the way (half a second each) before it counts as
	   failing. */
	BUSY_ATTEMPTS_MAX = 10,
};

/* Lives on the stack of the thread that waits for it. */
typedef struct {
	HtStoreWork work;
	gpointer context;
	gboolean done;
	int result;
} Job;

struct _HtStoreWriter {
	/* The writing thread's own. */
	HtStoreInserter *inserter;
	HtStoreNotifier *notifier;
	HtStoreBatch *batch; /* taken from the queue, not durable yet */
	guint busy_attempts;
	gboolean failure_told;

	/* Constant. */
	GThread *thread;
	gsize bytes_max;
	gint64 commit_interval_us;

	/* Under the lock. */
	GMutex lock;
	GCond to_thread;
	GCond from_thread;
	GQueue records;    /* of HtStoreEntry */
	GQueue jobs;       /* of Job */
	gsize bytes;       /* in queue and batch */
	guint64 appended;  /* records ever */
	guint64 committed; /* records ever */
	guint64 wanted;    /* commit at once until this many are durable */
	gint64 due_us;     /* when what waits is to be written, in monotonic time */
	guint64 failures;  /* transactions that failed, ever */
	int last_result;
	gboolean room_wanted;
	gboolean stopping;
};

/* Half of it: what one burst of notifications brings still fits after "no room". */
static gsize no_room_bytes(const HtStoreWriter *writer)
{
	return writer->bytes_max / 2;
}

/* From here on a commit does not wait for its time, and "room" is told below it. */
static gsize hurry_bytes(const HtStoreWriter *writer)
{
	return writer->bytes_max / 4;
}

/* Lock held. */
static gboolean is_batch_due(const HtStoreWriter *writer)
{
	if (writer->appended == writer->committed)
		return FALSE;
	if (writer->stopping || writer->wanted > writer->committed ||
	    g_get_monotonic_time() >= writer->due_us)
		return TRUE;
	/* A batch that is held failed before: it waits for its time. */
	return writer->bytes >= hurry_bytes(writer) && ht_store_batch_is_empty(writer->batch);
}

/* Lock held. Returns with something to do, or stopping. */
static void wait_for_work(HtStoreWriter *writer)
{
	while (!writer->stopping && g_queue_is_empty(&writer->jobs) && !is_batch_due(writer)) {
		if (writer->appended == writer->committed)
			g_cond_wait(&writer->to_thread, &writer->lock);
		else
			g_cond_wait_until(&writer->to_thread, &writer->lock, writer->due_us);
	}
}

/* Lock held, let go while working. One at a time, so that a batch that is due comes between two. */
static void do_job(HtStoreWriter *writer)
{
	Job *job = g_queue_pop_head(&writer->jobs);
	int result;

	if (!job)
		return;
	g_mutex_unlock(&writer->lock);
	result = job->work(writer->inserter, job->context);
	g_mutex_lock(&writer->lock);
	job->result = result;
	job->done = TRUE;
	g_cond_broadcast(&writer->from_thread);
}

/* Lock held. */
static void note_success(HtStoreWriter *writer)
{
	gint64 now_us = g_get_monotonic_time();

	writer->committed += ht_store_batch_count(writer->batch);
	writer->bytes -= ht_store_batch_bytes(writer->batch);
	writer->due_us = now_us + writer->commit_interval_us;
	writer->busy_attempts = 0;
	writer->failure_told = FALSE;
	ht_store_batch_announce(writer->batch, writer->notifier);
	ht_store_batch_clear(writer->batch);
	if (writer->room_wanted && writer->bytes <= hurry_bytes(writer)) {
		writer->room_wanted = FALSE;
		ht_store_notifier_room(writer->notifier);
	}
}

static void tell_failure(HtStoreWriter *writer, int result)
{
	g_autoptr(GError) error = NULL;

	writer->failure_told = TRUE;
	ht_store_set_error(&error, result, "cannot write the database, will go on trying");
	ht_store_notifier_failed(writer->notifier, error);
}

/* Lock held. */
static void note_failure(HtStoreWriter *writer, int result)
{
	gboolean busy = (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;

	if ((result & 0xff) == SQLITE_CORRUPT)
		ht_store_salvage_want(
		    sqlite3_db_filename(ht_store_inserter_database(writer->inserter), "main"));
	writer->busy_attempts = busy ? writer->busy_attempts + 1 : 0;
	writer->failures++;
	writer->last_result = result;
	/* Who waits for a flush is told; the next try comes in its time. */
	writer->wanted = 0;
	writer->due_us = g_get_monotonic_time() + (busy ? RETRY_BUSY_MS : RETRY_MS) * 1000;
	if (!writer->failure_told && (!busy || writer->busy_attempts >= BUSY_ATTEMPTS_MAX))
		tell_failure(writer, result);
}

/* Lock held, let go while writing. */
static void write_batch(HtStoreWriter *writer)
{
	int result;

	ht_store_batch_fill(writer->batch, &writer->records);
	g_mutex_unlock(&writer->lock);
	result = ht_store_batch_write(writer->batch, writer->inserter);
	g_mutex_lock(&writer->lock);
	if (result == SQLITE_OK)
		note_success(writer);
	else
		note_failure(writer, result);
	g_cond_broadcast(&writer->from_thread);
}

static gpointer run(gpointer data)
{
	HtStoreWriter *writer = data;
	gboolean go_on = TRUE;

	g_mutex_lock(&writer->lock);
	while (go_on) {
		guint64 failures = writer->failures;

		wait_for_work(writer);
		do_job(writer);
		if (is_batch_due(writer))
			write_batch(writer);
		/* Stopping ends with everything written, or with the first failure. */
		go_on = !writer->stopping || !g_queue_is_empty(&writer->jobs) ||
			(writer->appended != writer->committed && writer->failures == failures);
	}
	g_mutex_unlock(&writer->lock);
	return NULL;
}

HtStoreWriter *ht_store_writer_start(HtStoreInserter *inserter, HtStoreNotifier *notifier,
				     const HtStoreSettings *settings)
{
	HtStoreWriter *writer = g_new0(HtStoreWriter, 1);

	writer->inserter = inserter;
	writer->notifier = notifier;
	writer->batch = ht_store_batch_new();
	writer->bytes_max = settings->queue_bytes_max;
	writer->commit_interval_us = (gint64)settings->commit_interval_ms * 1000;
	g_mutex_init(&writer->lock);
	g_cond_init(&writer->to_thread);
	g_cond_init(&writer->from_thread);
	g_queue_init(&writer->records);
	g_queue_init(&writer->jobs);
	writer->thread = g_thread_new("store", run, writer);
	return writer;
}

static void writer_free(HtStoreWriter *writer)
{
	g_queue_clear_full(&writer->records, ht_store_entry_free);
	ht_store_batch_free(writer->batch);
	ht_store_inserter_free(writer->inserter);
	g_mutex_clear(&writer->lock);
	g_cond_clear(&writer->to_thread);
	g_cond_clear(&writer->from_thread);
	g_free(writer);
}

gboolean ht_store_writer_stop(HtStoreWriter *writer, GError **error)
{
	guint64 lost;

	g_mutex_lock(&writer->lock);
	writer->stopping = TRUE;
	g_cond_signal(&writer->to_thread);
	g_mutex_unlock(&writer->lock);
	g_thread_join(writer->thread);

	lost = writer->appended - writer->committed;
	if (lost > 0) {
		g_autofree char *what = g_strdup_printf(
		    "%" G_GUINT64_FORMAT " records could not be written and are lost", lost);

		ht_store_set_error(error, writer->last_result, what);
	}
	writer_free(writer);
	return lost == 0;
}

/* Lock held. */
static gboolean queue_record(HtStoreWriter *writer, const struct record *record, gsize size,
			     gboolean left_out)
{
	if (writer->bytes + size > writer->bytes_max) {
		writer->room_wanted = TRUE;
		return FALSE;
	}
	if (writer->appended == writer->committed)
		writer->due_us = g_get_monotonic_time() + writer->commit_interval_us;
	g_queue_push_tail(&writer->records, ht_store_entry_new(record, left_out));
	writer->bytes += size;
	writer->appended++;
	/* The thread sleeps without a limit before the first record, and until it is due then. */
	if (writer->appended == writer->committed + 1 || writer->bytes >= hurry_bytes(writer))
		g_cond_signal(&writer->to_thread);
	return TRUE;
}

gboolean ht_store_writer_append(HtStoreWriter *writer, const struct record *record,
				gboolean left_out, GError **error)
{
	gsize size = ht_store_entry_size(record);
	gboolean queued;

	if (size > writer->bytes_max) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "a record of %" G_GSIZE_FORMAT " bytes is larger than the whole queue",
			    size);
		return FALSE;
	}
	g_mutex_lock(&writer->lock);
	queued = queue_record(writer, record, size, left_out);
	g_mutex_unlock(&writer->lock);
	if (!queued)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "too much waits to be written: wait until there is room");
	return queued;
}

gboolean ht_store_writer_has_room(HtStoreWriter *writer)
{
	gboolean room;

	g_mutex_lock(&writer->lock);
	room = writer->bytes < no_room_bytes(writer);
	if (!room)
		writer->room_wanted = TRUE;
	g_mutex_unlock(&writer->lock);
	return room;
}

gboolean ht_store_writer_flush(HtStoreWriter *writer, GError **error)
{
	guint64 until;
	guint64 failures;
	int result = SQLITE_OK;

	g_mutex_lock(&writer->lock);
	until = writer->appended;
	failures = writer->failures;
	writer->wanted = MAX(writer->wanted, until);
	g_cond_signal(&writer->to_thread);
	while (writer->committed < until && writer->failures == failures)
		g_cond_wait(&writer->from_thread, &writer->lock);
	if (writer->committed < until)
		result = writer->last_result;
	g_mutex_unlock(&writer->lock);
	return result == SQLITE_OK ? TRUE
				   : ht_store_set_error(error, result, "cannot write the database");
}

void ht_store_writer_leave_out(HtStoreWriter *writer, const char *person, guint32 month)
{
	g_mutex_lock(&writer->lock);
	ht_store_batch_leave_out(writer->batch, person, month);
	for (GList *at = writer->records.head; at; at = at->next)
		ht_store_entry_leave_out(at->data, person, month);
	g_mutex_unlock(&writer->lock);
}

gboolean ht_store_writer_work(HtStoreWriter *writer, HtStoreWork work, gpointer context,
			      const char *what, GError **error)
{
	Job job = {.work = work, .context = context};

	g_mutex_lock(&writer->lock);
	g_queue_push_tail(&writer->jobs, &job);
	g_cond_signal(&writer->to_thread);
	while (!job.done)
		g_cond_wait(&writer->from_thread, &writer->lock);
	g_mutex_unlock(&writer->lock);
	return job.result == SQLITE_OK ? TRUE : ht_store_set_error(error, job.result, what);
}
