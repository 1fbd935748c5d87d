/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/upkeep/compactor.h"

#include "common/timebase.h"
#include "daemon/upkeep/compact.h"

/* Of a stream's time, between two runs. */
#define INTERVAL_NS (5 * 60 * NS_PER_S)
/* How far before the end of a batch its records may begin. */
#define BATCH_NS (60 * 60 * NS_PER_S)

/* By the wall clock, for streams that tell heart rates only: of those no commit is told. */
enum { INTERVAL_S = 600 };

#define COLLECTION "compactor"
#define DOCUMENT   "from"

typedef enum {
	STREAM_OPEN,
	STREAM_SETTLED,  /* when a run began: its waveform is written */
	STREAM_FINISHED, /* was settled already when the run before began: everything is */
} StreamState;

/* Of each stream that was opened since the start. */
typedef struct {
	StreamState state;
	guint run;          /* number of the one that next_utc_ns was set for */
	gint64 next_utc_ns; /* when it has come so far, it starts the next run */
} Stream;

struct _HtCompactor {
	HtStore *store;
	gboolean everything;
	HtCompactorEvents events;
	GCancellable *cancellable; /* of the first start */
	guint timer;               /* source, 0 = none */
	gboolean running;
	guint runs; /* begun */

	/* Under the lock. */
	GMutex lock;
	GHashTable *streams; /* id to Stream */
	gint64 from_utc_ns;  /* compacted up to here; -1 = to be read from the store */
};

HtCompactor *ht_compactor_new(HtStore *store, gboolean everything, const HtCompactorEvents *events)
{
	HtCompactor *compactor = g_new0(HtCompactor, 1);

	compactor->store = store;
	compactor->everything = everything;
	compactor->events = *events;
	compactor->from_utc_ns = everything ? 0 : -1;
	compactor->streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_mutex_init(&compactor->lock);
	return compactor;
}

void ht_compactor_free(HtCompactor *compactor)
{
	if (!compactor)
		return;
	if (compactor->timer)
		g_source_remove(compactor->timer);
	g_clear_object(&compactor->cancellable);
	g_hash_table_unref(compactor->streams);
	g_mutex_clear(&compactor->lock);
	g_free(compactor);
}

/* A document that cannot be read costs a longer run, no more. */
static gint64 load_from(HtStore *store)
{
	g_autoptr(GBytes) content = ht_store_get_document(store, COLLECTION, DOCUMENT, NULL);
	gsize size = 0;
	const char *text = content ? g_bytes_get_data(content, &size) : NULL;
	g_autofree char *number = text ? g_strndup(text, size) : NULL;
	gint64 from = 0;

	if (!number || !g_ascii_string_to_signed(number, 10, 0, G_MAXINT64, &from, NULL))
		return 0;
	return from;
}

static gboolean keep_from(HtCompactor *compactor, gint64 from_utc_ns, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, from_utc_ns);
	g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));

	if (compactor->everything)
		return TRUE;
	return ht_store_put_document(compactor->store, NULL, COLLECTION, DOCUMENT, content, error);
}

static gboolean is_finished(gpointer context, const char *stream)
{
	HtCompactor *compactor = context;
	const Stream *known;
	gboolean finished;

	g_mutex_lock(&compactor->lock);
	known = g_hash_table_lookup(compactor->streams, stream);
	finished = !known || known->state == STREAM_FINISHED;
	g_mutex_unlock(&compactor->lock);
	return finished;
}

static gint64 get_from(HtCompactor *compactor)
{
	gint64 from;

	g_mutex_lock(&compactor->lock);
	from = compactor->from_utc_ns;
	g_mutex_unlock(&compactor->lock);
	return from >= 0 ? from : load_from(compactor->store);
}

static gboolean run(HtCompactor *compactor, HtCompactFinished finished, GCancellable *cancellable,
		    GError **error)
{
	gint64 began = get_from(compactor), from = began;

	if (!compactor->events.prepare(compactor->events.context, error) ||
	    !ht_compact(compactor->store, &from, finished, compactor, cancellable, error))
		return FALSE;
	g_mutex_lock(&compactor->lock);
	/* Somebody may have asked meanwhile to look further back. */
	if (compactor->from_utc_ns < 0 || compactor->from_utc_ns == began)
		compactor->from_utc_ns = from;
	g_mutex_unlock(&compactor->lock);
	return from == began || keep_from(compactor, from, error);
}

