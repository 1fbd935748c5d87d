/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A million random sessions of random people under random limits, bad values among them. The rules
 * are written down here once more, apart from the code: no limit is ever broken, a stop always
 * wins, one variable changes by one step, limits that do not hold freeze, the same input gives the
 * same answer.
 */
#include "health-models/rehab/dose/dose_record.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { PEOPLE = 20000, SESSIONS = 50, SEED = 20260101 };

#define DAY_S   ((int64_t)24 * 3600)
#define START_S ((int64_t)1767225600)

static const unsigned step_max[DOSE_VARIABLES] = {2, 300, 1, 5, 5};

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static unsigned below(uint64_t *seed, unsigned n)
{
	return (unsigned)(next_random(seed) >> 33) % n;
}

static float share(uint64_t *seed)
{
	return (float)below(seed, 1001) / 1000;
}

static float sometimes_unknown(uint64_t *seed, float value)
{
	return below(seed, 12) == 0 ? NAN : value;
}

static struct dose_limits random_limits(uint64_t *seed)
{
	struct dose_limits limits = {.signed_now = below(seed, 20) > 0,
				     .from_utc_s = START_S + (int64_t)below(seed, 20) * DAY_S,
				     .least = {1 + below(seed, 12), 60 * below(seed, 10),
					       1 + below(seed, 3), 10 * below(seed, 12),
					       below(seed, 60)},
				     .hr_cap_bpm = below(seed, 5) ? 90 + below(seed, 80) : 0,
				     .hr_rest_bpm = below(seed, 4) ? 45 + below(seed, 50) : 0,
				     .hr_peak_bpm = below(seed, 4) ? 80 + below(seed, 100) : 0,
				     .beta_blocker = below(seed, 2),
				     .peak_on_medication = below(seed, 2),
				     .rpe_target = below(seed, 8) ? 11 + below(seed, 5) : 0,
				     .allow_apply = below(seed, 3) > 0,
				     .without_ecg = below(seed, 4) == 0};

	limits.until_utc_s = limits.from_utc_s + (int64_t)below(seed, 200) * DAY_S;
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (below(seed, 6))
			dose_set(&limits.most, (enum dose_variable)v,
				 dose_get(&limits.least, (enum dose_variable)v) +
				     below(seed, 4) * step_max[v]);
	return limits;
}

static struct dose random_dose(uint64_t *seed)
{
	struct dose dose = {below(seed, 5) ? 1 + below(seed, 20) : 0,
			    below(seed, 2) ? 60 * (1 + below(seed, 40)) : 0, 1 + below(seed, 4),
			    below(seed, 3) ? 5 * (1 + below(seed, 30)) : 0,
			    below(seed, 2) ? 30 + below(seed, 60) : 0};
	return dose;
}

/* Mostly good ones: else nobody would ever get on. */
static struct session_outcome random_session(uint64_t *seed, const struct dose *dose, int64_t utc_s)
{
	bool good = below(seed, 8) > 0;
	struct session_outcome outcome = {
	    .utc_s = below(seed, 40) ? utc_s : (int64_t)below(seed, 2) * (utc_s - 5 * DAY_S),
	    .repetitions_planned = dose->repetitions * dose->sets,
	    .duration_planned_s = dose->duration_s * dose->sets,
	    .median_score =
		sometimes_unknown(seed, good ? 80 + 20 * share(seed) : 100 * share(seed)),
	    .poor_sets = good ? 0 : below(seed, 4),
	    .velocity_loss = sometimes_unknown(seed, (good ? 0.14F : 0.6F) * share(seed)),
	    .velocity_lost_early = !good && below(seed, 4) == 0,
	    .in_zone_share =
		sometimes_unknown(seed, good ? 0.8F + 0.2F * share(seed) : share(seed)),
	    .above_zone_s = good ? 0 : 120 * share(seed),
	    .hr_max_bpm = below(seed, 60) ? 60 + 30 * share(seed) : 60 + 140 * share(seed),
	    .ecg_usable_share =
		sometimes_unknown(seed, good ? 0.8F + 0.2F * share(seed) : share(seed)),
	    .rpe = below(seed, 15) ? (good ? 9 + below(seed, 3) : below(seed, 25)) : 0,
	    .symptoms = below(seed, 150) ? 0 : 1U << below(seed, 8),
	    .stops = below(seed, 150) ? 0 : 1U << below(seed, 8)};

