/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/guided-session.h"

#include "common/timebase.h"

HtGuided ht_guided_parse(const char *name)
{
	for (int test = HT_GUIDED_WALK; test <= HT_GUIDED_UP_AND_GO; test++)
		if (g_str_equal(name, ht_guided_name((HtGuided)test)))
			return (HtGuided)test;
	return HT_GUIDED_NONE;
}

const char *ht_guided_name(HtGuided test)
{
	switch (test) {
	case HT_GUIDED_NONE:
		break;
	case HT_GUIDED_WALK:
		return "six-minute-walk";
	case HT_GUIDED_CHAIR:
		return "chair-stand";
	case HT_GUIDED_UP_AND_GO:
		return "timed-up-and-go";
	}
	return "none";
}

const char *ht_guided_refusal_words(enum guided_refusal refusal)
{
	switch (refusal) {
	case GUIDED_FITS:
		break;
	case GUIDED_NEVER_STILL:
		return "nobody sat still for a second before the start: sit still, then begin";
	case GUIDED_NEVER_STARTED:
		return "nobody moved: the test never began";
	case GUIDED_TOO_SHORT:
		return "the recording ends too early: record the whole test";
	case GUIDED_SAMPLES_MISSING:
		return "more than a tenth of the test was not measured: repeat it closer to the "
		       "hub";
	case GUIDED_NOBODY_WALKED:
		return "no walking was seen: four steps in a row at least are needed";
	case GUIDED_NEVER_SAT:
		return "nobody sat still for a second at the end: sit down and stay seated";
	}
	return "the test cannot be judged";
}

void ht_guided_session_init(HtGuidedSession *session, const HtGuidedWishes *wishes)
{
	gint64 go_ns =
	    wishes->go_s < 0 ? GUIDED_BY_MOVEMENT : (gint64)(wishes->go_s * (double)NS_PER_S);

	*session = (HtGuidedSession){.wishes = wishes};
	unit_gate_init(&session->gate, 0);
	motion_grid_init(&session->grid);
	walk_test_init(&session->walk, go_ns);
	chair_stand_init(&session->chair, go_ns);
	up_and_go_init(&session->go, go_ns);
}

static void take_point(HtGuidedSession *session, const struct motion_point *point)
{
	switch (session->wishes->test) {
	case HT_GUIDED_NONE:
		break;
	case HT_GUIDED_WALK:
		walk_test_push(&session->walk, point);
		break;
	case HT_GUIDED_CHAIR:
		chair_stand_push(&session->chair, point);
		break;
	case HT_GUIDED_UP_AND_GO:
		up_and_go_push(&session->go, point);
		break;
	}
}

int ht_guided_session_push(HtGuidedSession *session, const struct imu_sample *sample)
{
	struct imu_sample moved = *sample;
	struct motion_point point;
	int rc;

	if (!session->started)
		session->first_ns = sample->t_ns;
	session->started = TRUE;
	unit_gate_push(&session->gate, sample);
	moved.t_ns -= session->first_ns;
	rc = motion_grid_push(&session->grid, &moved);
	while (rc == 0 && motion_grid_get(&session->grid, &point))
		take_point(session, &point);
	return rc;
}

enum guided_state ht_guided_session_state(const HtGuidedSession *session)
{
	switch (session->wishes->test) {
	case HT_GUIDED_NONE:
		break;
	case HT_GUIDED_WALK:
		return session->walk.state;
	case HT_GUIDED_CHAIR:
		return session->chair.state;
	case HT_GUIDED_UP_AND_GO:
		return session->go.state;
	}
	return GUIDED_REFUSED;
}

enum unit_verdict ht_guided_session_units(const HtGuidedSession *session)
{
	return unit_gate_verdict(&session->gate);
}

static double distance_m(const HtGuidedWishes *wishes, const struct walk_test_result *walk)
{
	return wishes->distance_m > 0 ? wishes->distance_m : wishes->step_m * walk->steps;
}

enum guided_refusal ht_guided_session_finish(HtGuidedSession *session, HtGuidedResult *result)
{
	const HtGuidedWishes *wishes = session->wishes;
	gint64 start_ns = 0;
	enum guided_refusal refusal = GUIDED_FITS;

	unit_gate_finish(&session->gate);
	*result = (HtGuidedResult){.test = wishes->test};
	switch (wishes->test) {
	case HT_GUIDED_NONE:
		break;
	case HT_GUIDED_WALK:
		walk_test_finish(&session->walk);
		refusal = session->walk.refusal;
		walk_test_get(&session->walk, &result->walk);
		start_ns = result->walk.start_ns;
		result->distance_m = distance_m(wishes, &result->walk);
		break;
	case HT_GUIDED_CHAIR:
		chair_stand_finish(&session->chair);
		refusal = session->chair.refusal;
		chair_stand_get(&session->chair, &result->chair);
		start_ns = result->chair.start_ns;
		break;
	case HT_GUIDED_UP_AND_GO:
		up_and_go_finish(&session->go);
		refusal = session->go.refusal;
		up_and_go_get(&session->go, &result->go);
		start_ns = result->go.start_ns;
		break;
	}
	result->start_s = (double)start_ns / (double)NS_PER_S;
	return refusal;
}
