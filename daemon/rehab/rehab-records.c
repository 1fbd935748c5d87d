/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/rehab-records.h"

#include "daemon/rehab/set-sums.h"

#include "common/timebase.h"
#include "health-models/rehab/set/set_clock.h"

#include <math.h>

void ht_rehab_write_repetition(HtWriter *writer, const char *person,
			       const HtRehabRepetition *repetition)
{
	const struct repetition *r = &repetition->record.repetition;
	guint8 blob[REPETITION_RECORD_SIZE_MAX];
	long size = repetition_record_encode(&repetition->record, blob, sizeof blob);
	struct record record = {.kind = RECORD_REPETITION,
				.version = REPETITION_RECORD_VERSION,
				.start_utc_ns = r->start_ns,
				.end_utc_ns = r->end_ns,
				.number = {r->label, isfinite(r->score) ? (double)r->score : -1,
					   repetition->record.set, repetition->record.number},
				.blob = blob};

	g_return_if_fail(size > 0);
	record.blob_size = (gsize)size;
	g_strlcpy(record.person, person, sizeof record.person);
	g_strlcpy(record.stream, repetition->stream, sizeof record.stream);
	ht_writer_append(writer, &record);
}

static guint repetitions_of(const struct session_record *session)
{
	guint repetitions = 0;

	for (guint i = 0; i < session->sets; i++)
		repetitions += session->set[i].repetitions;
	return repetitions;
}

/* Of the sets' medians. */
static double median_score(const struct session_record *session)
{
	double sum = 0;
	guint n = 0;

	for (guint i = 0; i < session->sets; i++)
		if (isfinite(session->set[i].median_score)) {
			sum += (double)session->set[i].median_score;
			n++;
		}
	return n > 0 ? sum / n : -1;
}

static void write_session(HtWriter *writer, const char *person, const char *stream,
			  const struct session_record *session, gint64 start_utc_ns,
			  gint64 end_utc_ns)
{
	guint8 blob[SESSION_RECORD_SIZE_MAX];
	long size = session_record_encode(session, blob, sizeof blob);
	struct record record = {
	    .kind = RECORD_REHAB_SESSION,
	    .version = SESSION_RECORD_VERSION,
	    .start_utc_ns = start_utc_ns,
	    .end_utc_ns = MAX(end_utc_ns, start_utc_ns),
	    .number = {repetitions_of(session), median_score(session), session->end, session->sets},
	    .blob = blob};

	g_return_if_fail(size > 0);
	record.blob_size = (gsize)size;
	g_strlcpy(record.person, person, sizeof record.person);
	g_strlcpy(record.stream, stream, sizeof record.stream);
	ht_writer_append(writer, &record);
}

static const HtRehabRepetition *first_of(const GArray *repetitions)
{
	return repetitions->len ? &g_array_index(repetitions, HtRehabRepetition, 0) : NULL;
}

static gboolean is_worth_it(const struct session_record *session)
{
	return repetitions_of(session) > 0 || session->end == SESSION_END_STOPPED;
}

/* The clock may have been set since it began. */
static gint64 start_of(const HtRehabPlanned *planned, const GArray *repetitions)
{
	gint64 start_utc_ns = planned->began_utc_ns;

	for (guint i = 0; i < repetitions->len; i++)
		start_utc_ns = MIN(
		    start_utc_ns,
		    g_array_index(repetitions, HtRehabRepetition, i).record.repetition.start_ns);
	return start_utc_ns;
}

static const char *stream_of(const GArray *repetitions)
{
	const HtRehabRepetition *first = first_of(repetitions);

	return first ? first->stream : "";
}

void ht_rehab_write_session(HtWriter *writer, const HtRehabSession *session)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);
	const GArray *repetitions = ht_rehab_session_repetitions(session);
	struct session_record summary;

	ht_rehab_session_summary(session, &summary);
	if (is_worth_it(&summary))
		write_session(writer, planned->person, stream_of(repetitions), &summary,
			      start_of(planned, repetitions), ht_rehab_session_now_utc_ns(session));
}

typedef struct {
	GHashTable *there; /* key_of() the repetitions that are in the store */
	const char *session;
	gboolean has_session;
} Found;

/* (transfer full) Length, set and number: what was not dated has been moved since it was written
 * (daemon/upkeep/undated.h), and virtual time may begin anew. */
static char *key_of(gint64 start_utc_ns, gint64 end_utc_ns, guint set, guint number)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %u %u", end_utc_ns - start_utc_ns, set,
			       number);
}

static gboolean find_record(gpointer context, const struct record *record)
{
	Found *found = context;
	struct session_record session;

	if (record->kind == RECORD_REPETITION)
		g_hash_table_add(found->there,
				 key_of(record->start_utc_ns, record->end_utc_ns,
					(guint)record->number[2], (guint)record->number[3]));
	else if (session_record_decode(record->version, record->blob, record->blob_size,
				       &session) == 0)
		found->has_session |= g_str_equal(session.session, found->session);
	return TRUE;
}