	outcome.repetitions_done =
	    good ? outcome.repetitions_planned : below(seed, outcome.repetitions_planned + 1);
	outcome.duration_done_s = good ? outcome.duration_planned_s : 0;
	return outcome;
}

static bool has_to_stop(const struct dose_state *state, const struct session_outcome *outcome,
			const struct dose_limits *limits)
{
	return state->stopped || outcome->stops || outcome->symptoms ||
	       (limits->hr_cap_bpm && outcome->hr_max_bpm > (float)limits->hr_cap_bpm);
}

static bool holds(const struct dose_limits *limits, const struct session_outcome *outcome)
{
	return limits->signed_now && outcome->utc_s > 0 && outcome->utc_s >= limits->from_utc_s &&
	       outcome->utc_s < limits->until_utc_s;
}

static void assert_inside(const struct dose *dose, const struct dose_limits *limits)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++) {
		unsigned value = dose_get(dose, (enum dose_variable)v);
		unsigned most = dose_get(&limits->most, (enum dose_variable)v);

		if (most == 0 || value == 0)
			continue;
		g_assert_cmpuint(value, <=, most);
		g_assert_cmpuint(value, >=, dose_get(&limits->least, (enum dose_variable)v));
	}
}

/* Number of variables that differ; none of them by more than a step. */
static unsigned count_changed(const struct dose *from, const struct dose *to)
{
	unsigned changed = 0;

	for (unsigned v = 0; v < DOSE_VARIABLES; v++) {
		int a = (int)dose_get(from, (enum dose_variable)v);
		int b = (int)dose_get(to, (enum dose_variable)v);

		changed += a != b;
		g_assert_cmpint(ABS(a - b), <=, (int)step_max[v]);
		g_assert_true((a == 0) == (b == 0));
	}
	return changed;
}

/* All its sets together. */
static unsigned time_of(const struct dose *dose)
{
	return dose->sets * dose->duration_s;
}

static bool is_more(const struct dose *from, const struct dose *to)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (dose_get(to, (enum dose_variable)v) > dose_get(from, (enum dose_variable)v))
			return true;
	return false;
}

/* What every good session has to have; asked only where the answer was to progress. */
static void assert_earned(const struct session_outcome *outcome, const struct dose_limits *limits)
{
	g_assert_cmpuint(outcome->rpe, >=, 6);
	g_assert_cmpuint(outcome->rpe, <=, limits->rpe_target);
	g_assert_true(limits->without_ecg || outcome->ecg_usable_share >= 0.8F);
	if (outcome->repetitions_planned > 0)
		g_assert_true(outcome->median_score >= 80 && outcome->velocity_loss < 0.15F);
	g_assert_false(outcome->median_score < 80 || outcome->velocity_loss >= 0.15F);
}

