/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the dose, one by one. */
#include "health-models/rehab/dose/dose_record.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define DAY_S   ((int64_t)24 * 3600)
#define START_S ((int64_t)1767225600) /* 2026-01-01 */

static const struct dose_limits LIMITS = {.signed_now = true,
					  .from_utc_s = START_S - DAY_S,
					  .until_utc_s = START_S + 100 * DAY_S,
					  .least = {8, 0, 1, 50, 40},
					  .most = {12, 0, 3, 120, 70},
					  .hr_cap_bpm = 130,
					  .hr_rest_bpm = 60,
					  .hr_peak_bpm = 140,
					  .rpe_target = 13,
					  .allow_apply = true};
static const struct dose USUAL = {
    .repetitions = 10, .sets = 2, .load_percent = 100, .reserve_percent = 50};

static struct session_outcome good_session(int64_t utc_s)
{
	return (struct session_outcome){.utc_s = utc_s,
					.repetitions_planned = 20,
					.repetitions_done = 19,
					.median_score = 85,
					.velocity_loss = 0.1F,
					.in_zone_share = 0.9F,
					.hr_max_bpm = 110,
					.ecg_usable_share = 0.95F,
					.rpe = 12};
}

static struct dose_state new_state(bool apply)
{
	struct dose_state state;

	dose_state_init(&state, &USUAL);
	state.apply = apply;
	return state;
}

/* Sessions every second day from the first day on. */
static struct dose_answer train(struct dose_state *state, unsigned sessions, unsigned *day)
{
	struct dose_answer answer = {DOSE_HOLD, DOSE_REASON_NONE, DOSE_NEVER};

	for (unsigned i = 0; i < sessions; i++, *day += 2) {
		struct session_outcome outcome = good_session(START_S + *day * DAY_S);

		answer = dose_step(state, &outcome, &LIMITS);
	}
	return answer;
}

static void test_three_good_sessions_raise_the_repetitions_by_one(void)
{
	struct dose_state state = new_state(true);
	unsigned day = 1;
	struct dose_answer answer = train(&state, 2, &day);

	g_assert_cmpint(answer.decision, ==, DOSE_HOLD);
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_FEW);
	answer = train(&state, 1, &day);
	g_assert_cmpint(answer.decision, ==, DOSE_PROGRESS);
	g_assert_cmpint(answer.variable, ==, DOSE_REPETITIONS);
	g_assert_cmpuint(state.dose.repetitions, ==, 11);
	g_assert_cmpuint(state.dose.sets, ==, 2);
}

/* A minute for the session: half of it for each of two sets. No score is asked for. */
static void test_a_set_by_time_gets_longer(void)
{
	const struct dose by_time = {.duration_s = 120, .sets = 2};
	struct dose_limits limits = LIMITS;
	struct dose_state state;
	struct dose_answer answer = {DOSE_HOLD, DOSE_REASON_NONE, DOSE_NEVER};

	limits.most.duration_s = 200;
	dose_state_init(&state, &by_time);
	state.apply = true;
	for (int64_t day = 1; day <= 3; day++) {
		struct session_outcome outcome = good_session(START_S + day * DAY_S);

		outcome.repetitions_planned = 0;
		outcome.duration_planned_s = 240;
		outcome.duration_done_s = 220;
		outcome.median_score = outcome.velocity_loss = NAN;
		answer = dose_step(&state, &outcome, &limits);
	}
	g_assert_cmpint(answer.decision, ==, DOSE_PROGRESS);
	g_assert_cmpint(answer.variable, ==, DOSE_DURATION);
	g_assert_cmpuint(state.dose.duration_s, ==, 150);
	g_assert_cmpuint(state.dose.sets, ==, 2);
}

/* The dose after three good sessions, which begin with so many sets of that time. */
static struct dose raised_by_time(unsigned sets, unsigned duration_s,
				  const struct dose_limits *limits)
{
	const struct dose by_time = {.duration_s = duration_s, .sets = sets};
	struct dose_state state;

	dose_state_init(&state, &by_time);
	state.apply = true;
	for (int64_t day = 1; day <= 3; day++) {
		struct session_outcome outcome = good_session(START_S + day * DAY_S);

		outcome.repetitions_planned = 0;
		outcome.duration_planned_s = outcome.duration_done_s = sets * duration_s;
		dose_step(&state, &outcome, limits);
	}
	return state.dose;
}

