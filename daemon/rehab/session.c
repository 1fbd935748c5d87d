/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/session.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/rehab/recording.h"
#include "daemon/rehab/set-sums.h"
#include "health-models/rehab/reference/reference_watch.h"
#include "health-models/rehab/set/set_clock.h"

#include <math.h>

/* Sensors of one wearable begin one after the other. */
#define RATE_WAITED_NS (3 * NS_PER_S)

struct _HtRehabSession {
	HtRehabPlanned planned;
	char *id, *person, *exercise, *wearable, *trunk;
	const HtRehabHost *host;
	HtRehabState state;
	const char *word;
	struct exercise_set *set; /* NULL = no samples are looked at; all NULL with recording */
	GBytes *kept;             /* what the set was before a pause; NULL = it begins anew */
	guint16 kept_version;
	GArray *repetitions;           /* HtRehabRepetition */
	HtRehabRecording *recording;   /* NULL = a session */
	struct reference_watch *watch; /* of a recording; NULL = no samples are looked at */
	guint set_number, count;
	struct set_clock clock; /* of the set */
	gint64 sets_before_ns;  /* exercised in those that are over */
	gint64 rest_until_ns, now_ns;
	gint64 first_ns;          /* of the limb's samples since it began; 0 = none yet */
	gboolean has_rate;        /* an angular rate was among them */
	const char *left_because; /* static; NULL = nothing came for long */
	enum session_end end;
	guint stops;
};

const char *ht_rehab_state_name(HtRehabState state)
{
	static const char *const names[] = {"waiting", "hold_still", "ready", "counting",
					    "rest",    "paused",     "done",  "stopped"};

	return names[state];
}

static const char *usual_word(const HtRehabSession *session, HtRehabState state)
{
	switch (state) {
	case HT_REHAB_WAITING:
		return "Put the sensor on: waiting for the wearable.";
	case HT_REHAB_STILL:
		return "Hold still in the starting position.";
	case HT_REHAB_READY:
		return session->recording ? "Ready: do it slowly and well, five times at most."
					  : "Ready: begin.";
	case HT_REHAB_COUNTING:
		return session->recording ? "Recording." : "Go on.";
	case HT_REHAB_REST:
		return "Rest.";
	case HT_REHAB_PAUSED:
		return "The connection is lost: the session goes on when it is back.";
	case HT_REHAB_DONE:
		return "Done.";
	case HT_REHAB_STOPPED:
		return "Stop. Sit down and rest.";
	}
	return "";
}

static void enter_state(HtRehabSession *session, HtRehabState state, const char *word)
{
	session->state = state;
	session->word = word ? word : usual_word(session, state);
	session->host->entered(session->host->context, session);
}

static gboolean is_over(const HtRehabSession *session)
{
	return session->state == HT_REHAB_DONE || session->state == HT_REHAB_STOPPED;
}

static gboolean makes_sense(const HtRehabPlanned *planned)
{
	return planned->sets >= 1 && planned->sets <= SESSION_SETS_MAX &&
	       (planned->repetitions > 0) != (planned->duration_s > 0) &&
	       planned->repetitions <= HT_REHAB_REPETITIONS_MAX &&
	       planned->duration_s <= HT_REHAB_DURATION_MAX_S;
}

HtRehabSession *ht_rehab_session_new(const HtRehabPlanned *planned, const HtRehabHost *host,
				     GError **error)
{
	HtRehabSession *session;

	if (!makes_sense(planned)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "a session has 1 to %d sets of 1 to %d repetitions, or of 1 to %d "
			    "seconds",
			    SESSION_SETS_MAX, HT_REHAB_REPETITIONS_MAX, HT_REHAB_DURATION_MAX_S);
		return NULL;
	}
	session = g_new0(HtRehabSession, 1);
	session->planned = *planned;
	session->planned.id = session->id = g_strdup(planned->id);
	session->planned.person = session->person = g_strdup(planned->person);
	session->planned.exercise = session->exercise = g_strdup(planned->exercise);
	session->planned.wearable = session->wearable = g_strdup(planned->wearable);
	session->planned.trunk = session->trunk = g_strdup(planned->trunk);
	session->host = host;
	session->repetitions = g_array_new(FALSE, FALSE, sizeof(HtRehabRepetition));
	session->set_number = 1;
	set_clock_init(&session->clock, 0);
	if (planned->recording)
		session->recording = ht_rehab_recording_new();
	session->state = HT_REHAB_WAITING;
	session->word = usual_word(session, HT_REHAB_WAITING);
	return session;
}

