/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/scored_set.h"

#include "common/timebase.h"

#include <math.h>

#define STALL_LEAST_S    8.0f /* held that long beyond the usual hold, it has stopped */
#define STALL_HOLDS      2.0f
#define WRONG_POSE_S     1.5f /* held that long before it is told */
#define OTHER_SIDE_SHARE 0.5f /* of the range of motion, on the wrong side of rest */
#define NEAR_REST_SHARE  0.35f
#define BACK_SHARE       0.1f
#define OFF_AXIS_SHARE   1.3f /* farther off the axis than along it: 52 degrees beside it */
#define SAFETY_SCORE     50.0f

static void tell(struct set_events *events, enum set_event_kind kind, enum set_reason reason,
		 int64_t t_ns)
{
	struct set_event event = {.kind = kind, .reason = reason, .t_ns = t_ns};

	set_events_put(events, &event);
}

void scored_set_init(struct scored_set *s, const struct exercise *exercise,
		     const struct rep_reference *reference)
{
	struct excursion_frame frame = {.signal = exercise->signal};
	float hold_s = fmaxf(reference->hold_s, exercise->hold_s);

	for (int i = 0; i < 3; i++) {
		frame.rest_up[i] = reference->rest_gravity[i];
		frame.axis[i] = reference->axis[i];
	}
	*s = (struct scored_set){.reference = *reference};
	rom_level_init(&s->level);
	set_fatigue_init(&s->fatigue);
	motion_rows_init(&s->rows);
	excursion_init(&s->excursion, &frame);
	rest_watch_init(&s->rest, reference->rom_deg, exercise->ready_upright);
	movement_watch_init(&s->movement, reference->rom_deg);
	segmentation_init(&s->segmentation, reference->rom_deg,
			  STALL_LEAST_S + STALL_HOLDS * hold_s);
	s->stall_rows = (STALL_LEAST_S + STALL_HOLDS * hold_s) * MOTION_ROWS_HZ;
	rep_trace_init(&s->trace);
	trunk_watch_init(&s->trunk);
}

/* What is open is forgotten; the next row is the first. */
static void begin_anew(struct scored_set *s)
{
	segmentation_restart(&s->segmentation);
	rep_trace_init(&s->trace);
	s->mirrored = false;
}

static struct rep_differences compare(const struct scored_set *s, const struct exercise *exercise,
				      const struct rep_measures *m)
{
	float trunk_deg =
	    s->has_trunk ? trunk_watch_lean_deg(&s->trunk, m->start_ns, m->end_ns) : NAN;
	float level_deg = rom_level_deg(&s->level);
	struct rep_measures comparable = *m;

	/* The speed of up alone is rougher than one that was measured. */
	if (s->reference.has_rate != gravity_has_rate(&s->rows.gravity))
		comparable.smoothness_sparc = NAN;
	return rep_compare(&comparable, trunk_deg, &s->reference, exercise,
			   level_deg > 0 ? level_deg : s->reference.rom_deg);
}

static void judge(struct scored_set *s, const struct exercise *exercise,
		  const struct rep_measures *m, const struct rep_differences *d,
		  struct repetition *r)
{
	r->label = rep_label_find(m, d, &s->reference, exercise, &s->level);
	r->score = rep_score(d, exercise->weight, r->part);
	r->shape_distance = d->shape_distance;
	r->compensation_deg = d->compensation_deg;
	if (rep_label_is_safety(r->label))
		r->score = fminf(r->score, SAFETY_SCORE);
	if (r->label == REP_NOT_SCORED) {
		r->score = NAN;
		for (int i = 0; i < EXERCISE_PARTS; i++)
			r->part[i] = NAN;
	}
}

