/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/upkeep/housekeeper.h"

#include "common/timebase.h"
#include "daemon/upkeep/day-keeper.h"

#define NS_PER_DAY (86400 * NS_PER_S)

enum { EVERY_S = 600, SUM_EVERY_S = 6 * 3600 };

const HtHousekeeping ht_housekeeping_default = {.warn_free_bytes = 256u << 20};

struct _HtHousekeeper {
	HtStore *store;
	const HtHousekeeping *housekeeping;
	HtClock *clock;
	HtHousekeeperEvents events;
	GCancellable *cancellable;
	guint timer;
	gboolean low;              /* was told */
	struct round *round;       /* under way; NULL = none */
	gint64 summed_utc_ns;      /* when days were summed up */
	gint64 summed_till_utc_ns; /* those that began before this were */
};

/* What one round is to do. */
typedef struct round {
	HtHousekeeper *housekeeper; /* the main thread's; NULL = gone */
	HtHousekeeperEvents events;
	HtStore *store; /* this and the rest are the worker's */
	HtHousekeeping housekeeping;
	gint64 now_utc_ns;
	GPtrArray *people; /* whose days are to be summed up; NULL = were not long ago */
	gint64 summed_till_utc_ns;
} Round;

static void round_free(gpointer data)
{
	Round *round = data;

	g_clear_pointer(&round->people, g_ptr_array_unref);
	g_free(round);
}

/* Nine tenths of the quota: there is time to do something then. */
static gboolean is_near_quota(const HtHousekeeping *housekeeping, const HtStoreSpace *space)
{
	return housekeeping->quota_bytes > 0 &&
	       space->used_bytes > housekeeping->quota_bytes / 10 * 9;
}

gboolean ht_housekeeping_is_low(const HtHousekeeping *housekeeping, const HtStoreSpace *space)
{
	return space->free_bytes < housekeeping->warn_free_bytes ||
	       is_near_quota(housekeeping, space);
}

void ht_housekeeping_describe(const HtHousekeeping *housekeeping, const HtStoreSpace *space,
			      GVariantDict *dict)
{
	g_variant_dict_insert(dict, "low", "b", ht_housekeeping_is_low(housekeeping, space));
	g_variant_dict_insert(dict, "warn_free_bytes", "t", (guint64)housekeeping->warn_free_bytes);
	g_variant_dict_insert(dict, "quota_bytes", "t", (guint64)housekeeping->quota_bytes);
	g_variant_dict_insert(dict, "drop_oldest", "b", housekeeping->drop_oldest);
	g_variant_dict_insert(dict, "waveform_days", "u", housekeeping->waveform_days);
	g_variant_dict_insert(dict, "motion_days", "u", housekeeping->motion_days);
	g_variant_dict_insert(dict, "findings_days", "u", housekeeping->findings_days);
	g_variant_dict_insert(dict, "values_days", "u", housekeeping->values_days);
}

/* What one round deletes. */
typedef struct {
	HtStore *store;
	const HtHousekeeping *set;
	gint64 now_utc_ns;
	gint64 summed_till_utc_ns;
	guint64 removed;
} Tidying;

/* Nothing that starts at before_utc_ns or later, however old it is. */
static gboolean retire_kinds(Tidying *tidying, guint days, gint64 before_utc_ns,
			     const enum record_kind *kinds, gsize count, GError **error)
{
	gint64 old_utc_ns = MIN(tidying->now_utc_ns - days * NS_PER_DAY, before_utc_ns);

	for (gsize i = 0; days > 0 && i < count; i++) {
		guint64 some = 0;

		if (!ht_store_retire(tidying->store, (guint16)kinds[i], old_utc_ns, &some, error))
			return FALSE;
		tidying->removed += some;
	}
	return TRUE;
}

/* The twin's state, trust, gaps and batteries stay: few bytes that others are understood by. What
 * days are summed up of stays until it was. */