void ht_rehab_session_free(HtRehabSession *session)
{
	if (!session)
		return;
	g_free(session->set);
	g_free(session->watch);
	g_clear_pointer(&session->kept, g_bytes_unref);
	g_array_unref(session->repetitions);
	ht_rehab_recording_free(session->recording);
	g_free(session->id);
	g_free(session->person);
	g_free(session->exercise);
	g_free(session->wearable);
	g_free(session->trunk);
	g_free(session);
}

static guint set_of(const HtRehabSession *session, guint i)
{
	return g_array_index(session->repetitions, HtRehabRepetition, i).record.set;
}

static const HtRehabRepetition *last_of(const HtRehabSession *session)
{
	return &g_array_index(session->repetitions, HtRehabRepetition,
			      session->repetitions->len - 1);
}

void ht_rehab_session_resume(HtRehabSession *session, const HtRehabKept *kept)
{
	g_array_append_vals(session->repetitions, kept->repetitions->data, kept->repetitions->len);
	session->set_number = kept->set_number;
	for (guint i = 0; i < session->repetitions->len; i++)
		session->count += set_of(session, i) == kept->set_number;
	session->sets_before_ns = kept->sets_before_ns;
	set_clock_init(&session->clock, kept->set_ns);
	session->kept = kept->state ? g_bytes_ref(kept->state) : NULL;
	session->kept_version = kept->state_version;
	if (session->repetitions->len > 0)
		session->now_ns = last_of(session)->record.repetition.end_ns;
	session->state = HT_REHAB_PAUSED;
	session->word = "The hub was started anew: put the sensor on and hold still, the session "
			"goes on.";
}

/* What was counted is counted by the session: a set that cannot be taken up begins anew. */
static void take_up(HtRehabSession *session)
{
	gsize size;
	const guint8 *data = session->kept ? g_bytes_get_data(session->kept, &size) : NULL;

	if (data && exercise_set_decode(session->set, session->kept_version, data, size) < 0)
		g_message("the state of a set could not be taken up: it is counted on without");
	g_clear_pointer(&session->kept, g_bytes_unref);
}

static gboolean make_set(HtRehabSession *session, float rate_hz)
{
	const HtRehabPlanned *planned = &session->planned;
	gboolean scored = planned->reference.version > 0;

	if (session->recording) {
		/* What was recorded before the connection was lost has a hole now. */
		ht_rehab_recording_clear(session->recording);
		g_array_set_size(session->repetitions, 0);
		session->count = 0;
		session->watch = g_new0(struct reference_watch, 1);
		reference_watch_init(session->watch, planned->model.signal, rate_hz);
		return TRUE;
	}
	session->set = g_new0(struct exercise_set, 1);
	if (exercise_set_init(session->set, &planned->model,
			      scored ? &planned->reference.reference : NULL, rate_hz) == 0) {
		take_up(session);
		return TRUE;
	}
	g_clear_pointer(&session->set, g_free);
	return FALSE;
}

static void begin_set(HtRehabSession *session, float rate_hz)
{
	if (make_set(session, rate_hz)) {
		enter_state(session, HT_REHAB_STILL, NULL);
		return;
	}
	ht_rehab_session_leave(session,
			       "The sensor sends too few samples a second for this: choose a "
			       "higher rate, or another sensor.");
}

