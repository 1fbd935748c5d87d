/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/rehab.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/rehab/open-session.h"
#include "daemon/rehab/rehab-line.h"
#include "daemon/rehab/rehab-options.h"
#include "daemon/rehab/rehab-records.h"
#include "daemon/rehab/set-sums.h"
#include "programme/exercises/ht-exercise.h"
#include "programme/prescription/standing.h"

#include <math.h>

#define COLLECTION "rehab-open"

enum { BUZZ_MILD = 1, BUZZ_HIGH = 2, LEFT_CHECK_S = 60, LEFT_AFTER_S = 3600 };

struct _HtRehab {
	HtRehabSurroundings around;
	HtRehabHost host;
	GHashTable *sessions; /* person -> Running */
	guint started;        /* under virtual time: part of ids */
	guint left_check;     /* source; 0 = none */
	guint sweep;          /* likewise: sessions that are over go */
};

typedef struct {
	HtRehab *rehab;
	HtRehabSession *session;
	guint listener;
	gint64 heard_us; /* monotonic, of the newest sample or the start */
} Running;

static void running_free(gpointer data)
{
	Running *running = data;
	const HtRehabSurroundings *around = &running->rehab->around;
	const HtRehabPlanned *planned = ht_rehab_session_planned(running->session);

	ht_motion_feed_unlisten(around->outlets->motion, running->listener);
	around->streams(around->context, planned->wearable, FALSE);
	if (*planned->trunk)
		around->streams(around->context, planned->trunk, FALSE);
	ht_rehab_session_free(running->session);
	g_free(running);
}

static HtRehabSession *session_of(HtRehab *rehab, const char *person)
{
	const Running *running = g_hash_table_lookup(rehab->sessions, person);

	return running ? running->session : NULL;
}

static void tell(HtRehab *rehab, const HtRehabSession *session, char *line)
{
	ht_live_send(rehab->around.outlets->live, ht_rehab_session_planned(session)->person, line);
}

/* A document that cannot be written is tried again with the next repetition: the session goes on.
 */
static void keep(HtRehab *rehab, const HtRehabSession *session, gboolean ended)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);
	g_autoptr(GBytes) document = NULL;
	g_autoptr(GError) error = NULL;

	if (planned->recording)
		return;
	document = ht_open_session_encode(session, ended);
	if (!ht_store_put_document(rehab->around.store, planned->person, COLLECTION,
				   planned->person, document, &error))
		g_message("an open session could not be kept: %s", error->message);
}

static void entered(gpointer context, HtRehabSession *session)
{
	/* The next set has begun, though nothing of it was done. */
	if (ht_rehab_session_state(session) == HT_REHAB_REST)
		keep(context, session, FALSE);
	tell(context, session, ht_rehab_line_state(session));
}

static void noticed(gpointer context, HtRehabSession *session, const struct set_event *event)
{
	tell(context, session, ht_rehab_line_notice(session, event));
}

static void buzz(HtRehab *rehab, const HtRehabSession *session, HtRehabBuzz least, guint level)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);

	if (planned->buzz >= least)
		rehab->around.buzz(rehab->around.context, planned->wearable, level);
}

static gboolean is_fault(const HtRehabRepetition *repetition)
{
	enum rep_label label = repetition->record.repetition.label;

	return label != REP_OK && label != REP_NOT_SCORED;
}

/* First it is kept, then it is told. */
static void counted(gpointer context, HtRehabSession *session, const HtRehabRepetition *repetition)
{
	HtRehab *rehab = context;

	if (!ht_rehab_session_planned(session)->recording) {
		keep(rehab, session, FALSE);
		ht_rehab_write_repetition(rehab->around.outlets->writer,
					  ht_rehab_session_planned(session)->person, repetition);
	}
	tell(rehab, session, ht_rehab_line_repetition(session, repetition));
	if (is_fault(repetition))
		buzz(rehab, session, HT_REHAB_BUZZ_ALL, BUZZ_MILD);
}