static gboolean retire_old(Tidying *tidying, GError **error)
{
	static const enum record_kind waveforms[] = {RECORD_ECG_WAVEFORM};
	static const enum record_kind motion[] = {RECORD_WAVE};
	static const enum record_kind findings[] = {
	    RECORD_FINDING, RECORD_BEATS,      RECORD_SIGNAL,       RECORD_BREATHS,
	    RECORD_FALL,    RECORD_REPETITION, RECORD_REHAB_SESSION};
	static const enum record_kind values[] = {RECORD_HEART_RATE, RECORD_READING,
						  RECORD_INTERVALS, RECORD_TWIN_MINUTE,
						  RECORD_ACTIVITY};
	const HtHousekeeping *set = tidying->set;
	gint64 summed_ns = tidying->summed_till_utc_ns;

	return retire_kinds(tidying, set->waveform_days, G_MAXINT64, waveforms,
			    G_N_ELEMENTS(waveforms), error) &&
	       retire_kinds(tidying, set->motion_days, G_MAXINT64, motion, G_N_ELEMENTS(motion),
			    error) &&
	       retire_kinds(tidying, set->findings_days, summed_ns, findings,
			    G_N_ELEMENTS(findings), error) &&
	       retire_kinds(tidying, set->values_days, summed_ns, values, G_N_ELEMENTS(values),
			    error);
}

static gboolean take_start(gpointer context, const struct record *record)
{
	*(gint64 *)context = record->start_utc_ns;
	return FALSE;
}

/* Start of the oldest waveform of any kind; G_MAXINT64 = there is none. */
static gint64 find_oldest(HtStore *store)
{
	static const guint16 kinds[] = {RECORD_ECG_WAVEFORM, RECORD_WAVE};
	gint64 oldest_ns = G_MAXINT64;

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const HtStoreQuery query = {.kind = kinds[i],
					    .start_utc_ns = G_MININT64,
					    .end_utc_ns = G_MAXINT64,
					    .limit = 1};
		gint64 start_ns = G_MAXINT64;

		ht_store_query(store, &query, take_start, &start_ns, NULL);
		oldest_ns = MIN(oldest_ns, start_ns);
	}
	return oldest_ns;
}

/* A day of waveforms at a time, never of the last one: the newest is worth more than any quota. By
 * what is stored: while somebody reads, the files do not shrink, however much is deleted. */
static gboolean drop_oldest(Tidying *tidying, GError **error)
{
	static const enum record_kind kinds[] = {RECORD_ECG_WAVEFORM, RECORD_WAVE};
	HtStoreSpace space;

	while (ht_store_space_to_come(tidying->store, &space, error)) {
		gint64 oldest_ns = find_oldest(tidying->store);

		if (!ht_housekeeping_is_low(tidying->set, &space) ||
		    oldest_ns >= tidying->now_utc_ns - NS_PER_DAY)
			return TRUE;
		for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
			guint64 some = 0;

			if (!ht_store_retire(tidying->store, (guint16)kinds[i],
					     oldest_ns + NS_PER_DAY, &some, error))
				return FALSE;
			tidying->removed += some;
		}
	}
	return FALSE;
}

static gboolean tidy_up(Tidying *tidying, GError **error)
{
	return retire_old(tidying, error) &&
	       (!tidying->set->drop_oldest || drop_oldest(tidying, error)) &&
	       (tidying->removed == 0 || ht_store_vacuum(tidying->store, error));
}

gboolean ht_housekeeping_run(HtStore *store, const HtHousekeeping *housekeeping, gint64 now_utc_ns,
			     const GPtrArray *people, gint64 *summed_till_utc_ns,
			     GCancellable *cancellable, GError **error)
{
	Tidying tidying = {.store = store, .set = housekeeping, .now_utc_ns = now_utc_ns};
	gboolean summed = !people || ht_day_keep(store, people, now_utc_ns, cancellable, error);
	gboolean tidied;

	if (people && summed)
		*summed_till_utc_ns = ht_days_over_utc_ns(people, now_utc_ns);
	if (g_cancellable_is_cancelled(cancellable))
		return summed;
	tidying.summed_till_utc_ns = *summed_till_utc_ns;
	/* Days that cannot be summed up keep what they consist of; the rest may be too old as well.
	 */
	tidied = tidy_up(&tidying, summed ? error : NULL);
	return summed && tidied;
}