static void check_step(const struct dose_state *before, const struct dose_state *after,
		       const struct session_outcome *outcome, const struct dose_limits *limits,
		       struct dose_answer answer)
{
	if (has_to_stop(before, outcome, limits)) {
		g_assert_cmpint(answer.decision, ==, DOSE_STOP);
		g_assert_true(after->stopped);
		g_assert_true(dose_is_equal(&before->dose, &after->dose));
		g_assert_true(dose_is_equal(&after->suggested, &after->dose));
		return;
	}
	g_assert_cmpint(answer.decision, !=, DOSE_STOP);
	if (!holds(limits, outcome)) {
		g_assert_cmpint(answer.decision, ==, DOSE_HOLD);
		g_assert_true(dose_is_equal(&before->dose, &after->dose));
		g_assert_true(dose_is_equal(&after->suggested, &after->dose));
		return;
	}
	if (answer.reason == DOSE_REASON_NO_TIME)
		return;
	assert_inside(&after->dose, limits);
	assert_inside(&after->suggested, limits);
	if (answer.reason == DOSE_REASON_OUTSIDE)
		return;
	g_assert_cmpuint(count_changed(&before->dose, &after->suggested), <=, 1);
	g_assert_cmpuint(count_changed(&before->dose, &after->dose), <=, 1);
	if (!before->apply || !limits->allow_apply)
		g_assert_true(dose_is_equal(&before->dose, &after->dose));
	if (is_more(&before->dose, &after->suggested)) {
		g_assert_cmpint(answer.decision, ==, DOSE_PROGRESS);
		g_assert_cmpint(outcome->utc_s, >=, before->locked_until_utc_s);
		g_assert_cmpuint(before->good, >=, 2);
		g_assert_cmpuint(time_of(&after->suggested), <=, time_of(&before->dose) + 60);
		assert_earned(outcome, limits);
	}
}

static void assert_same_again(const struct dose_state *before, const struct dose_state *after,
			      const struct session_outcome *outcome,
			      const struct dose_limits *limits)
{
	struct dose_state again;
	uint8_t a[DOSE_STATE_SIZE], b[DOSE_STATE_SIZE], c[SESSION_OUTCOME_SIZE];
	struct session_outcome kept;

	/* From what is kept, as after a restart. */
	g_assert_cmpint(dose_state_encode(before, a, sizeof a), ==, sizeof a);
	g_assert_cmpint(dose_state_decode(DOSE_STATE_VERSION, a, sizeof a, &again), ==, 0);
	g_assert_cmpint(session_outcome_encode(outcome, c, sizeof c), ==, sizeof c);
	if (session_outcome_decode(SESSION_OUTCOME_VERSION, c, sizeof c, &kept) < 0)
		return; /* an effort that no scale has */
	dose_step(&again, &kept, limits);
	g_assert_cmpint(dose_state_encode(&again, a, sizeof a), ==, sizeof a);
	g_assert_cmpint(dose_state_encode(after, b, sizeof b), ==, sizeof b);
	g_assert_true(memcmp(a, b, sizeof a) == 0);
}

static unsigned train_person(uint64_t *seed)
{
	struct dose_limits limits = random_limits(seed);
	struct dose dose = random_dose(seed);
	struct dose_state state, before;
	int64_t utc_s = START_S;
	unsigned raised = 0;

	dose_state_init(&state, &dose);
	state.apply = below(seed, 3) > 0;
	for (unsigned i = 0; i < SESSIONS; i++) {
		struct session_outcome outcome;
		struct dose_answer answer;

		utc_s += (int64_t)below(seed, 5) * DAY_S + below(seed, 3) / 2 * 15 * DAY_S;
		outcome = random_session(seed, &state.dose, utc_s);
		before = state;
		answer = dose_step(&state, &outcome, &limits);
		check_step(&before, &state, &outcome, &limits, answer);
		assert_same_again(&before, &state, &outcome, &limits);
		raised += answer.decision == DOSE_PROGRESS;
		if (state.stopped && below(seed, 2) == 0)
			dose_release(&state, utc_s);
		if (below(seed, 30) == 0)
			limits = random_limits(seed);
		if (!state.apply && below(seed, 2) && dose_accept(&state, &limits, utc_s))
			assert_inside(&state.dose, &limits);
	}
	return raised;
}

static void test_a_million_sessions_break_no_limit(void)
{
	uint64_t seed = SEED;
	unsigned raised = 0;

	for (unsigned i = 0; i < PEOPLE; i++)
		raised += train_person(&seed);
	/* People do get on: a rule that never raises would keep every limit as well. */
	g_assert_cmpuint(raised, >, PEOPLE / 10);
	g_test_message("%u sessions, %u steps up", PEOPLE * SESSIONS, raised);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dose/a-million-sessions-break-no-limit",
			test_a_million_sessions_break_no_limit);
	return g_test_run();
}