static void set_ended(gpointer context, HtRehabSession *session)
{
	buzz(context, session, HT_REHAB_BUZZ_SETS, BUZZ_HIGH);
}

static void tell_plan(HtRehab *rehab, const HtRehabSession *session)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);
	g_autoptr(GError) error = NULL;
	struct session_outcome outcome;
	struct dose_answer answer;

	if (!rehab->around.plan || planned->recording)
		return;
	ht_rehab_session_outcome(session, &outcome);
	if (!ht_clock_is_set(rehab->around.clock))
		outcome.utc_s = 0;
	if (!ht_rehab_plan_session_done(rehab->around.plan, planned->person, planned->exercise,
					planned->id, &outcome, &answer, &error))
		g_message("what a session means for the next one could not be kept: %s",
			  error->message);
}

static gboolean is_over(const HtRehabSession *session)
{
	HtRehabState state = ht_rehab_session_state(session);

	return state == HT_REHAB_DONE || state == HT_REHAB_STOPPED;
}

static gboolean is_running_over(gpointer person, gpointer running, gpointer unused)
{
	(void)person;
	(void)unused;
	return is_over(((Running *)running)->session);
}

static gboolean sweep(gpointer data)
{
	HtRehab *rehab = data;

	rehab->sweep = 0;
	g_hash_table_foreach_remove(rehab->sessions, is_running_over, NULL);
	return G_SOURCE_REMOVE;
}

/* The session that calls may not be freed yet. */
static void ended(gpointer context, HtRehabSession *session)
{
	HtRehab *rehab = context;
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);

	if (!planned->recording) {
		keep(rehab, session, TRUE);
		ht_rehab_write_session(rehab->around.outlets->writer, session);
	}
	tell_plan(rehab, session);
	if (!rehab->sweep)
		rehab->sweep = g_idle_add(sweep, rehab);
}

static int sensor_of(const HtRehabSession *session, const char *address)
{
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);

	if (g_str_equal(planned->wearable, address))
		return SET_SENSOR_LIMB;
	return g_str_equal(planned->trunk, address) ? SET_SENSOR_TRUNK : -1;
}

static void take_sample(gpointer context, const HtMotionSource *source,
			const struct imu_sample *sample)
{
	Running *running = context;
	int sensor = sensor_of(running->session, source->address);

	if (sensor < 0 || is_over(running->session))
		return;
	running->heard_us = g_get_monotonic_time();
	ht_rehab_session_sample(running->session, (unsigned)sensor, source->stream, source->rate_hz,
				sample);
}

static void lose_sensor(gpointer context, const HtMotionSource *source)
{
	Running *running = context;
	int sensor = sensor_of(running->session, source->address);

	if (sensor >= 0)
		ht_rehab_session_lost(running->session, (unsigned)sensor);
}

static void run(HtRehab *rehab, HtRehabSession *session)
{
	const HtRehabSurroundings *around = &rehab->around;
	const HtRehabPlanned *planned = ht_rehab_session_planned(session);
	Running *running = g_new0(Running, 1);
	const HtMotionListener listener = {
	    .context = running, .sample = take_sample, .ended = lose_sensor};

	running->rehab = rehab;
	running->session = session;
	running->heard_us = g_get_monotonic_time();
	g_hash_table_replace(rehab->sessions, (gpointer)planned->person, running);
	around->streams(around->context, planned->wearable, TRUE);
	if (*planned->trunk)
		around->streams(around->context, planned->trunk, TRUE);
	running->listener =
	    ht_motion_feed_listen(around->outlets->motion, planned->person, &listener);
	if (around->plan && !planned->recording)
		ht_rehab_plan_begun(around->plan, planned->person, planned->exercise);
	keep(rehab, session, FALSE);
	tell(rehab, session, ht_rehab_line_state(session));
}

static char *new_id(HtRehab *rehab)
{
	if (!ht_clock_is_virtual(rehab->around.clock))
		return g_uuid_string_random();
	return g_strdup_printf("r%" G_GINT64_FORMAT ".%u",
			       ht_clock_now_utc_ns(rehab->around.clock) / 1000, ++rehab->started);
}