static void work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Round *round = data;
	GError *error = NULL;

	(void)source;
	if (ht_housekeeping_run(round->store, &round->housekeeping, round->now_utc_ns,
				round->people, &round->summed_till_utc_ns, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

/* What a round came to counts for the next; after one that failed, days are summed up at once. */
static void take_result(HtHousekeeper *housekeeper, const Round *round, gboolean ok)
{
	housekeeper->summed_till_utc_ns = round->summed_till_utc_ns;
	if (!ok)
		housekeeper->summed_utc_ns = 0;
	housekeeper->round = NULL;
}

static void done(GObject *source, GAsyncResult *result, gpointer data)
{
	const Round *round = g_task_get_task_data(G_TASK(result));
	g_autoptr(GError) error = NULL;
	gboolean ok = g_task_propagate_boolean(G_TASK(result), &error);

	(void)source;
	(void)data;
	if (round->housekeeper)
		take_result(round->housekeeper, round, ok);
	if (!ok && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		g_message("the store could not be tidied up: %s", error->message);
	round->events.end(round->events.context);
}

/* Each time that it becomes so, not each time that it is. */
static void tell_space(HtHousekeeper *housekeeper)
{
	HtStoreSpace space;
	gboolean low;

	if (!ht_store_space(housekeeper->store, &space, NULL))
		return;
	low = ht_housekeeping_is_low(housekeeper->housekeeping, &space);
	if (low && !housekeeper->low)
		g_message(
		    "the disk, or what the store may use of it, is nearly full: make room, or "
		    "set in [retention] how long data are kept");
	housekeeper->low = low;
}

static gboolean deletes(const HtHousekeeping *set)
{
	return set->waveform_days > 0 || set->motion_days > 0 || set->findings_days > 0 ||
	       set->values_days > 0 || set->drop_oldest;
}

/* A virtual clock's records are to be the same each time that a recording is played. */
static GPtrArray *to_be_summed_up(HtHousekeeper *housekeeper, gint64 now_utc_ns)
{
	gint64 since_ns = now_utc_ns - housekeeper->summed_utc_ns;

	if (ht_clock_is_virtual(housekeeper->clock) ||
	    (since_ns >= 0 && since_ns < SUM_EVERY_S * NS_PER_S))
		return NULL;
	housekeeper->summed_utc_ns = now_utc_ns;
	return housekeeper->events.people(housekeeper->events.context);
}

static gboolean look(gpointer data)
{
	HtHousekeeper *housekeeper = data;
	gint64 now_utc_ns = ht_clock_now_utc_ns(housekeeper->clock);
	g_autoptr(GTask) task = NULL;
	GPtrArray *people;
	Round *round;

	tell_space(housekeeper);
	if (housekeeper->round || !ht_clock_is_set(housekeeper->clock) ||
	    g_cancellable_is_cancelled(housekeeper->cancellable))
		return G_SOURCE_CONTINUE;
	people = to_be_summed_up(housekeeper, now_utc_ns);
	if (!people && !deletes(housekeeper->housekeeping))
		return G_SOURCE_CONTINUE;
	round = g_new0(Round, 1);
	*round = (Round){.housekeeper = housekeeper,
			 .events = housekeeper->events,
			 .store = housekeeper->store,
			 .housekeeping = *housekeeper->housekeeping,
			 .now_utc_ns = now_utc_ns,
			 .people = people,
			 .summed_till_utc_ns = housekeeper->summed_till_utc_ns};
	housekeeper->round = round;
	task = g_task_new(NULL, housekeeper->cancellable, done, NULL);
	/* What was begun is told of as it ended. */
	g_task_set_check_cancellable(task, FALSE);
	g_task_set_task_data(task, round, round_free);
	housekeeper->events.begin(housekeeper->events.context);
	g_task_run_in_thread(task, work);
	return G_SOURCE_CONTINUE;
}

HtHousekeeper *ht_housekeeper_new(HtStore *store, const HtHousekeeping *housekeeping,
				  HtClock *clock, const HtHousekeeperEvents *events,
				  GCancellable *cancellable)
{
	HtHousekeeper *housekeeper = g_new0(HtHousekeeper, 1);

	housekeeper->store = store;
	housekeeper->housekeeping = housekeeping;
	housekeeper->clock = clock;
	housekeeper->events = *events;
	housekeeper->cancellable = g_object_ref(cancellable);
	housekeeper->summed_till_utc_ns = ht_clock_is_virtual(clock) ? G_MAXINT64 : G_MININT64;
	look(housekeeper);
	housekeeper->timer = g_timeout_add_seconds(EVERY_S, look, housekeeper);
	return housekeeper;
}

void ht_housekeeper_free(HtHousekeeper *housekeeper)
{
	if (!housekeeper)
		return;
	if (housekeeper->round)
		housekeeper->round->housekeeper = NULL;
	g_source_remove(housekeeper->timer);
	g_object_unref(housekeeper->cancellable);
	g_free(housekeeper);
}