static void next_set(HtRehabSession *session)
{
	session->set_number++;
	session->count = 0;
	session->sets_before_ns += session->clock.exercised_ns;
	set_clock_init(&session->clock, 0);
}

static void end_set(HtRehabSession *session)
{
	const HtRehabPlanned *planned = &session->planned;

	g_clear_pointer(&session->set, g_free);
	session->host->set_ended(session->host->context, session);
	if (session->set_number >= planned->sets) {
		ht_rehab_session_end(session, SESSION_END_DONE, 0);
		return;
	}
	next_set(session);
	session->rest_until_ns =
	    session->now_ns + (gint64)((double)planned->model.rest_s * (double)NS_PER_S);
	enter_state(session, HT_REHAB_REST, NULL);
}

static gboolean has_slowed(const HtRehabSession *session)
{
	return session->planned.reference.version > 0 && exercise_set_fatigue(session->set).stop;
}

/* By repetitions or by time. A session holds so many repetitions at most. */
static gboolean is_set_done(const HtRehabSession *session)
{
	const HtRehabPlanned *planned = &session->planned;

	if (planned->repetitions > 0 && session->count >= planned->repetitions)
		return TRUE;
	return planned->duration_s > 0 &&
	       (session->clock.exercised_ns >= (gint64)planned->duration_s * NS_PER_S ||
		session->count >= HT_REHAB_COUNTED_MAX);
}

static void count(HtRehabSession *session, const char *stream, const struct repetition *repetition)
{
	HtRehabRepetition counted = {.record = {.side = session->planned.side,
						.set = (guint16)session->set_number,
						.number = (guint16)(session->count + 1),
						.repetition = *repetition}};

	if (session->state != HT_REHAB_COUNTING)
		enter_state(session, HT_REHAB_COUNTING, NULL);
	g_strlcpy(counted.record.session, session->id, sizeof counted.record.session);
	g_strlcpy(counted.record.exercise, session->exercise, sizeof counted.record.exercise);
	g_strlcpy(counted.stream, stream, sizeof counted.stream);
	session->count++;
	set_clock_repetition(&session->clock, repetition->start_ns, repetition->end_ns);
	g_array_append_val(session->repetitions, counted);
	session->host->counted(session->host->context, session, &counted);
	if (!session->recording && !is_over(session) &&
	    (is_set_done(session) || has_slowed(session)))
		end_set(session);
}

static void take_event(HtRehabSession *session, const char *stream, const struct set_event *event)
{
	switch (event->kind) {
	case SET_READY:
		enter_state(session, session->count ? HT_REHAB_COUNTING : HT_REHAB_READY, NULL);
		break;
	case SET_REPETITION:
		count(session, stream, &event->repetition);
		break;
	case SET_REFUSED:
	case SET_TROUBLE:
	case SET_RESUMED:
		session->host->noticed(session->host->context, session, event);
		break;
	}
}

static void watch(HtRehabSession *session, const char *stream, const struct imu_sample *sample)
{
	struct set_event event;

	if (reference_watch_push(session->watch, sample) <= 0)
		return;
	while (session->watch && reference_watch_get(session->watch, &event) > 0)
		take_event(session, stream, &event);
}

static void push(HtRehabSession *session, unsigned sensor, const char *stream,
		 const struct imu_sample *sample)
{
	struct set_event event;

	if (exercise_set_push(session->set, sensor, sample) <= 0)
		return;
	/* What an event leads to may end the set. */
	while (session->set && exercise_set_get(session->set, &event) > 0)
		take_event(session, stream, &event);
}

/* Time ends a set between two repetitions, too. */
static void reach(HtRehabSession *session)
{
	set_clock_reach(&session->clock, session->now_ns);
	if (session->set && !is_over(session) && is_set_done(session))
		end_set(session);
}

static void record(HtRehabSession *session, const struct imu_sample *sample)
{
	if (ht_rehab_recording_add(session->recording, sample))
		return;
	ht_rehab_session_leave(session, "That took too long: record it again.");
}