/* What is due; a reference is recorded in one go. */
static gboolean set_dose(HtRehab *rehab, HtRehabPlanned *planned, GError **error)
{
	struct dose usual = dose_usual(&planned->model);
	HtRehabOrder order = {.dose = usual};

	if (rehab->around.plan &&
	    !ht_rehab_plan_may_start(rehab->around.plan, planned->person, planned->exercise, &usual,
				     &order, error))
		return FALSE;
	planned->sets = planned->recording ? 1 : order.dose.sets;
	planned->repetitions = planned->recording ? REP_REFERENCE_MAX : order.dose.repetitions;
	planned->duration_s = planned->recording ? 0 : order.dose.duration_s;
	return TRUE;
}

/* Model and reference, which a session that is taken up needs as well. The reference first: of a
 * session whose exercise is gone it is told, too. */
static gboolean load(HtRehab *rehab, HtRehabPlanned *planned, GError **error)
{
	g_autoptr(HtExercise) exercise = NULL;

	if (!planned->recording &&
	    !ht_reference_get(rehab->around.store, planned->person, planned->exercise,
			      planned->side, &planned->reference, error))
		return FALSE;
	exercise = ht_exercise_find(NULL, planned->exercise, error);
	if (!exercise)
		return FALSE;
	planned->model = *ht_exercise_model(exercise);
	return TRUE;
}

char *ht_rehab_start(HtRehab *rehab, const char *person, const char *exercise, GVariant *options,
		     GError **error)
{
	g_auto(HtRehabOptions) parsed = {0};
	g_autofree char *id = new_id(rehab);
	HtRehabPlanned planned = {.id = id, .person = person, .exercise = exercise};
	HtRehabSession *session;

	if (session_of(rehab, person) && !is_over(session_of(rehab, person))) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS,
				    "a session is under way: finish it first");
		return NULL;
	}
	if (!ht_rehab_options_parse(&parsed, options, rehab->around.people, person, error))
		return NULL;
	planned.recording = parsed.recording;
	planned.side = parsed.side;
	planned.buzz = parsed.buzz;
	planned.wearable = parsed.wearable;
	planned.trunk = parsed.trunk;
	planned.began_utc_ns = ht_clock_now_utc_ns(rehab->around.clock);
	if (!load(rehab, &planned, error) || !set_dose(rehab, &planned, error))
		return NULL;
	session = ht_rehab_session_new(&planned, &rehab->host, error);
	if (!session)
		return NULL;
	run(rehab, session);
	return g_steal_pointer(&id);
}

static HtRehabSession *require(HtRehab *rehab, const char *person, GError **error)
{
	HtRehabSession *session = session_of(rehab, person);

	if (session && !is_over(session))
		return session;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND, "no session is under way");
	return NULL;
}

gboolean ht_rehab_accept(HtRehab *rehab, const char *person, const guint *numbers, gsize count,
			 GError **error)
{
	HtRehabSession *session = require(rehab, person, error);
	const HtRehabPlanned *planned;
	struct rep_reference made;
	HtReference kept;

	if (!session || !ht_rehab_session_make_reference(session, numbers, count, &made, error))
		return FALSE;
	planned = ht_rehab_session_planned(session);
	if (!ht_reference_put(rehab->around.store, person, planned->exercise, planned->side, &made,
			      ht_clock_now_utc_ns(rehab->around.clock) / 1000, &kept, error))
		return FALSE;
	ht_rehab_session_end(session, SESSION_END_DONE, 0);
	return TRUE;
}

GVariant *ht_rehab_finish(HtRehab *rehab, const char *person, GError **error)
{
	HtRehabSession *session = require(rehab, person, error);
	struct session_record summary;

	if (!session)
		return NULL;
	ht_rehab_session_end(session, SESSION_END_FINISHED, 0);
	ht_rehab_session_summary(session, &summary);
	return ht_rehab_session_variant(&summary, ht_rehab_session_planned(session)->began_utc_ns,
					ht_rehab_session_now_utc_ns(session));
}

