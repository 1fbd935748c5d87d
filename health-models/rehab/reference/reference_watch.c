/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/reference/reference_watch.h"

#include "common/timebase.h"
#include "health-models/motion/vector3.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define STILL_ROWS   (2 * MOTION_ROWS_HZ) /* after the half second that rest_watch looks at */
#define REMIND_ROWS  (5 * MOTION_ROWS_HZ) /* told so often that it is not still */
#define STILL_DEG    5.0f
#define WIDE_DEG     90.0f /* nothing is known of the range yet */
#define OPEN_DEG     6.0f  /* degrees, of a lift centimetres: it has left rest */
#define OPEN_CM      2.0f
#define LEAST_DEG    10.0f /* a candidate goes at least so far */
#define LEAST_CM     4.0f
#define BACK_SHARE   0.7f  /* of the way: it has come back */
#define LOWER_SHARE  0.01f /* of the way: it still comes back */
#define SETTLED_NS   (320 * NS_PER_MS)
#define SHORTEST_NS  (400 * NS_PER_MS)
#define KEPT_AT_REST 0.98f /* of a row */

void reference_watch_init(struct reference_watch *w, enum exercise_signal signal, float rate_hz)
{
	const struct excursion_frame frame = {.signal = EXERCISE_SIGNAL_LINEAR};

	memset(w, 0, sizeof *w);
	w->signal = signal;
	motion_rows_init(&w->rows);
	rest_watch_init(&w->rest, WIDE_DEG, false);
	excursion_init(&w->lift, &frame);
	unit_gate_init(&w->gate, rate_hz);
	set_events_init(&w->events);
}

static void tell(struct reference_watch *w, enum set_event_kind kind, enum set_reason reason,
		 int64_t t_ns)
{
	struct set_event event = {.kind = kind, .reason = reason, .t_ns = t_ns};

	set_events_put(&w->events, &event);
}

/* How far it is from rest, in whatever direction. */
static float away(struct reference_watch *w, const struct motion_row *row)
{
	struct excursion_point lift = excursion_at(&w->lift, row);

	vector3_add(w->turned_rad, 1.0f / MOTION_ROWS_HZ, row->rate_rads);
	switch (w->signal) {
	case EXERCISE_SIGNAL_TILT:
		break;
	case EXERCISE_SIGNAL_ROTATION:
		return vector3_norm(w->turned_rad) * DEG_PER_RAD;
	case EXERCISE_SIGNAL_LINEAR:
		return fabsf(lift.along_deg);
	}
	return vector3_angle_deg(w->rest_up, row->up);
}

static float open_at(const struct reference_watch *w)
{
	return w->signal == EXERCISE_SIGNAL_LINEAR ? OPEN_CM : OPEN_DEG;
}

static float least(const struct reference_watch *w)
{
	return w->signal == EXERCISE_SIGNAL_LINEAR ? LEAST_CM : LEAST_DEG;
}

/* Waits for the next movement from here on. */
static void begin_at(struct reference_watch *w, float at, int64_t t_ns)
{
	w->open = w->missing = false;
	w->low = at;
	w->low_ns = t_ns;
}

static void close_movement(struct reference_watch *w, int64_t now_ns)
{
	struct set_event event = {.kind = SET_REPETITION, .t_ns = now_ns};

	if (w->high - w->low < least(w)) {
		tell(w, SET_REFUSED, SET_REASON_TOO_SMALL, now_ns);
	} else if (w->missing) {
		tell(w, SET_REFUSED, SET_REASON_HOLE, now_ns);
	} else if (w->lowest_ns - w->low_ns < SHORTEST_NS) {
		tell(w, SET_REFUSED, SET_REASON_TOO_SHORT, now_ns);
	} else {
		event.repetition = repetition_not_scored(w->low_ns, w->high_ns, w->lowest_ns);
		event.repetition.rom_deg = w->high - w->low;
		set_events_put(&w->events, &event);
	}
	begin_at(w, w->lowest_after, w->lowest_ns);
}