/* Gravity does not show a turn about the vertical. */
static gboolean lacks_rate(HtRehabSession *session, const struct imu_sample *sample)
{
	if (session->first_ns == 0)
		session->first_ns = sample->t_ns;
	session->has_rate |= (sample->has & IMU_ANGULAR_RATE) != 0;
	if (session->has_rate || session->planned.model.signal != EXERCISE_SIGNAL_ROTATION ||
	    sample->t_ns - session->first_ns < RATE_WAITED_NS)
		return FALSE;
	ht_rehab_session_leave(session,
			       "This exercise needs a sensor that measures an angular rate (a "
			       "gyroscope), which this wearable does not have.");
	return TRUE;
}

void ht_rehab_session_sample(HtRehabSession *session, unsigned sensor, const char *stream,
			     float rate_hz, const struct imu_sample *sample)
{
	if (is_over(session))
		return;
	if (sensor == SET_SENSOR_LIMB)
		session->now_ns = sample->t_ns;
	if (sensor == SET_SENSOR_LIMB && lacks_rate(session, sample))
		return;
	if (session->state == HT_REHAB_REST && session->now_ns < session->rest_until_ns)
		return;
	if (!session->set && !session->watch) {
		/* The limb's acceleration says at which rate the set is looked at. */
		if (sensor != SET_SENSOR_LIMB || !(sample->has & IMU_ACCELERATION))
			return;
		begin_set(session, rate_hz);
	}
	if (session->recording && sensor == SET_SENSOR_LIMB)
		record(session, sample);
	if (session->watch && sensor == SET_SENSOR_LIMB)
		watch(session, stream, sample);
	else if (session->set)
		push(session, sensor, stream, sample);
	if (!session->recording && sensor == SET_SENSOR_LIMB)
		reach(session);
}

/* A recording with a hole is none, but what was done before it can be accepted. */
static void lose_recording(HtRehabSession *session)
{
	enter_state(session, HT_REHAB_PAUSED,
		    session->count > 0
			? "The connection is lost. What was recorded can be accepted; when it is "
			  "back, the recording begins anew."
			: "The connection is lost: the recording begins anew when it is back.");
}

/* (transfer full) Of a set that is under way; NULL = it cannot be said. */
static GBytes *set_state(const HtRehabSession *session)
{
	guint8 bytes[EXERCISE_SET_SIZE_MAX];
	long size = exercise_set_encode(session->set, bytes, sizeof bytes);

	return size < 0 ? NULL : g_bytes_new(bytes, (gsize)size);
}

void ht_rehab_session_lost(HtRehabSession *session, unsigned sensor)
{
	if (is_over(session) || sensor != SET_SENSOR_LIMB)
		return;
	/* Its sensors begin anew, one after the other. */
	session->first_ns = 0;
	if (session->state == HT_REHAB_WAITING || session->state == HT_REHAB_PAUSED)
		return;
	/* A rest goes on without a wearable. */
	if (session->state == HT_REHAB_REST)
		return;
	set_clock_pause(&session->clock);
	g_clear_pointer(&session->kept, g_bytes_unref);
	session->kept = session->set ? set_state(session) : NULL;
	session->kept_version = EXERCISE_SET_VERSION;
	g_clear_pointer(&session->set, g_free);
	g_clear_pointer(&session->watch, g_free);
	if (session->recording)
		lose_recording(session);
	else
		enter_state(session, HT_REHAB_PAUSED, NULL);
}

void ht_rehab_session_end(HtRehabSession *session, enum session_end end, guint stops)
{
	const char *words[] = {
	    [SESSION_END_DONE] =
		session->recording ? "The reference is kept." : "Done: every set. Well done.",
	    [SESSION_END_FINISHED] = "Finished early.",
	    [SESSION_END_STOPPED] = NULL, /* as usual */
	    [SESSION_END_LEFT] =
		session->left_because ? session->left_because : "Ended: nothing came for long."};

	if (is_over(session))
		return;
	g_clear_pointer(&session->set, g_free);
	g_clear_pointer(&session->watch, g_free);
	session->end = end;
	session->stops = stops;
	enter_state(session, end == SESSION_END_STOPPED ? HT_REHAB_STOPPED : HT_REHAB_DONE,
		    words[end]);
	session->host->ended(session->host->context, session);
}