/* However many sets share it, and though a further set would be one step. */
static void test_no_session_gets_more_than_a_minute_longer(void)
{
	struct dose_limits limits = LIMITS;

	limits.most.duration_s = 200;
	limits.most.sets = 20;
	for (unsigned sets = 1; sets <= 20; sets++)
		for (unsigned duration_s = 10; duration_s <= 200; duration_s += 5) {
			struct dose next = raised_by_time(sets, duration_s, &limits);

			g_assert_cmpuint(next.sets * next.duration_s, <=, sets * duration_s + 60);
		}
	/* What is left up to the limit may be a small step. */
	g_assert_cmpuint(raised_by_time(8, 195, &limits).duration_s, ==, 200);
	/* A further set is one, where it takes no longer. */
	g_assert_cmpuint(raised_by_time(7, 60, &limits).sets, ==, 8);
	g_assert_cmpuint(raised_by_time(7, 65, &limits).sets, ==, 7);
}

/* Scored poorly, or ever slower, it does not. */
static void test_a_poor_set_by_time_is_none(void)
{
	const struct dose by_time = {.duration_s = 120, .sets = 1};
	struct session_outcome outcome = good_session(START_S);
	struct dose_limits limits = LIMITS;
	struct dose_state state;

	limits.most.duration_s = 200;
	dose_state_init(&state, &by_time);
	outcome.repetitions_planned = 0;
	outcome.duration_planned_s = outcome.duration_done_s = 120;
	g_assert_cmpint(dose_step(&state, &outcome, &limits).reason, ==, DOSE_REASON_FEW);
	outcome.median_score = 65;
	g_assert_cmpint(dose_step(&state, &outcome, &limits).reason, ==, DOSE_REASON_MIXED);
	outcome.median_score = 85;
	outcome.velocity_loss = 0.2F;
	g_assert_cmpint(dose_step(&state, &outcome, &limits).reason, ==, DOSE_REASON_MIXED);
}

static void test_a_week_passes_before_the_next_step(void)
{
	struct dose_state state = new_state(true);
	unsigned day = 1, daily = 7;
	struct session_outcome outcome;
	struct dose_answer answer;

	train(&state, 3, &day); /* the step came on day 5 */
	for (unsigned i = 0; i < 5; i++) {
		outcome = good_session(START_S + daily++ * DAY_S);
		answer = dose_step(&state, &outcome, &LIMITS);
		g_assert_cmpint(answer.decision, ==, DOSE_HOLD);
	}
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_LOCKED);
	outcome = good_session(START_S + 12 * DAY_S);
	g_assert_cmpint(dose_step(&state, &outcome, &LIMITS).decision, ==, DOSE_PROGRESS);
}

static void test_volume_before_intensity_up_to_every_limit(void)
{
	struct dose_state state = new_state(true);
	unsigned day = 1, progressed = 0;
	struct dose_answer answer;

	for (unsigned i = 0; i < 48; i++) {
		answer = train(&state, 1, &day);
		progressed += answer.decision == DOSE_PROGRESS;
	}
	g_assert_cmpuint(progressed, ==, 2 + 1 + 4 + 4);
	g_assert_cmpint(answer.reason, ==, DOSE_REASON_AT_MOST);
	g_assert_true(dose_is_equal(&state.dose, &LIMITS.most));
}

static void test_suggests_and_changes_nothing_unless_let(void)
{
	struct dose_state state = new_state(false);
	unsigned day = 1;
	struct dose_limits forbidden = LIMITS;

	g_assert_cmpint(train(&state, 3, &day).decision, ==, DOSE_PROGRESS);
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
	g_assert_cmpuint(state.suggested.repetitions, ==, 11);
	g_assert_false(dose_accept(&state, &LIMITS, 0));
	g_assert_false(dose_accept(&state, &LIMITS, LIMITS.until_utc_s));
	g_assert_true(dose_accept(&state, &LIMITS, START_S + 8 * DAY_S));
	g_assert_cmpuint(state.dose.repetitions, ==, 11);
	g_assert_false(dose_accept(&state, &LIMITS, START_S + 8 * DAY_S));
	forbidden.allow_apply = false;
	state = new_state(true);
	for (day = 1; day < 4; day++) {
		struct session_outcome outcome = good_session(START_S + day * DAY_S);

		dose_step(&state, &outcome, &forbidden);
	}
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
	g_assert_cmpuint(state.suggested.repetitions, ==, 11);
}