static void run_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	GError *error = NULL;

	(void)source;
	if (run(data, is_finished, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void run_done(GObject *source, GAsyncResult *result, gpointer data)
{
	HtCompactor *compactor = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	/* Nothing is lost by it: the next run tries again. */
	if (!g_task_propagate_boolean(G_TASK(result), &error))
		g_message("stored waveforms could not be packed: %s", error->message);
	compactor->running = FALSE;
	compactor->events.end(compactor->events.context);
}

/* Returns whether the stream is to be forgotten: not to be known is as good as to be finished. */
static gboolean age_stream(gpointer id, gpointer data, gpointer context)
{
	HtCompactor *compactor = context;
	Stream *stream = data;

	switch (stream->state) {
	case STREAM_OPEN:
		if (compactor->events.is_settled(compactor->events.context, id))
			stream->state = STREAM_SETTLED;
		return FALSE;
	case STREAM_SETTLED:
		stream->state = STREAM_FINISHED;
		return FALSE;
	case STREAM_FINISHED:
		return TRUE;
	}
	return FALSE;
}

static gboolean start_by_clock(gpointer data)
{
	HtCompactor *compactor = data;

	ht_compactor_start(compactor, compactor->cancellable);
	return G_SOURCE_CONTINUE;
}

/* Under virtual time, what is done must not depend on how fast it passes. */
static void set_timer(HtCompactor *compactor, GCancellable *cancellable)
{
	if (compactor->everything || compactor->timer)
		return;
	g_set_object(&compactor->cancellable, cancellable);
	compactor->timer = g_timeout_add_seconds(INTERVAL_S, start_by_clock, compactor);
}

void ht_compactor_start(HtCompactor *compactor, GCancellable *cancellable)
{
	g_autoptr(GTask) task = NULL;

	if (compactor->running || g_cancellable_is_cancelled(cancellable))
		return;
	set_timer(compactor, cancellable);
	g_mutex_lock(&compactor->lock);
	g_hash_table_foreach_remove(compactor->streams, age_stream, compactor);
	g_mutex_unlock(&compactor->lock);
	compactor->running = TRUE;
	compactor->runs++;
	compactor->events.begin(compactor->events.context);
	task = g_task_new(NULL, cancellable, run_done, compactor);
	g_task_set_check_cancellable(task, FALSE);
	g_task_set_source_tag(task, ht_compactor_start);
	g_task_set_task_data(task, compactor, NULL);
	g_task_run_in_thread(task, run_in_worker);
}

void ht_compactor_opened(HtCompactor *compactor, const char *stream)
{
	if (!compactor)
		return;
	g_mutex_lock(&compactor->lock);
	g_hash_table_insert(compactor->streams, g_strdup(stream), g_new0(Stream, 1));
	g_mutex_unlock(&compactor->lock);
}

/* Whether the stream has come far enough since the last run began. Lock held. */
static gboolean is_due(const HtCompactor *compactor, Stream *stream, gint64 utc_ns)
{
	if (stream->next_utc_ns != 0 && stream->run == compactor->runs)
		return utc_ns >= stream->next_utc_ns;
	stream->run = compactor->runs;
	stream->next_utc_ns = utc_ns + INTERVAL_NS;
	return FALSE;
}

void ht_compactor_committed(HtCompactor *compactor, const char *id, gint64 stored_until_utc_ns,
			    GCancellable *cancellable)
{
	gboolean due = FALSE;
	Stream *stream;

	if (!compactor)
		return;
	g_mutex_lock(&compactor->lock);
	/* Time before what was compacted: the next run looks there again. */
	if (compactor->from_utc_ns > stored_until_utc_ns)
		compactor->from_utc_ns = MAX(stored_until_utc_ns - BATCH_NS, 0);
	stream = g_hash_table_lookup(compactor->streams, id);
	if (stream)
		due = is_due(compactor, stream, stored_until_utc_ns);
	g_mutex_unlock(&compactor->lock);
	if (due)
		ht_compactor_start(compactor, cancellable);
}

gboolean ht_compactor_finish(HtCompactor *compactor, GError **error)
{
	return run(compactor, NULL, NULL, error);
}