GVariant *ht_rehab_state(HtRehab *rehab, const char *person)
{
	return ht_rehab_state_variant(session_of(rehab, person));
}

gboolean ht_rehab_forget_reference(HtRehab *rehab, const char *person, const char *exercise,
				   GError **error)
{
	if (!session_of(rehab, person) || is_over(session_of(rehab, person)))
		return ht_reference_forget(rehab->around.store, person, exercise, error);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
			    "a session is under way: finish it first");
	return FALSE;
}

gboolean ht_rehab_is_on_limb(HtRehab *rehab, const char *person, const char *address)
{
	const HtRehabSession *session = session_of(rehab, person);
	const HtRehabPlanned *planned = session ? ht_rehab_session_planned(session) : NULL;

	return planned && planned->model.place != SENSOR_PLACE_CHEST &&
	       planned->model.place != SENSOR_PLACE_WAIST &&
	       g_str_equal(planned->wearable, address);
}

gboolean ht_rehab_renew_streams(HtRehab *rehab, const char *address)
{
	const HtRehabSurroundings *around = &rehab->around;
	GHashTableIter iter;
	gpointer running;

	g_hash_table_iter_init(&iter, rehab->sessions);
	while (g_hash_table_iter_next(&iter, NULL, &running)) {
		if (sensor_of(((Running *)running)->session, address) < 0)
			continue;
		around->streams(around->context, address, TRUE);
		return TRUE;
	}
	return FALSE;
}

void ht_rehab_describe_live(HtRehab *rehab, const char *person)
{
	const HtRehabSession *session = session_of(rehab, person);

	if (session)
		tell(rehab, session, ht_rehab_line_state(session));
}

void ht_rehab_forget(HtRehab *rehab, const char *person)
{
	g_hash_table_remove(rehab->sessions, person);
}

/* A stop rule of the plan. */
static void stopped(gpointer context, const char *person, guint stops)
{
	HtRehabSession *session = session_of(context, person);

	if (session)
		ht_rehab_session_end(session, SESSION_END_STOPPED, stops);
}

/* What is kept of sessions: while documents are visited none can be written. */
typedef struct {
	GPtrArray *open;    /* HtOpenSession */
	GPtrArray *damaged; /* char *: persons, of whose last session */
} Found;

static void tell_problem(const GError *problem)
{
	g_message("a session that was under way does not go on: %s", problem->message);
}

static gboolean collect(gpointer context, const char *person, GBytes *document, GError **error)
{
	Found *found = context;
	g_autoptr(GError) problem = NULL;
	HtOpenSession *open = ht_open_session_decode(person, document, &problem);

	(void)error;
	if (open) {
		g_ptr_array_add(found->open, open);
		return TRUE;
	}
	tell_problem(problem);
	/* That of a later version is left to it. */
	if (g_error_matches(problem, HT_ERROR, HT_ERROR_DAMAGED))
		g_ptr_array_add(found->damaged, g_strdup(person));
	return TRUE;
}

/* What cannot be taken away now is looked at again the next time. */
static void settle(HtRehab *rehab, const char *person)
{
	(void)ht_store_put_document(rehab->around.store, person, COLLECTION, person, NULL, NULL);
}

/* The hub may have been ended after a stop was kept, and before the session's end was. What cannot
 * be read is no leave to go on. */
static void go_on(HtRehab *rehab, HtOpenSession *open, GError **error)
{
	HtStanding standing = {0};
	gboolean can = load(rehab, &open->planned, error);
	HtRehabSession *session =
	    ht_rehab_session_new(&open->planned, &rehab->host, can ? error : NULL);

	if (!session)
		return;
	ht_rehab_session_resume(session, &open->kept);
	run(rehab, session);
	if (!ht_standing_load(rehab->around.store, open->person, &standing, NULL) ||
	    standing.stopped ||
	    (rehab->around.plan && ht_rehab_plan_is_revoked(rehab->around.plan, open->person)))
		ht_rehab_session_end(session, SESSION_END_STOPPED, standing.stops);
	else if (!can)
		ht_rehab_session_leave(session, "Ended: the exercise or the reference cannot be "
						"read any more.");
}

