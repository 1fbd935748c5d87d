/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-reps-run.h"

#include "client/analyze/analyze-reps-trunk.h"

#include "common/timebase.h"
#include "programme/rehab-words.h"
#include "programme/unit-words.h"
#include "recordings/motion-csv.h"

#include <errno.h>
#include <math.h>

enum { SAMPLES_MAX = 10000000 }; /* of a reference: it is held in memory */

HtRepsSession *ht_reps_session_new(const struct exercise *exercise, gboolean by_file)
{
	HtRepsSession *session = g_new0(HtRepsSession, 1);

	session->exercise = *exercise;
	session->by_file = by_file;
	session->events = g_array_new(FALSE, FALSE, sizeof(struct set_event));
	return session;
}

void ht_reps_session_free(HtRepsSession *session)
{
	g_array_unref(session->events);
	g_free(session);
}

static gboolean open_csv(struct motion_csv *csv, const char *path,
			 struct recording_message *message)
{
	if (motion_csv_open(csv, path, message) < 0)
		return FALSE;
	if (csv->sensors & IMU_ACCELERATION)
		return TRUE;
	message_set(message, -EINVAL, "%s: has no acceleration (columns ax, ay, az)", path);
	motion_csv_close(csv);
	return FALSE;
}

static GArray *read_all(const char *path, struct recording_message *message)
{
	g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(struct imu_sample));
	struct imu_sample sample;
	struct motion_csv csv;
	int rc;

	if (!open_csv(&csv, path, message))
		return NULL;
	while ((rc = motion_csv_next(&csv, &sample, message)) > 0) {
		if (samples->len == SAMPLES_MAX) {
			rc = message_set(message, -EFBIG, "%s: is too long for a reference", path);
			break;
		}
		g_array_append_val(samples, sample);
	}
	motion_csv_close(&csv);
	return rc < 0 ? NULL : g_steal_pointer(&samples);
}

static enum reference_fault make(HtRepsSession *s, const GArray *samples, const GArray *spans)
{
	const struct rep_span *span = (const struct rep_span *)(const void *)spans->data;
	const struct imu_sample *sample = (const struct imu_sample *)(const void *)samples->data;
	enum reference_fault fault =
	    rep_reference_make(sample, samples->len, span, spans->len, &s->exercise, &s->reference);

	if (fault != REFERENCE_NO_MOVEMENT || s->by_file)
		return fault;
	s->exercise.signal = EXERCISE_SIGNAL_ROTATION;
	fault =
	    rep_reference_make(sample, samples->len, span, spans->len, &s->exercise, &s->reference);
	return fault == REFERENCE_NO_RATE ? REFERENCE_NO_MOVEMENT : fault;
}

static const char *fault_words(enum reference_fault fault, const GArray *samples)
{
	struct unit_gate gate;

	if (fault != REFERENCE_BAD_UNITS)
		return ht_reference_fault_words(fault);
	unit_gate_init(&gate, 0);
	for (guint i = 0; i < samples->len; i++)
		unit_gate_push(&gate, &g_array_index(samples, struct imu_sample, i));
	return unit_verdict_refuses(unit_gate_finish(&gate))
		   ? ht_unit_words(unit_gate_verdict(&gate))
		   : ht_reference_fault_words(fault);
}

const char *ht_reps_trouble_words(const HtRepsSession *session, enum set_reason reason)
{
	const char *units = reason == SET_REASON_BAD_UNITS ? ht_unit_words(session->units) : NULL;

	return units ? units : ht_set_reason_words(reason);
}

gboolean ht_reps_read_reference(HtRepsSession *session, const char *path, const GArray *spans,
				struct recording_message *message)
{
	g_autoptr(GArray) samples = read_all(path, message);
	enum reference_fault fault;

	if (!samples)
		return FALSE;
	fault = make(session, samples, spans);
	/* A person was asked to hold still when it was recorded; here only the file is left. */
	session->restless_reference = fault == REFERENCE_NOT_STILL;
	session->has_reference = fault == REFERENCE_GOOD || session->restless_reference;
	if (!session->has_reference)
		message_set(message, -EINVAL, "%s: is no reference: %s", path,
			    fault_words(fault, samples));
	return session->has_reference;
}

static void take_events(HtRepsSession *s, struct exercise_set *set, HtRepsPlot *plot)
{
	struct set_event event;

	while (exercise_set_get(set, &event)) {
		double late_ms = (double)(event.t_ns - event.repetition.end_ns) / NS_PER_MS;

		if (event.kind == SET_REPETITION)
			s->latency_ms = MAX(s->latency_ms, late_ms);
		g_array_append_val(s->events, event);
		if (plot)
			ht_reps_plot_add_event(plot, &event);
	}
}