static void follow_open(struct reference_watch *w, float at, int64_t t_ns)
{
	float range = fmaxf(at, w->high) - w->low;

	if (at > w->high) {
		w->high = w->lowest_after = at;
		w->high_ns = w->lowest_ns = t_ns;
	} else if (at < w->lowest_after - LOWER_SHARE * range) {
		w->lowest_after = at;
		w->lowest_ns = t_ns;
	}
	if (w->high - w->lowest_after >= BACK_SHARE * range && t_ns - w->lowest_ns >= SETTLED_NS)
		close_movement(w, t_ns);
}

static void follow(struct reference_watch *w, float at, const struct motion_row *row)
{
	w->missing |= w->open && (row->missing || row->after_break);
	if (w->open)
		follow_open(w, at, row->t_ns);
	else if (at - w->low > open_at(w)) {
		w->open = true;
		w->high = w->lowest_after = at;
		w->high_ns = w->lowest_ns = row->t_ns;
	} else if (at - w->low < open_at(w) / 4) {
		w->low = fminf(w->low, at);
		w->low_ns = row->t_ns;
	}
}

/* Moved away while it was to be still. */
static void wait_for_still(struct reference_watch *w, bool still, const struct motion_row *row)
{
	if (still && w->still_rows >= STILL_ROWS) {
		memcpy(w->rest_up, w->rest.up, sizeof w->rest_up);
		memset(w->turned_rad, 0, sizeof w->turned_rad);
		w->ready = true;
		begin_at(w, 0, row->t_ns);
		tell(w, SET_READY, SET_REASON_NONE, row->t_ns);
	} else if (w->waiting_rows++ % REMIND_ROWS == REMIND_ROWS - 1) {
		tell(w, SET_REFUSED, SET_REASON_NOT_READY, row->t_ns);
	}
}

/* So slow a movement that no half second shows it is none of rest. */
static bool is_still(struct reference_watch *w, const struct motion_row *row)
{
	if (rest_watch_push(&w->rest, row, row->up) == REST_MOVING)
		return false;
	if (w->still_rows == 0)
		memcpy(w->still_up, w->rest.up, sizeof w->still_up);
	return vector3_angle_deg(w->still_up, w->rest.up) < STILL_DEG;
}

/* A sum drifts: at rest it is drawn back. */
static void forget_turn(struct reference_watch *w)
{
	for (int i = 0; i < 3; i++)
		w->turned_rad[i] *= KEPT_AT_REST;
}

static void take_row(struct reference_watch *w, const struct motion_row *row)
{
	bool still = is_still(w, row), missing = row->missing || row->after_break;
	float at = away(w, row);

	w->still_rows = still ? w->still_rows + 1 : 0;
	if (missing && !w->in_hole)
		tell(w, SET_TROUBLE, SET_REASON_HOLE, row->t_ns);
	w->in_hole = missing;
	if (!w->ready) {
		wait_for_still(w, still, row);
		return;
	}
	if (still && !w->open)
		forget_turn(w);
	follow(w, at, row);
}

static bool is_number(const struct imu_sample *sample)
{
	float sum = 0;

	for (int i = 0; i < 3; i++) {
		sum += sample->has & IMU_ACCELERATION ? sample->acc_ms2[i] * 0 : 0;
		sum += sample->has & IMU_ANGULAR_RATE ? sample->gyr_rads[i] * 0 : 0;
	}
	return sum == 0;
}

static void check_units(struct reference_watch *w, int64_t t_ns)
{
	enum unit_verdict verdict = unit_gate_verdict(&w->gate);
	bool rate = verdict == UNITS_RATE_NOT_AS_SAID || verdict == UNITS_TIME_NOT_S;

	if (w->unusable || !unit_verdict_refuses(verdict))
		return;
	w->unusable = true;
	tell(w, SET_TROUBLE, rate ? SET_REASON_WRONG_RATE : SET_REASON_BAD_UNITS, t_ns);
}

int reference_watch_push(struct reference_watch *w, const struct imu_sample *sample)
{
	struct motion_row row;

	if (!is_number(sample))
		return -EINVAL;
	if (unit_gate_push(&w->gate, sample) > 0)
		check_units(w, sample->t_ns);
	if (!w->unusable && motion_rows_push(&w->rows, sample) > 0)
		while (motion_rows_get(&w->rows, &row) > 0)
			take_row(w, &row);
	return w->events.count > 0;
}

int reference_watch_get(struct reference_watch *w, struct set_event *event)
{
	return set_events_get(&w->events, event);
}
