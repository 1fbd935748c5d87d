/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/exercise_set.h"

#include "common/timebase.h"

#include <errno.h>
#include <math.h>

_Static_assert((int)SET_EVENTS_MAX >= (int)FREE_COUNT_QUEUE, "repetitions told at once are lost");

#define HOLE_TOLD_NS    (NS_PER_S / 2) /* shorter ones only count as missing samples */
#define LINK_LOST_NS    (3 * NS_PER_S)
#define RATE_AWAITED_NS (2 * NS_PER_S)

static bool is_sensible(const struct exercise *e)
{
	float weights = 0;

	for (int i = 0; i < EXERCISE_PARTS; i++) {
		if (!(e->weight[i] >= 0))
			return false;
		weights += e->weight[i];
	}
	return weights > 0 && isfinite(weights) && e->signal >= EXERCISE_SIGNAL_TILT &&
	       e->signal <= EXERCISE_SIGNAL_LINEAR && e->tempo_tolerance > 1 &&
	       e->rom_min_percent >= 0 && e->rom_min_percent <= 100 && e->rom_target_deg >= 0 &&
	       e->rom_max_deg >= 0 && e->concentric_s >= 0 && e->hold_s >= 0 &&
	       e->eccentric_s >= 0 && e->compensation_max_deg >= 0 && e->velocity_loss_stop >= 0;
}

int exercise_set_init(struct exercise_set *s, const struct exercise *exercise,
		      const struct rep_reference *reference, float rate_hz)
{
	if (!(rate_hz >= 0) || !is_sensible(exercise))
		return -EINVAL;
	s->exercise = *exercise;
	s->has_reference = reference != NULL;
	s->unusable = s->free_ready = false;
	s->rate_awaited = s->rate_told = false;
	s->counted_before = 0;
	s->started[SET_SENSOR_LIMB] = s->started[SET_SENSOR_TRUNK] = false;
	s->acc_ns = INT64_MIN;
	unit_gate_init(&s->gate, rate_hz);
	set_events_init(&s->events);
	if (reference) {
		scored_set_init(&s->of.scored, exercise, reference);
		return 0;
	}
	rest_watch_init(&s->of.free.rest, 90, false);
	motion_rows_init(&s->of.free.rows);
	return free_count_init(&s->of.free.count, rate_hz);
}

static void tell(struct exercise_set *s, enum set_event_kind kind, enum set_reason reason,
		 int64_t t_ns)
{
	struct set_event event = {.kind = kind, .reason = reason, .t_ns = t_ns};

	set_events_put(&s->events, &event);
}

static bool is_number(const struct imu_sample *sample)
{
	float sum = 0;

	for (int i = 0; i < 3; i++) {
		if (sample->has & IMU_ACCELERATION)
			sum += sample->acc_ms2[i] * 0;
		if (sample->has & IMU_ANGULAR_RATE)
			sum += sample->gyr_rads[i] * 0;
	}
	return sum == 0;
}

static void check_units(struct exercise_set *s, enum unit_verdict verdict, int64_t t_ns)
{
	if (s->unusable || !unit_verdict_refuses(verdict))
		return;
	s->unusable = true;
	tell(s, SET_TROUBLE,
	     verdict == UNITS_RATE_NOT_AS_SAID || verdict == UNITS_TIME_NOT_S
		 ? SET_REASON_WRONG_RATE
		 : SET_REASON_BAD_UNITS,
	     t_ns);
}

static void check_hole(struct exercise_set *s, const struct imu_sample *sample)
{
	if (!(sample->has & IMU_ACCELERATION))
		return;
	if (s->acc_ns != INT64_MIN && sample->t_ns - s->acc_ns > HOLE_TOLD_NS) {
		tell(s, SET_TROUBLE, SET_REASON_HOLE, s->acc_ns);
		tell(s, SET_RESUMED, SET_REASON_HOLE, sample->t_ns);
	}
	s->acc_ns = sample->t_ns;
}