static void tell_repetition(struct scored_set *s, const struct exercise *exercise,
			    const struct rep_measures *m, const struct rep_differences *d,
			    struct set_events *events)
{
	struct set_event event = {.kind = SET_REPETITION,
				  .t_ns = s->rows.t_ns,
				  .repetition = {
				      .start_ns = m->start_ns,
				      .turn_ns = m->turn_ns,
				      .end_ns = m->end_ns,
				      .rom_deg = m->rom_deg,
				      .rom_percent = 100 * m->rom_deg / s->reference.rom_deg,
				      .concentric_s = m->concentric_s,
				      .hold_s = m->hold_s,
				      .eccentric_s = m->eccentric_s,
				      .peak_speed_rads = m->peak_speed_rads,
				      .mean_speed_rads = m->mean_speed_rads,
				      .smoothness_sparc = m->smoothness_sparc,
				      .missing_share = m->missing_share,
				  }};
	struct repetition *r = &event.repetition;

	judge(s, exercise, m, d, r);
	rom_level_take(&s->level, r->label, r->rom_deg);
	set_fatigue_take(&s->fatigue, r, exercise->velocity_loss_stop);
	s->count++;
	set_events_put(events, &event);
}

static void end_movement(struct scored_set *s, const struct exercise *exercise,
			 struct set_events *events)
{
	const struct segmentation *g = &s->segmentation;
	struct rep_differences d;
	struct rep_measures m;

	movement_watch_answer(&s->movement);
	if (!rep_measure(&s->trace, g->begin_row, g->turn_row, g->end_row, &m)) { /* a knock */
		tell(events, SET_REFUSED, SET_REASON_TOO_SHORT, s->rows.t_ns);
		return;
	}
	d = compare(s, exercise, &m);
	if (rep_is_fidgeting(&d))
		tell(events, SET_REFUSED, SET_REASON_TOO_SMALL, s->rows.t_ns);
	else if (m.off_deg > OFF_AXIS_SHARE * m.rom_deg + s->reference.compensation_deg)
		tell(events, SET_REFUSED, SET_REASON_OTHER_MOVEMENT, s->rows.t_ns);
	else
		tell_repetition(s, exercise, &m, &d, events);
}

/* A movement that rises from far on the wrong side of rest only comes back from there. */
static bool rises_from_other_side(const struct scored_set *s)
{
	unsigned low = rep_trace_entry(&s->trace, s->segmentation.begin_row);

	return s->trace.along_deg[low] <
	       s->movement.rest_along_deg - OTHER_SIDE_SHARE * s->reference.rom_deg;
}

static void follow(struct scored_set *s, const struct exercise *exercise,
		   const struct excursion_point *p, struct set_events *events)
{
	rep_trace_push(&s->trace, p);
	switch (segmentation_push(&s->segmentation, p->along_deg)) {
	case SEGMENT_NOTHING:
		break;
	case SEGMENT_BEGAN:
		s->mirrored = rises_from_other_side(s);
		break;
	case SEGMENT_ENDED:
		end_movement(s, exercise, events);
		break;
	case SEGMENT_STALLED:
		movement_watch_answer(&s->movement);
		tell(events, SET_REFUSED, SET_REASON_STOPPED_HALFWAY, p->t_ns);
		break;
	}
	rep_trace_drop_before(&s->trace,
			      segmentation_needs_row(&s->segmentation) - REP_TRACE_BEFORE);
}

static void become_ready(struct scored_set *s, const struct motion_row *row,
			 const struct excursion_point *p, struct set_events *events)
{
	s->ready = true;
	begin_anew(s);
	movement_watch_rest(&s->movement, row, p);
	tell(events, SET_READY, SET_REASON_NONE, row->t_ns);
}

static void wait_for_ready(struct scored_set *s, const struct motion_row *row,
			   const struct excursion_point *p, struct set_events *events)
{
	const float wrong_rows = floorf(WRONG_POSE_S * MOTION_ROWS_HZ);
	enum set_reason reason =
	    s->pose == REST_UPSIDE_DOWN ? SET_REASON_UPSIDE_DOWN : SET_REASON_MISPLACED;

	if (movement_watch_push(&s->movement, row, p) != SET_REASON_NONE)
		tell(events, SET_REFUSED, SET_REASON_NOT_READY, row->t_ns);
	if (s->pose == REST_MOVING)
		return;
	if (s->pose == REST_AS_REFERENCE) {
		become_ready(s, row, p, events);
		return;
	}
	if (!s->movement.has_rest || s->pose_rows > wrong_rows)
		movement_watch_rest(&s->movement, row, p);
	if (s->pose_rows != wrong_rows || s->told_pose == s->pose)
		return;
	s->told_pose = s->pose; /* once is enough */
	tell(events, SET_TROUBLE, reason, row->t_ns);
}