static gboolean find_records(Found *found, HtStore *store, const HtOpenSession *open,
			     GError **error)
{
	static const guint16 kinds[] = {RECORD_REPETITION, RECORD_REHAB_SESSION};
	HtStoreQuery query = {.person = open->person,
			      .start_utc_ns = start_of(&open->planned, open->kept.repetitions),
			      .end_utc_ns = G_MAXINT64};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		query.kind = kinds[i];
		if (!ht_store_query(store, &query, find_record, found, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_there(const Found *found, const struct repetition_record *r)
{
	g_autofree char *key =
	    key_of(r->repetition.start_ns, r->repetition.end_ns, r->set, r->number);

	return g_hash_table_contains(found->there, key);
}

gboolean ht_rehab_write_missing(HtWriter *writer, HtStore *store, const HtOpenSession *open,
				guint *missing, GError **error)
{
	g_autoptr(GHashTable) there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Found found = {.there = there, .session = open->id};

	*missing = 0;
	if (!find_records(&found, store, open, error))
		return FALSE;
	for (guint i = 0; i < open->kept.repetitions->len; i++) {
		const HtRehabRepetition *r =
		    &g_array_index(open->kept.repetitions, HtRehabRepetition, i);

		if (is_there(&found, &r->record))
			continue;
		ht_rehab_write_repetition(writer, open->person, r);
		++*missing;
	}
	if (open->ended && !found.has_session && is_worth_it(&open->summary)) {
		write_session(writer, open->person, stream_of(open->kept.repetitions),
			      &open->summary, start_of(&open->planned, open->kept.repetitions),
			      open->ended_utc_ns);
		++*missing;
	}
	return TRUE;
}

typedef struct {
	GHashTable *closed; /* ids of sessions */
	GHashTable *lost;   /* id -> GArray of HtRehabRepetition */
} Lost;

static gboolean find_closed(gpointer context, const struct record *record)
{
	struct session_record session;

	if (session_record_decode(record->version, record->blob, record->blob_size, &session) == 0)
		g_hash_table_add(((Lost *)context)->closed, g_strdup(session.session));
	return TRUE;
}

static gboolean find_lost(gpointer context, const struct record *record)
{
	Lost *lost = context;
	HtRehabRepetition found;
	GArray *repetitions;

	if (repetition_record_decode(record->version, record->blob, record->blob_size,
				     record->start_utc_ns, record->end_utc_ns, &found.record) < 0 ||
	    found.record.set < 1 || found.record.set > SESSION_SETS_MAX ||
	    g_hash_table_contains(lost->closed, found.record.session))
		return TRUE;
	g_strlcpy(found.stream, record->stream, sizeof found.stream);
	repetitions = g_hash_table_lookup(lost->lost, found.record.session);
	if (!repetitions) {
		repetitions = g_array_new(FALSE, FALSE, sizeof found);
		g_hash_table_insert(lost->lost, g_strdup(found.record.session), repetitions);
	}
	g_array_append_val(repetitions, found);
	return TRUE;
}

static gint64 exercised_ns(const GArray *repetitions, guint set)
{
	struct set_clock clock;

	set_clock_init(&clock, 0);
	for (guint i = 0; i < repetitions->len; i++) {
		const struct repetition_record *r =
		    &g_array_index(repetitions, HtRehabRepetition, i).record;

		if (r->set == set)
			set_clock_repetition(&clock, r->repetition.start_ns, r->repetition.end_ns);
	}
	return clock.exercised_ns;
}

/* What was planned is not known. */
static void close_one(HtWriter *writer, const char *person, const GArray *repetitions)
{
	const struct repetition_record *first = &first_of(repetitions)->record;
	struct session_record session = {.side = first->side, .end = SESSION_END_LEFT};
	gint64 end_utc_ns = first->repetition.end_ns, done_ns = 0;

	g_strlcpy(session.session, first->session, sizeof session.session);
	g_strlcpy(session.exercise, first->exercise, sizeof session.exercise);
	for (guint i = 0; i < repetitions->len; i++) {
		const struct repetition_record *r =
		    &g_array_index(repetitions, HtRehabRepetition, i).record;

		session.sets = (uint8_t)MAX(session.sets, r->set);
		end_utc_ns = MAX(end_utc_ns, r->repetition.end_ns);
	}
	for (guint set = 1; set <= session.sets; set++) {
		ht_set_sums(repetitions, set, &session.set[set - 1]);
		done_ns += exercised_ns(repetitions, set);
	}
	session.exercised_s = (uint32_t)(done_ns / NS_PER_S);
	write_session(writer, person, stream_of(repetitions), &session, first->repetition.start_ns,
		      end_utc_ns);
}

gboolean ht_rehab_close_lost(HtWriter *writer, HtStore *store, const char *person, guint *lost,
			     GError **error)
{
	g_autoptr(GHashTable) closed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) found =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	HtStoreQuery query = {
	    .person = person, .kind = RECORD_REHAB_SESSION, .end_utc_ns = G_MAXINT64};
	Lost sought = {closed, found};
	GHashTableIter iter;
	gpointer repetitions;

	*lost = 0;
	if (!ht_store_query(store, &query, find_closed, &sought, error))
		return FALSE;
	query.kind = RECORD_REPETITION;
	if (!ht_store_query(store, &query, find_lost, &sought, error))
		return FALSE;
	g_hash_table_iter_init(&iter, found);
	while (g_hash_table_iter_next(&iter, NULL, &repetitions))
		close_one(writer, person, repetitions);
	*lost = g_hash_table_size(found);
	return TRUE;
}