/* Without a reference nothing is known of the pose: it only has to rest once. */
static void wait_for_rest(struct exercise_set *s, const struct imu_sample *sample)
{
	struct motion_row row;

	motion_rows_push(&s->of.free.rows, sample);
	while (motion_rows_get(&s->of.free.rows, &row)) {
		if (s->free_ready || rest_watch_push(&s->of.free.rest, &row, row.up) == REST_MOVING)
			continue;
		s->free_ready = true;
		tell(s, SET_READY, SET_REASON_NONE, row.t_ns);
	}
}

static void count_free(struct exercise_set *s, const struct imu_sample *sample)
{
	struct free_repetition found;

	if (!s->free_ready)
		wait_for_rest(s, sample);
	if (!s->free_ready)
		return;
	free_count_push(&s->of.free.count, sample);
	while (free_count_get(&s->of.free.count, &found)) {
		struct set_event event = {.kind = SET_REPETITION, .t_ns = sample->t_ns};

		event.repetition =
		    repetition_not_scored(found.start_ns, found.turn_ns, found.end_ns);
		set_events_put(&s->events, &event);
	}
}

/* Nothing that turns about the vertical is seen without an angular rate. */
static void check_rate(struct exercise_set *s, const struct imu_sample *sample)
{
	if (s->exercise.signal != EXERCISE_SIGNAL_ROTATION || !s->has_reference || s->rate_told)
		return;
	if (sample->has & IMU_ANGULAR_RATE || !s->rate_awaited)
		s->rate_awaited_ns = sample->t_ns;
	s->rate_awaited = true;
	if (sample->t_ns - s->rate_awaited_ns < RATE_AWAITED_NS)
		return;
	s->rate_told = true;
	tell(s, SET_TROUBLE, SET_REASON_NO_RATE, sample->t_ns);
}

int exercise_set_push(struct exercise_set *s, unsigned sensor, const struct imu_sample *sample)
{
	if (sensor >= SET_SENSORS || !is_number(sample) ||
	    (s->started[sensor] && sample->t_ns < s->last_ns[sensor]))
		return -EINVAL;
	s->started[sensor] = true;
	s->last_ns[sensor] = sample->t_ns;
	if (sensor == SET_SENSOR_TRUNK) {
		if (s->has_reference)
			scored_set_push_trunk(&s->of.scored, sample, &s->events);
		return s->events.count > 0;
	}
	if (!s->unusable && s->acc_ns != INT64_MIN && sample->t_ns - s->acc_ns > LINK_LOST_NS)
		unit_gate_init(&s->gate, s->gate.rate_hz); /* a lost link is no lower rate */
	if (unit_gate_push(&s->gate, sample) > 0)
		check_units(s, unit_gate_verdict(&s->gate), sample->t_ns);
	if (!s->unusable) {
		check_hole(s, sample);
		check_rate(s, sample);
		if (s->has_reference)
			scored_set_push_limb(&s->of.scored, &s->exercise, sample, &s->events);
		else
			count_free(s, sample);
	}
	return s->events.count > 0;
}

int exercise_set_get(struct exercise_set *s, struct set_event *event)
{
	return set_events_get(&s->events, event);
}

int exercise_set_finish(struct exercise_set *s)
{
	check_units(s, unit_gate_finish(&s->gate), s->last_ns[SET_SENSOR_LIMB]);
	if (!s->unusable && s->has_reference)
		scored_set_finish(&s->of.scored, &s->exercise, &s->events);
	return s->events.count > 0;
}

enum unit_verdict exercise_set_units(const struct exercise_set *s)
{
	return unit_gate_verdict(&s->gate);
}

bool exercise_set_is_ready(const struct exercise_set *s)
{
	return s->has_reference ? s->of.scored.ready : s->free_ready;
}

unsigned exercise_set_count(const struct exercise_set *s)
{
	return s->counted_before +
	       (s->has_reference ? s->of.scored.count : free_count_live(&s->of.free.count));
}

float exercise_set_excursion_deg(const struct exercise_set *s)
{
	return s->has_reference ? s->of.scored.excursion_deg : 0;
}

struct set_fatigue exercise_set_fatigue(const struct exercise_set *s)
{
	return s->has_reference ? s->of.scored.fatigue : (struct set_fatigue){0};
}