static void follow_rest(struct scored_set *s, const struct motion_row *row,
			const struct excursion_point *p)
{
	float moved_deg = movement_watch_away_deg(&s->movement, row, p);
	float near_deg = NEAR_REST_SHARE * s->reference.rom_deg;

	if (s->pose == REST_MOVING || segmentation_is_open(&s->segmentation))
		return;
	/* Far from it at once where the reference rests: it is back from where it had stopped. */
	if (moved_deg < near_deg)
		movement_watch_follow_rest(&s->movement, row, p);
	else if (p->away_deg < near_deg || s->pose_rows > s->stall_rows)
		movement_watch_rest(&s->movement, row, p);
}

/* From the wrong side: all the way, or at rest near where it began. What is left of the way must be
 * too little for a repetition. */
static bool is_back(const struct scored_set *s, const struct excursion_point *p)
{
	float short_of = (s->movement.rest_along_deg - p->along_deg) / s->reference.rom_deg;

	return short_of < BACK_SHARE || (short_of < NEAR_REST_SHARE && s->pose != REST_MOVING);
}

static void watch(struct scored_set *s, const struct exercise *exercise,
		  const struct motion_row *row, const struct excursion_point *p,
		  struct set_events *events)
{
	enum set_reason refused;

	if (s->mirrored && is_back(s, p))
		begin_anew(s);
	if (!s->mirrored)
		follow(s, exercise, p, events);
	follow_rest(s, row, p);
	if (segmentation_is_open(&s->segmentation) && !s->mirrored)
		movement_watch_answer(&s->movement);
	refused = movement_watch_push(&s->movement, row, p);
	if (refused != SET_REASON_NONE)
		tell(events, SET_REFUSED, refused, row->t_ns);
}

static void push_row(struct scored_set *s, const struct exercise *exercise,
		     const struct motion_row *row, struct set_events *events)
{
	struct excursion_point p = excursion_at(&s->excursion, row);
	enum rest_pose pose = rest_watch_push(&s->rest, row, s->reference.rest_gravity);

	s->pose_rows = pose == s->pose ? s->pose_rows + 1 : 0;
	s->pose = pose;
	s->excursion_deg = p.along_deg - s->movement.rest_along_deg;
	if (row->after_break) {
		if (segmentation_is_open(&s->segmentation))
			tell(events, SET_REFUSED, SET_REASON_HOLE, row->t_ns);
		begin_anew(s);
	}
	if (s->ready)
		watch(s, exercise, row, &p, events);
	else
		wait_for_ready(s, row, &p, events);
}

void scored_set_push_limb(struct scored_set *s, const struct exercise *exercise,
			  const struct imu_sample *sample, struct set_events *events)
{
	struct motion_row row;

	s->limb_ns = sample->t_ns;
	motion_rows_push(&s->rows, sample);
	while (motion_rows_get(&s->rows, &row))
		push_row(s, exercise, &row, events);
}

void scored_set_push_trunk(struct scored_set *s, const struct imu_sample *sample,
			   struct set_events *events)
{
	s->has_trunk = true;
	if (trunk_watch_push(&s->trunk, sample, s->limb_ns))
		tell(events, SET_TROUBLE, SET_REASON_CLOCKS_APART, sample->t_ns);
}

void scored_set_finish(struct scored_set *s, const struct exercise *exercise,
		       struct set_events *events)
{
	if (segmentation_finish(&s->segmentation) == SEGMENT_ENDED)
		end_movement(s, exercise, events);
	else if (segmentation_is_open(&s->segmentation))
		tell(events, SET_REFUSED, SET_REASON_STOPPED_HALFWAY, s->rows.t_ns);
}

int64_t scored_set_open_ns(const struct scored_set *s)
{
	if (!segmentation_is_open(&s->segmentation) || s->mirrored)
		return INT64_MIN;
	return rep_trace_t_ns(&s->trace, rep_trace_entry(&s->trace, s->segmentation.begin_row));
}