/* Each of these alone keeps the dose as it is, and a good row begins anew. */
static void check_hold(const struct session_outcome *outcome, enum dose_reason reason)
{
	struct dose_state state = new_state(true);
	unsigned day = 1;
	struct session_outcome third = *outcome;
	struct dose_answer answer;

	train(&state, 2, &day);
	third.utc_s = START_S + day * DAY_S;
	answer = dose_step(&state, &third, &LIMITS);
	g_assert_cmpint(answer.decision, ==, DOSE_HOLD);
	g_assert_cmpint(answer.reason, ==, reason);
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
	g_assert_cmpuint(state.good, ==, 0);
}

static void test_what_is_not_known_never_raises(void)
{
	struct session_outcome outcome = good_session(0);

	outcome.rpe = 0;
	check_hold(&outcome, DOSE_REASON_NO_EFFORT);
	outcome = good_session(0);
	outcome.ecg_usable_share = NAN;
	check_hold(&outcome, DOSE_REASON_NO_ECG);
	outcome.ecg_usable_share = 0.79F;
	check_hold(&outcome, DOSE_REASON_NO_ECG);
	outcome = good_session(0);
	outcome.median_score = NAN;
	check_hold(&outcome, DOSE_REASON_UNKNOWN);
	outcome = good_session(0);
	outcome.velocity_loss = NAN;
	check_hold(&outcome, DOSE_REASON_UNKNOWN);
	outcome = good_session(0);
	outcome.in_zone_share = NAN;
	check_hold(&outcome, DOSE_REASON_UNKNOWN);
}

static void test_a_mixed_session_holds(void)
{
	struct session_outcome outcome = good_session(0);

	outcome.repetitions_done = 17;
	check_hold(&outcome, DOSE_REASON_MIXED);
	outcome = good_session(0);
	outcome.median_score = 79;
	check_hold(&outcome, DOSE_REASON_MIXED);
	outcome = good_session(0);
	outcome.velocity_loss = 0.15F;
	check_hold(&outcome, DOSE_REASON_MIXED);
	outcome = good_session(0);
	outcome.in_zone_share = 0.79F;
	check_hold(&outcome, DOSE_REASON_MIXED);
	outcome = good_session(0);
	outcome.rpe = 14;
	check_hold(&outcome, DOSE_REASON_MIXED);
	outcome = good_session(0);
	outcome.repetitions_planned = outcome.repetitions_done = 0;
	check_hold(&outcome, DOSE_REASON_MIXED);
}

static void check_regress(const struct session_outcome *outcome, enum dose_reason reason)
{
	struct dose_state state = new_state(true);
	struct dose_answer answer = dose_step(&state, outcome, &LIMITS);

	g_assert_cmpint(answer.decision, ==, DOSE_REGRESS);
	g_assert_cmpint(answer.reason, ==, reason);
	/* Intensity first. */
	g_assert_cmpint(answer.variable, ==, DOSE_RESERVE);
	g_assert_cmpuint(state.dose.reserve_percent, ==, 45);
	g_assert_cmpuint(state.dose.repetitions, ==, 10);
}

static void test_too_much_goes_one_step_back(void)
{
	struct session_outcome outcome = good_session(START_S);

	outcome.rpe = 15;
	check_regress(&outcome, DOSE_REASON_HARD);
	outcome = good_session(START_S);
	outcome.above_zone_s = 61;
	check_regress(&outcome, DOSE_REASON_ABOVE_ZONE);
	outcome = good_session(START_S);
	outcome.velocity_lost_early = true;
	check_regress(&outcome, DOSE_REASON_SLOWED_EARLY);
	outcome = good_session(START_S);
	outcome.poor_sets = 2;
	check_regress(&outcome, DOSE_REASON_POOR_SETS);
}

static void test_what_was_raised_last_goes_back_first(void)
{
	struct dose_state state = new_state(true);
	unsigned day = 1;
	struct session_outcome outcome;

	train(&state, 3, &day);
	outcome = good_session(START_S + day * DAY_S);
	outcome.rpe = 16;
	g_assert_cmpint(dose_step(&state, &outcome, &LIMITS).variable, ==, DOSE_REPETITIONS);
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
}

static void test_nothing_goes_below_the_least(void)
{
	struct dose_state state = new_state(true);
	struct session_outcome outcome = good_session(START_S);

	state.dose = state.suggested = LIMITS.least;
	outcome.rpe = 20;
	g_assert_cmpint(dose_step(&state, &outcome, &LIMITS).reason, ==, DOSE_REASON_AT_LEAST);
	g_assert_true(dose_is_equal(&state.dose, &LIMITS.least));
}