static int read_next(HtRepsSession *s, struct motion_csv *csv, struct imu_sample *sample,
		     struct recording_message *message)
{
	int rc = motion_csv_next(csv, sample, message);

	if (rc > 0 && csv->rows == 1)
		s->first_ns = sample->t_ns;
	return rc;
}

static int score_all(HtRepsSession *s, struct motion_csv *csv, struct exercise_set *set,
		     HtRepsTrunk *trunk, HtRepsPlot *plot, struct recording_message *message)
{
	struct imu_sample sample;
	int rc;

	while ((rc = read_next(s, csv, &sample, message)) > 0) {
		exercise_set_push(set, SET_SENSOR_LIMB, &sample);
		if (trunk && (rc = ht_reps_trunk_follow(trunk, set, sample.t_ns, message)) < 0)
			return rc;
		if (plot)
			ht_reps_plot_add_sample(
			    plot, &sample,
			    exercise_set_is_ready(set) ? exercise_set_excursion_deg(set) : NAN);
		take_events(s, set, plot);
	}
	if (rc == 0 && trunk)
		rc = ht_reps_trunk_end(trunk, set, message);
	exercise_set_finish(set);
	take_events(s, set, plot);
	s->ready = exercise_set_is_ready(set);
	s->units = exercise_set_units(set);
	s->count = exercise_set_count(set);
	s->fatigue = exercise_set_fatigue(set);
	return rc;
}

static int run_scored(HtRepsSession *s, struct motion_csv *csv, float rate_hz, HtRepsPlot *plot,
		      struct recording_message *message)
{
	g_autofree struct exercise_set *set = g_new0(struct exercise_set, 1);
	g_autoptr(HtRepsTrunk) trunk = s->trunk ? ht_reps_trunk_open(s->trunk, csv, message) : NULL;

	if (s->trunk && !trunk)
		return -EINVAL;
	if (exercise_set_init(set, &s->exercise, &s->reference, rate_hz) < 0)
		return message_set(message, -EINVAL, "%s: the exercise makes no sense", csv->name);
	return score_all(s, csv, set, trunk, plot, message);
}

static void add_counted(HtRepsSession *s, struct free_count *count, HtRepsPlot *plot)
{
	unsigned total = free_count_finish(count);

	s->count = total;
	for (unsigned i = 0; i < MIN(total, (unsigned)FREE_COUNT_MAX); i++) {
		struct free_repetition r = free_count_final(count, i);
		struct set_event event = {.kind = SET_REPETITION, .t_ns = r.end_ns};

		event.repetition = repetition_not_scored(r.start_ns, r.turn_ns, r.end_ns);
		g_array_append_val(s->events, event);
		if (plot)
			ht_reps_plot_add_event(plot, &event);
	}
}

/* Nothing is known of the exercise: what repeats is counted, at the end, over all of it. */
static int run_free(HtRepsSession *s, struct motion_csv *csv, float rate_hz, HtRepsPlot *plot,
		    struct recording_message *message)
{
	g_autofree struct free_count *count = g_new0(struct free_count, 1);
	struct imu_sample sample;
	struct unit_gate gate;
	int rc;

	unit_gate_init(&gate, rate_hz);
	if (free_count_init(count, rate_hz) < 0)
		return message_set(message, -EINVAL, "%s: the rate is too low to count", csv->name);
	while ((rc = read_next(s, csv, &sample, message)) > 0) {
		unit_gate_push(&gate, &sample);
		free_count_push(count, &sample);
		if (plot)
			ht_reps_plot_add_sample(plot, &sample, NAN);
	}
	if (unit_verdict_refuses(unit_gate_finish(&gate)))
		return message_set(message, -EINVAL, "%s: %s", csv->name,
				   ht_unit_words(unit_gate_verdict(&gate)));
	if (rc == 0)
		add_counted(s, count, plot);
	s->ready = TRUE;
	return rc;
}

gboolean ht_reps_run(HtRepsSession *session, const char *path, float rate_hz, HtRepsPlot *plot,
		     struct recording_message *message)
{
	struct motion_csv csv;
	int rc;

	if (!open_csv(&csv, path, message))
		return FALSE;
	if (session->has_reference)
		rc = run_scored(session, &csv, rate_hz, plot, message);
	else
		rc = run_free(session, &csv, rate_hz, plot, message);
	session->seconds = (double)(csv.last_t_ns - session->first_ns) / NS_PER_S;
	motion_csv_close(&csv);
	return rc >= 0;
}
