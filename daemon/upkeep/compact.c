/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/upkeep/compact.h"

#include "common/glib/ht-record.h"
#include "common/timebase.h"
#include "privacy/pack/record-pack.h"

#include <string.h>

/* What one packed record holds at most: so much that the rest of a database's page that it leaves
 * empty is little beside it, so little that a minute of it is read at once. No month's end cuts it.
 */
#define WINDOW_NS (5 * 60 * NS_PER_S)

static const guint16 kinds[] = {RECORD_ECG_WAVEFORM, RECORD_WAVE, RECORD_BEATS, RECORD_HEART_RATE};

typedef struct {
	HtStore *store;
	HtCompactFinished finished;
	gpointer context;
	gint64 start_utc_ns; /* of the window */
	/* Record lists: what one stream wrote of one kind in the window, in the order of start;
	 * packed ones have no blob. */
	GPtrArray *lanes;
	gint64 open_utc_ns; /* start of the first window that may still grow */
} Compaction;

static int compare(const struct record *a, const struct record *b)
{
	int order = a->kind - b->kind;

	if (order == 0)
		order = strcmp(a->stream, b->stream);
	return order != 0 ? order : strcmp(a->person, b->person);
}

/* Lanes are kept in the order of kind, stream and person. */
static GArray *lane_of(Compaction *c, const struct record *record)
{
	guint low = 0, high = c->lanes->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		int order = compare(record, ht_record_list_at(c->lanes->pdata[middle], 0));

		if (order == 0)
			return c->lanes->pdata[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	g_ptr_array_insert(c->lanes, (gint)low, ht_record_list_new());
	return c->lanes->pdata[low];
}

static gboolean take_record(gpointer context, const struct record *record)
{
	Compaction *c = context;
	struct record own = *record;

	/* What reaches into the window was in the one before. */
	if (record->start_utc_ns < c->start_utc_ns)
		return TRUE;
	if (record->version != 1)
		own.blob = NULL;
	ht_record_list_add(lane_of(c, record), &own);
	return TRUE;
}

static gboolean read_window(Compaction *c, GError **error)
{
	HtStoreQuery query = {.start_utc_ns = c->start_utc_ns,
			      .end_utc_ns = c->start_utc_ns + WINDOW_NS};

	g_ptr_array_set_size(c->lanes, 0);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		query.kind = kinds[i];
		if (!ht_store_query(c->store, &query, take_record, c, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean see_start(gpointer context, const struct record *record)
{
	gint64 *start_utc_ns = context;

	*start_utc_ns = record->start_utc_ns;
	return FALSE;
}

/* When the first record starts of those from this time on; G_MAXINT64 = there is none. */
static gboolean find_first(HtStore *store, HtStoreQuery *query, gint64 *start_utc_ns,
			   GError **error)
{
	gint64 found = G_MAXINT64;

	query->end_utc_ns = G_MAXINT64;
	query->limit = 1;
	if (!ht_store_query(store, query, see_start, &found, error))
		return FALSE;
	*start_utc_ns = MAX(found, query->start_utc_ns);
	return TRUE;
}

/* When nothing more can come into the window: the stream has gone on, or ended. */
static gboolean is_complete(const Compaction *c, const struct record *last, gboolean *complete,
			    GError **error)
{
	HtStoreQuery query = {.stream = last->stream, .kind = last->kind};
	gint64 later_utc_ns = G_MAXINT64;

	*complete = !c->finished || c->finished(c->context, last->stream);
	if (*complete)
		return TRUE;
	/* A record that only reaches into the next window is not one that starts there. */
	query.start_utc_ns = MAX(c->start_utc_ns + WINDOW_NS, last->end_utc_ns);
	if (!find_first(c->store, &query, &later_utc_ns, error))
		return FALSE;
	*complete = later_utc_ns < G_MAXINT64;
	return TRUE;
}

/* Neighbours of a lane, packed, that are to be put into their place in one transaction. */
typedef struct {
	guint first, count; /* of what was packed */
	GArray *packed;     /* a record list */
} Batch;

/* The end up to which ht_store_replace() has to take records away. */
static gint64 end_of(const GArray *lane, const Batch *batch)
{
	gint64 end = 0;

	for (guint i = batch->first; i < batch->first + batch->count; i++) {
		const struct record *record = ht_record_list_at(lane, i);

		/* One without a length still lies in its time. */
		end = MAX(end, MAX(record->end_utc_ns, record->start_utc_ns + 1));
	}
	return end;
}

/* Where another record lies among these, there are more than were found, and all stays as it is. */
static gboolean replace(const Compaction *c, const GArray *lane, const Batch *batch, GError **error)
{
	const struct record *first = ht_record_list_at(lane, batch->first);
	const HtStoreReplacement replacement = {
	    .person = first->person,
	    .stream = first->stream,
	    .kind = first->kind,
	    .start_utc_ns = first->start_utc_ns,
	    .end_utc_ns = end_of(lane, batch),
	    .found = batch->count,
	    .records = (const struct record *)(gpointer)batch->packed->data,
	    .count = batch->packed->len,
	};

	return ht_store_replace(c->store, &replacement, error);
}

/* The next begins behind it. */
static gboolean finish(const Compaction *c, const GArray *lane, Batch *batch, GError **error)
{
	if (batch->count > 0 && !replace(c, lane, batch, error))
		return FALSE;
	g_array_set_size(batch->packed, 0);
	batch->first += batch->count;
	batch->count = 0;
	return TRUE;
}

static gboolean pack_records(const Compaction *c, const GArray *lane, Batch *batch, GError **error)
{
	g_autoptr(GByteArray) blob = g_byte_array_new();
	guint count = lane->len;
	struct record packed;

	for (guint at = 0; at < count; at = batch->first + batch->count) {
		guint n = ht_record_pack(ht_record_list_at(lane, at), count - at, &packed, blob);

		if (n > 0) {
			ht_record_list_add(batch->packed, &packed);
			batch->count += n;
			continue;
		}
		/* What cannot be packed stays as it is. */
		if (!finish(c, lane, batch, error))
			return FALSE;
		batch->first++;
	}
	return finish(c, lane, batch, error);
}

static gboolean pack_lane(Compaction *c, const GArray *lane, GError **error)
{
	g_autoptr(GArray) packed = ht_record_list_new();
	Batch batch = {.packed = packed};
	gboolean complete;

	if (!is_complete(c, ht_record_list_at(lane, lane->len - 1), &complete, error))
		return FALSE;
	if (complete)
		return pack_records(c, lane, &batch, error);
	c->open_utc_ns = MIN(c->open_utc_ns, c->start_utc_ns);
	return TRUE;
}

static gboolean pack_window(Compaction *c, GCancellable *cancellable, GError **error)
{
	for (guint i = 0; i < c->lanes->len; i++) {
		if (g_cancellable_is_cancelled(cancellable))
			return TRUE;
		if (!pack_lane(c, c->lanes->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Start of the window of the first record at or after this time. */
static gboolean find_window(HtStore *store, gint64 from_utc_ns, gint64 *start_utc_ns,
			    GError **error)
{
	gint64 earliest = G_MAXINT64;

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		HtStoreQuery query = {.kind = kinds[i], .start_utc_ns = from_utc_ns};
		gint64 found;

		if (!find_first(store, &query, &found, error))
			return FALSE;
		earliest = MIN(earliest, found);
	}
	*start_utc_ns = earliest == G_MAXINT64 ? earliest : earliest - earliest % WINDOW_NS;
	return TRUE;
}

static gboolean compact_all(Compaction *c, gint64 from_utc_ns, gint64 *reached_utc_ns,
			    GCancellable *cancellable, GError **error)
{
	while (!g_cancellable_is_cancelled(cancellable)) {
		if (!find_window(c->store, from_utc_ns, &c->start_utc_ns, error))
			return FALSE;
		if (c->start_utc_ns == G_MAXINT64)
			return TRUE;
		*reached_utc_ns = c->start_utc_ns;
		if (!read_window(c, error) || !pack_window(c, cancellable, error))
			return FALSE;
		from_utc_ns = c->start_utc_ns + WINDOW_NS;
	}
	return TRUE;
}

gboolean ht_compact(HtStore *store, gint64 *from_utc_ns, HtCompactFinished finished,
		    gpointer context, GCancellable *cancellable, GError **error)
{
	gint64 from = MAX(*from_utc_ns, 0), reached = from - from % WINDOW_NS;
	g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	Compaction c = {.store = store,
			.finished = finished,
			.context = context,
			.lanes = lanes,
			.open_utc_ns = G_MAXINT64};

	if (!compact_all(&c, reached, &reached, cancellable, error))
		return FALSE;
	/* What starts in the last window may still come. */
	if (!g_cancellable_is_cancelled(cancellable))
		*from_utc_ns = MIN(c.open_utc_ns, reached);
	return TRUE;
}