static void check_stop(const struct session_outcome *outcome, unsigned stops)
{
	struct dose_state state = new_state(true);
	struct session_outcome next = good_session(START_S + DAY_S);

	g_assert_cmpint(dose_step(&state, outcome, &LIMITS).decision, ==, DOSE_STOP);
	g_assert_cmpuint(state.stops, ==, stops);
	g_assert_cmpint(dose_step(&state, &next, &LIMITS).reason, ==, DOSE_REASON_NOT_RELEASED);
	dose_release(&state, START_S + 2 * DAY_S);
	next.utc_s += 2 * DAY_S;
	g_assert_cmpint(dose_step(&state, &next, &LIMITS).decision, ==, DOSE_HOLD);
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
}

static void test_a_stop_needs_a_release(void)
{
	struct session_outcome outcome = good_session(START_S);

	for (unsigned bit = 1; bit <= DOSE_STOPS_ALL; bit <<= 1) {
		outcome.stops = bit;
		check_stop(&outcome, bit);
	}
	outcome.stops = 0;
	outcome.hr_max_bpm = 131;
	check_stop(&outcome, DOSE_STOP_HEART_RATE);
	outcome = good_session(START_S);
	outcome.symptoms = DOSE_SYMPTOM_JOINT_PAIN;
	check_stop(&outcome, DOSE_STOP_SYMPTOM);
	/* Also without limits, and without a clock. */
	outcome.utc_s = 0;
	check_stop(&outcome, DOSE_STOP_SYMPTOM);
}

static void check_frozen(const struct dose_limits *limits, int64_t utc_s, enum dose_reason reason)
{
	struct dose_state state = new_state(true);
	struct session_outcome outcome = good_session(utc_s);
	struct dose_answer answer;

	state.good = 2;
	answer = dose_step(&state, &outcome, limits);
	g_assert_cmpint(answer.decision, ==, DOSE_HOLD);
	g_assert_cmpint(answer.reason, ==, reason);
	g_assert_true(dose_is_equal(&state.dose, &USUAL));
	g_assert_cmpuint(state.good, ==, 0);
}

static void test_limits_that_do_not_hold_freeze(void)
{
	struct dose_limits none = {.allow_apply = true};

	check_frozen(&none, START_S, DOSE_REASON_NO_LIMITS);
	check_frozen(&LIMITS, 0, DOSE_REASON_NO_TIME);
	check_frozen(&LIMITS, LIMITS.from_utc_s - 1, DOSE_REASON_NOT_YET);
	check_frozen(&LIMITS, LIMITS.until_utc_s, DOSE_REASON_EXPIRED);
}

static void test_a_clock_that_went_back_freezes(void)
{
	struct dose_state state = new_state(true);
	struct session_outcome outcome = good_session(START_S + 10 * DAY_S);

	dose_step(&state, &outcome, &LIMITS);
	outcome.utc_s -= DAY_S;
	g_assert_cmpint(dose_step(&state, &outcome, &LIMITS).reason, ==, DOSE_REASON_NO_TIME);
}

static void test_narrower_limits_bring_the_dose_inside(void)
{
	struct dose_state state = new_state(true);
	struct dose_limits narrow = LIMITS;
	struct session_outcome outcome = good_session(START_S);

	narrow.most.repetitions = 9;
	narrow.most.load_percent = 80;
	g_assert_cmpint(dose_step(&state, &outcome, &narrow).reason, ==, DOSE_REASON_OUTSIDE);
	g_assert_cmpuint(state.dose.repetitions, ==, 9);
	g_assert_cmpuint(state.dose.load_percent, ==, 80);
	g_assert_cmpuint(state.dose.sets, ==, 2);
}

static void test_a_long_pause_begins_the_row_anew(void)
{
	struct dose_state state = new_state(true);
	unsigned day = 1;
	struct session_outcome outcome;

	train(&state, 2, &day);
	outcome = good_session(START_S + 20 * DAY_S);
	g_assert_cmpint(dose_step(&state, &outcome, &LIMITS).reason, ==, DOSE_REASON_LONG_PAUSE);
	g_assert_cmpuint(state.good, ==, 1);
}

static void test_the_zone_is_of_the_persons_own_test(void)
{
	struct dose_limits limits = LIMITS;
	float low = 0, high = 0;

	g_assert_true(dose_zone(&limits, &USUAL, &low, &high));
	g_assert_cmpfloat_with_epsilon((double)low, 60 + 0.4 * 80, 1e-3);
	g_assert_cmpfloat_with_epsilon((double)high, 60 + 0.5 * 80, 1e-3);
	limits.hr_cap_bpm = 95;
	g_assert_true(dose_zone(&limits, &USUAL, &low, &high));
	g_assert_cmpfloat_with_epsilon((double)high, 95, 1e-3);
	limits.beta_blocker = true;
	g_assert_false(dose_zone(&limits, &USUAL, &low, &high));
	limits.peak_on_medication = true;
	g_assert_true(dose_zone(&limits, &USUAL, &low, &high));
	limits.hr_peak_bpm = 0;
	g_assert_false(dose_zone(&limits, &USUAL, &low, &high));
}