void ht_rehab_session_leave(HtRehabSession *session, const char *because)
{
	session->left_because = because;
	ht_rehab_session_end(session, SESSION_END_LEFT, 0);
}

gboolean ht_rehab_session_make_reference(HtRehabSession *session, const guint *numbers, gsize count,
					 struct rep_reference *reference, GError **error)
{
	if (!session->recording) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "no reference is being recorded: StartRehab with the mode "
				    "\"reference\" first");
		return FALSE;
	}
	return ht_rehab_recording_make(session->recording, &session->planned.model,
				       session->repetitions, numbers, count, reference, error);
}

const HtRehabPlanned *ht_rehab_session_planned(const HtRehabSession *session)
{
	return &session->planned;
}

HtRehabState ht_rehab_session_state(const HtRehabSession *session)
{
	return session->state;
}

const char *ht_rehab_session_word(const HtRehabSession *session)
{
	return session->word;
}

guint ht_rehab_session_set(const HtRehabSession *session)
{
	return session->set_number;
}

guint ht_rehab_session_count(const HtRehabSession *session)
{
	return session->count;
}

gint64 ht_rehab_session_now_utc_ns(const HtRehabSession *session)
{
	return session->now_ns;
}

const GArray *ht_rehab_session_repetitions(const HtRehabSession *session)
{
	return session->repetitions;
}

gint64 ht_rehab_session_set_ns(const HtRehabSession *session)
{
	return session->clock.exercised_ns;
}

gint64 ht_rehab_session_exercised_ns(const HtRehabSession *session)
{
	return session->sets_before_ns + session->clock.exercised_ns;
}

HtRehabKept ht_rehab_session_kept(const HtRehabSession *session)
{
	HtRehabKept kept = {.repetitions = session->repetitions,
			    .set_number = session->set_number,
			    .sets_before_ns = session->sets_before_ns,
			    .set_ns = session->clock.exercised_ns};

	kept.state = session->set    ? set_state(session)
		     : session->kept ? g_bytes_ref(session->kept)
				     : NULL;
	kept.state_version = session->set ? EXERCISE_SET_VERSION : session->kept_version;
	return kept;
}

void ht_rehab_session_summary(const HtRehabSession *session, struct session_record *record)
{
	const HtRehabPlanned *planned = &session->planned;
	guint begun = session->count > 0 ? session->set_number : session->set_number - 1;

	memset(record, 0, sizeof *record);
	g_strlcpy(record->session, planned->id, sizeof record->session);
	g_strlcpy(record->exercise, planned->exercise, sizeof record->exercise);
	record->side = planned->side;
	record->end = session->end;
	record->stops = session->stops;
	record->sets_planned = (guint16)planned->sets;
	record->repetitions_planned = (guint16)planned->repetitions;
	record->duration_planned_s = (guint16)planned->duration_s;
	record->exercised_s = (guint32)(ht_rehab_session_exercised_ns(session) / NS_PER_S);
	record->reference_version = planned->reference.version;
	memcpy(record->reference_hash, planned->reference.hash, sizeof record->reference_hash);
	record->sets = (guint8)begun;
	for (guint i = 0; i < record->sets; i++)
		ht_set_sums(session->repetitions, i + 1, &record->set[i]);
}

void ht_rehab_session_outcome(const HtRehabSession *session, struct session_outcome *outcome)
{
	const HtRehabPlanned *planned = &session->planned;

	ht_session_outcome(session->repetitions, planned, outcome);
	outcome->duration_done_s = (unsigned)(ht_rehab_session_exercised_ns(session) / NS_PER_S);
	outcome->stops = session->stops;
	outcome->utc_s = session->now_ns / NS_PER_S;
}