/* The hub may have been ended before it did. */
static gboolean tell_plan_anew(HtRehab *rehab, const HtOpenSession *open, GError **error)
{
	struct session_outcome outcome;

	if (!rehab->around.plan)
		return TRUE;
	ht_session_outcome(open->kept.repetitions, &open->planned, &outcome);
	outcome.duration_done_s = open->summary.exercised_s;
	outcome.stops = open->summary.stops;
	outcome.utc_s = MAX(open->ended_utc_ns, open->planned.began_utc_ns) / NS_PER_S;
	return ht_rehab_plan_session_found(rehab->around.plan, open->person, open->exercise,
					   open->id, &outcome, error);
}

static void take_up(HtRehab *rehab, HtOpenSession *open)
{
	g_autoptr(GError) error = NULL;
	guint missing = 0;

	if (ht_rehab_write_missing(rehab->around.outlets->writer, rehab->around.store, open,
				   &missing, &error)) {
		if (!open->ended)
			go_on(rehab, open, &error);
		else if (tell_plan_anew(rehab, open, &error) && missing == 0)
			settle(rehab, open->person);
	}
	if (error)
		tell_problem(error);
}

static void close_damaged(HtRehab *rehab, const char *person)
{
	g_autoptr(GError) error = NULL;
	guint lost = 0;

	if (!ht_rehab_close_lost(rehab->around.outlets->writer, rehab->around.store, person, &lost,
				 &error))
		tell_problem(error);
	else if (lost == 0)
		settle(rehab, person);
}

static void take_up_all(HtRehab *rehab)
{
	g_autoptr(GPtrArray) open =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ht_open_session_free);
	g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
	Found found = {open, damaged};
	g_autoptr(GError) error = NULL;

	if (!ht_store_visit_documents(rehab->around.store, COLLECTION, collect, &found, &error))
		g_message("sessions that were under way cannot be read: %s", error->message);
	for (guint i = 0; i < open->len; i++)
		take_up(rehab, open->pdata[i]);
	for (guint i = 0; i < damaged->len; i++)
		close_damaged(rehab, damaged->pdata[i]);
}

static gboolean check_left(gpointer data)
{
	HtRehab *rehab = data;
	gint64 before_us = g_get_monotonic_time() - LEFT_AFTER_S * G_TIME_SPAN_SECOND;
	GHashTableIter iter;
	gpointer running;

	g_hash_table_iter_init(&iter, rehab->sessions);
	while (g_hash_table_iter_next(&iter, NULL, &running))
		if (((Running *)running)->heard_us < before_us)
			ht_rehab_session_end(((Running *)running)->session, SESSION_END_LEFT, 0);
	return G_SOURCE_CONTINUE;
}

HtRehab *ht_rehab_new(const HtRehabSurroundings *around)
{
	HtRehab *rehab = g_new0(HtRehab, 1);

	rehab->around = *around;
	rehab->host = (HtRehabHost){.context = rehab,
				    .entered = entered,
				    .noticed = noticed,
				    .counted = counted,
				    .set_ended = set_ended,
				    .ended = ended};
	rehab->sessions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, running_free);
	if (around->plan)
		ht_rehab_plan_listen(around->plan, stopped, rehab);
	take_up_all(rehab);
	if (!ht_clock_is_virtual(around->clock))
		rehab->left_check = g_timeout_add_seconds(LEFT_CHECK_S, check_left, rehab);
	return rehab;
}

void ht_rehab_free(HtRehab *rehab)
{
	if (!rehab)
		return;
	g_clear_handle_id(&rehab->left_check, g_source_remove);
	g_clear_handle_id(&rehab->sweep, g_source_remove);
	if (rehab->around.plan)
		ht_rehab_plan_listen(rehab->around.plan, NULL, NULL);
	g_hash_table_unref(rehab->sessions);
	g_free(rehab);
}