static void test_comes_back_as_it_was_kept(void)
{
	struct dose_state state = new_state(true), read;
	struct session_outcome outcome = good_session(START_S), again;
	uint8_t bytes[DOSE_STATE_SIZE], kept[SESSION_OUTCOME_SIZE];
	unsigned day = 1;

	train(&state, 3, &day);
	g_assert_cmpint(dose_state_encode(&state, bytes, sizeof bytes), ==, DOSE_STATE_SIZE);
	g_assert_cmpint(dose_state_encode(&state, bytes, sizeof bytes - 1), ==, -ENOBUFS);
	g_assert_cmpint(dose_state_decode(DOSE_STATE_VERSION, bytes, sizeof bytes, &read), ==, 0);
	g_assert_true(dose_is_equal(&read.dose, &state.dose));
	g_assert_cmpint(read.locked_until_utc_s, ==, state.locked_until_utc_s);
	g_assert_cmpuint(read.raised, ==, DOSE_REPETITIONS);
	g_assert_cmpint(dose_state_decode(2, bytes, sizeof bytes, &read), ==, -EPROTONOSUPPORT);
	g_assert_cmpint(dose_state_decode(1, bytes, sizeof bytes - 1, &read), ==, -EBADMSG);
	bytes[40] = 2;
	g_assert_cmpint(dose_state_decode(1, bytes, sizeof bytes, &read), ==, -EBADMSG);
	outcome.in_zone_share = NAN;
	g_assert_cmpint(session_outcome_encode(&outcome, kept, sizeof kept), ==, sizeof kept);
	g_assert_cmpint(session_outcome_decode(1, kept, sizeof kept, &again), ==, 0);
	g_assert_cmpint(again.utc_s, ==, START_S);
	g_assert_cmpuint(again.rpe, ==, 12);
	g_assert_true(isnan(again.in_zone_share));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dose/three-good-sessions-raise-the-repetitions-by-one",
			test_three_good_sessions_raise_the_repetitions_by_one);
	g_test_add_func("/dose/a-set-by-time-gets-longer", test_a_set_by_time_gets_longer);
	g_test_add_func("/dose/no-session-gets-more-than-a-minute-longer",
			test_no_session_gets_more_than_a_minute_longer);
	g_test_add_func("/dose/a-poor-set-by-time-is-none", test_a_poor_set_by_time_is_none);
	g_test_add_func("/dose/a-week-passes-before-the-next-step",
			test_a_week_passes_before_the_next_step);
	g_test_add_func("/dose/volume-before-intensity-up-to-every-limit",
			test_volume_before_intensity_up_to_every_limit);
	g_test_add_func("/dose/suggests-and-changes-nothing-unless-let",
			test_suggests_and_changes_nothing_unless_let);
	g_test_add_func("/dose/what-is-not-known-never-raises",
			test_what_is_not_known_never_raises);
	g_test_add_func("/dose/a-mixed-session-holds", test_a_mixed_session_holds);
	g_test_add_func("/dose/too-much-goes-one-step-back", test_too_much_goes_one_step_back);
	g_test_add_func("/dose/what-was-raised-last-goes-back-first",
			test_what_was_raised_last_goes_back_first);
	g_test_add_func("/dose/nothing-goes-below-the-least", test_nothing_goes_below_the_least);
	g_test_add_func("/dose/a-stop-needs-a-release", test_a_stop_needs_a_release);
	g_test_add_func("/dose/limits-that-do-not-hold-freeze",
			test_limits_that_do_not_hold_freeze);
	g_test_add_func("/dose/a-clock-that-went-back-freezes",
			test_a_clock_that_went_back_freezes);
	g_test_add_func("/dose/narrower-limits-bring-the-dose-inside",
			test_narrower_limits_bring_the_dose_inside);
	g_test_add_func("/dose/a-long-pause-begins-the-row-anew",
			test_a_long_pause_begins_the_row_anew);
	g_test_add_func("/dose/the-zone-is-of-the-persons-own-test",
			test_the_zone_is_of_the_persons_own_test);
	g_test_add_func("/dose/comes-back-as-it-was-kept", test_comes_back_as_it_was_kept);
	return g_test_run();
}
