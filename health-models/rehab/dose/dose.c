/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/dose/dose.h"

#include <math.h>

#define DAY_S     (24 * 3600)
#define LOCK_S    (7 * DAY_S)
#define PAUSE_S   (14 * DAY_S)
#define BACK_S    120 /* clocks are stepped by seconds when they are disciplined */
#define ZONE_WIDE 10  /* percent of the reserve */

enum { GOOD_SESSIONS = 3, POOR_SETS = 2, HARDER = 2, RPE_LEAST = 6, RPE_MOST = 20 };
enum { LEAST_STEP_S = 10, LONGER_S = 60 };

#define DONE_SHARE    0.9F
#define GOOD_SCORE    80.0F
#define GOOD_VELOCITY 0.15F
#define IN_ZONE_SHARE 0.8F
#define ABOVE_ZONE_S  60.0F
#define USABLE_SHARE  0.8F

static const unsigned step_of[DOSE_VARIABLES] = {
    [DOSE_REPETITIONS] = 1, [DOSE_DURATION] = 60, [DOSE_SETS] = 1,
    [DOSE_LOAD] = 5,        [DOSE_RESERVE] = 5,
};

/* Of what an exercise file does not say: the load that the person has now, the easy end of what is
 * usual in cardiac rehabilitation. */
static const unsigned begin_at[DOSE_VARIABLES] = {[DOSE_LOAD] = 100, [DOSE_RESERVE] = 40};

unsigned dose_get(const struct dose *dose, enum dose_variable variable)
{
	switch (variable) {
	case DOSE_REPETITIONS:
		return dose->repetitions;
	case DOSE_DURATION:
		return dose->duration_s;
	case DOSE_SETS:
		return dose->sets;
	case DOSE_LOAD:
		return dose->load_percent;
	case DOSE_RESERVE:
		return dose->reserve_percent;
	case DOSE_VARIABLES:
		break;
	}
	return 0;
}

void dose_set(struct dose *dose, enum dose_variable variable, unsigned value)
{
	switch (variable) {
	case DOSE_REPETITIONS:
		dose->repetitions = value;
		break;
	case DOSE_DURATION:
		dose->duration_s = value;
		break;
	case DOSE_SETS:
		dose->sets = value;
		break;
	case DOSE_LOAD:
		dose->load_percent = value;
		break;
	case DOSE_RESERVE:
		dose->reserve_percent = value;
		break;
	case DOSE_VARIABLES:
		break;
	}
}

bool dose_is_equal(const struct dose *a, const struct dose *b)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (dose_get(a, (enum dose_variable)v) != dose_get(b, (enum dose_variable)v))
			return false;
	return true;
}

struct dose dose_usual(const struct exercise *exercise)
{
	return (struct dose){.repetitions = exercise->repetitions,
			     .duration_s = exercise->duration_s,
			     .sets = exercise->sets};
}

bool dose_stop_is_grave(unsigned stops, unsigned symptoms)
{
	return (stops & ~(unsigned)(DOSE_STOP_PERSON | DOSE_STOP_SYMPTOM)) != 0 ||
	       (symptoms & DOSE_SYMPTOMS_GRAVE) != 0;
}

/* Of the reserve; a test without the medication that is taken now tells nothing. */
static bool has_reserve(const struct dose_limits *limits)
{
	return limits->hr_rest_bpm > 0 && limits->hr_peak_bpm > limits->hr_rest_bpm &&
	       (!limits->beta_blocker || limits->peak_on_medication);
}

bool dose_zone(const struct dose_limits *limits, const struct dose *dose, float *low_bpm,
	       float *high_bpm)
{
	float rest = (float)limits->hr_rest_bpm, reserve = (float)limits->hr_peak_bpm - rest;
	unsigned upper = dose->reserve_percent;
	unsigned lower = upper > ZONE_WIDE ? upper - ZONE_WIDE : 0;

	if (upper == 0 || !has_reserve(limits))
		return false;
	*high_bpm = rest + reserve * (float)upper / 100;
	if (limits->hr_cap_bpm > 0)
		*high_bpm = fminf(*high_bpm, (float)limits->hr_cap_bpm);
	*low_bpm = fminf(rest + reserve * (float)lower / 100, *high_bpm);
	return true;
}

void dose_state_init(struct dose_state *state, const struct dose *dose)
{
	*state = (struct dose_state){.dose = *dose, .suggested = *dose, .raised = DOSE_NEVER};
}

enum dose_reason dose_limits_fault(const struct dose_limits *limits, int64_t utc_s)
{
	if (!limits->signed_now)
		return DOSE_REASON_NO_LIMITS;
	if (utc_s <= 0 || utc_s > DOSE_UTC_MAX_S)
		return DOSE_REASON_NO_TIME;
	if (utc_s < limits->from_utc_s)
		return DOSE_REASON_NOT_YET;
	if (utc_s >= limits->until_utc_s)
		return DOSE_REASON_EXPIRED;
	return DOSE_REASON_NONE;
}

static unsigned inside(const struct dose_limits *limits, enum dose_variable variable,
		       unsigned value)
{
	unsigned least = dose_get(&limits->least, variable);
	unsigned most = dose_get(&limits->most, variable);

	if (value == 0 || most == 0)
		return value;
	if (value > most)
		return most;
	return value < least && least <= most ? least : value;
}

void dose_fit(struct dose *dose, const struct dose_limits *limits)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		dose_set(
		    dose, (enum dose_variable)v,
		    inside(limits, (enum dose_variable)v, dose_get(dose, (enum dose_variable)v)));
}

struct dose dose_begin(const struct dose *usual, const struct dose_limits *limits)
{
	struct dose dose = *usual;

	for (unsigned v = 0; v < DOSE_VARIABLES; v++) {
		unsigned least = dose_get(&limits->least, (enum dose_variable)v);

		if (dose_get(&dose, (enum dose_variable)v) == 0 &&
		    dose_get(&limits->most, (enum dose_variable)v) > 0 && begin_at[v] > 0)
			dose_set(&dose, (enum dose_variable)v, least ? least : begin_at[v]);
	}
	dose_fit(&dose, limits);
	return dose;
}

/* A session gets a minute longer, all its sets together. */
static unsigned step_size(const struct dose *dose, enum dose_variable variable)
{
	unsigned step = step_of[variable];

	if (variable != DOSE_DURATION || dose->sets < 2)
		return step;
	return step / dose->sets < LEAST_STEP_S ? LEAST_STEP_S : step / dose->sets;
}

static uint64_t time_s(const struct dose *dose)
{
	return (uint64_t)dose->sets * dose->duration_s;
}

/* The value one step up, or the same where the limits do not let it, or where the least step of
 * many sets, or one further set, would make the session more than a minute longer. */
static unsigned raised(const struct dose *dose, const struct dose_limits *limits,
		       enum dose_variable variable)
{
	unsigned value = dose_get(dose, variable), most = dose_get(&limits->most, variable);
	struct dose next = *dose;
	unsigned step;

	if (value == 0 || value >= most || (variable == DOSE_RESERVE && !has_reserve(limits)))
		return value;
	step = step_size(dose, variable);
	dose_set(&next, variable, most - value < step ? most : value + step);
	return time_s(&next) > time_s(dose) + LONGER_S ? value : dose_get(&next, variable);
}

static unsigned lowered(const struct dose *dose, const struct dose_limits *limits,
			enum dose_variable variable)
{
	unsigned value = dose_get(dose, variable), least = dose_get(&limits->least, variable);
	unsigned most = dose_get(&limits->most, variable);

	/* Never to 0, which would say that there is no such variable. */
	if (least == 0)
		least = variable == DOSE_REPETITIONS || variable == DOSE_SETS
			    ? 1
			    : step_size(dose, variable);
	if (most == 0 || value <= least)
		return value;
	return value - least < step_size(dose, variable) ? least
							 : value - step_size(dose, variable);
}

/* DOSE_NEVER: every one is at its limit. */
static unsigned choose_raised(const struct dose *dose, const struct dose_limits *limits)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (raised(dose, limits, (enum dose_variable)v) !=
		    dose_get(dose, (enum dose_variable)v))
			return v;
	return DOSE_NEVER;
}

/* What was raised last goes first, then intensity before volume. */
static unsigned choose_lowered(const struct dose_state *state, const struct dose_limits *limits)
{
	const struct dose *dose = &state->dose;

	if (state->raised < DOSE_VARIABLES &&
	    lowered(dose, limits, (enum dose_variable)state->raised) !=
		dose_get(dose, (enum dose_variable)state->raised))
		return state->raised;
	for (unsigned v = DOSE_VARIABLES; v-- > 0;)
		if (lowered(dose, limits, (enum dose_variable)v) !=
		    dose_get(dose, (enum dose_variable)v))
			return v;
	return DOSE_NEVER;
}

static bool is_above_cap(const struct session_outcome *outcome, const struct dose_limits *limits)
{
	return limits->hr_cap_bpm > 0 && outcome->hr_max_bpm > (float)limits->hr_cap_bpm;
}

static bool is_told(const struct session_outcome *outcome)
{
	return outcome->rpe >= RPE_LEAST && outcome->rpe <= RPE_MOST;
}

static enum dose_reason find_regress(const struct session_outcome *outcome,
				     const struct dose_limits *limits)
{
	if (is_told(outcome) && limits->rpe_target > 0 &&
	    outcome->rpe >= limits->rpe_target + HARDER)
		return DOSE_REASON_HARD;
	if (outcome->above_zone_s > ABOVE_ZONE_S)
		return DOSE_REASON_ABOVE_ZONE;
	if (outcome->velocity_lost_early)
		return DOSE_REASON_SLOWED_EARLY;
	if (outcome->poor_sets >= POOR_SETS)
		return DOSE_REASON_POOR_SETS;
	return DOSE_REASON_NONE;
}

/* A comparison with NAN is false: what is not known is never good. */
static bool is_measured(const struct session_outcome *outcome, bool by_repetitions, bool has_zone)
{
	return (!by_repetitions ||
		(!isnan(outcome->median_score) && !isnan(outcome->velocity_loss))) &&
	       (!has_zone || !isnan(outcome->in_zone_share));
}

static bool is_done(unsigned done, unsigned planned)
{
	return (float)done >= DONE_SHARE * (float)planned;
}

static bool is_good(const struct session_outcome *outcome, const struct dose_limits *limits,
		    bool by_repetitions, bool has_zone)
{
	if (outcome->repetitions_planned == 0 && outcome->duration_planned_s == 0)
		return false;
	if (!is_done(outcome->repetitions_done, outcome->repetitions_planned) ||
	    !is_done(outcome->duration_done_s, outcome->duration_planned_s))
		return false;
	if (by_repetitions &&
	    !(outcome->median_score >= GOOD_SCORE && outcome->velocity_loss < GOOD_VELOCITY))
		return false;
	/* A set by time need not have them; what it has counts all the same. */
	if (outcome->median_score < GOOD_SCORE || outcome->velocity_loss >= GOOD_VELOCITY)
		return false;
	if (has_zone && !(outcome->in_zone_share >= IN_ZONE_SHARE))
		return false;
	return limits->rpe_target > 0 && outcome->rpe <= limits->rpe_target &&
	       outcome->symptoms == 0;
}

/* Why the session does not count as a good one. */
static enum dose_reason find_hold(const struct dose *dose, const struct session_outcome *outcome,
				  const struct dose_limits *limits)
{
	bool by_repetitions = outcome->repetitions_planned > 0;
	bool has_zone = dose->reserve_percent > 0;

	if (!is_told(outcome))
		return DOSE_REASON_NO_EFFORT;
	if (!limits->without_ecg && !(outcome->ecg_usable_share >= USABLE_SHARE))
		return DOSE_REASON_NO_ECG;
	if (!is_measured(outcome, by_repetitions, has_zone))
		return DOSE_REASON_UNKNOWN;
	if (!is_good(outcome, limits, by_repetitions, has_zone))
		return DOSE_REASON_MIXED;
	return DOSE_REASON_NONE;
}

static struct dose_answer hold(struct dose_state *state, enum dose_reason reason)
{
	state->suggested = state->dose;
	return (struct dose_answer){DOSE_HOLD, reason, DOSE_NEVER};
}

static struct dose_answer stop(struct dose_state *state, const struct session_outcome *outcome,
			       const struct dose_limits *limits)
{
	enum dose_reason reason = DOSE_REASON_NOT_RELEASED;
	unsigned stops = outcome->stops & DOSE_STOPS_ALL;

	if (outcome->symptoms)
		stops |= DOSE_STOP_SYMPTOM;
	if (is_above_cap(outcome, limits))
		stops |= DOSE_STOP_HEART_RATE;
	if (stops)
		reason = DOSE_REASON_STOPPED;
	state->stopped = true;
	state->stops |= stops;
	state->symptoms |= outcome->symptoms & DOSE_SYMPTOMS_ALL;
	state->good = 0;
	state->suggested = state->dose;
	return (struct dose_answer){DOSE_STOP, reason, DOSE_NEVER};
}

/* Takes the step, or leaves it as a suggestion. */
static struct dose_answer change(struct dose_state *state, const struct dose_limits *limits,
				 const struct dose *next, struct dose_answer answer, int64_t utc_s)
{
	state->good = 0;
	state->suggested = *next;
	if (!state->apply || !limits->allow_apply)
		return answer;
	state->dose = *next;
	state->raised = answer.decision == DOSE_PROGRESS ? answer.variable : DOSE_NEVER;
	state->locked_until_utc_s = utc_s + LOCK_S;
	return answer;
}

static struct dose_answer regress(struct dose_state *state, const struct dose_limits *limits,
				  enum dose_reason reason, int64_t utc_s)
{
	unsigned variable = choose_lowered(state, limits);
	struct dose next = state->dose;

	if (variable == DOSE_NEVER) {
		state->good = 0;
		return hold(state, DOSE_REASON_AT_LEAST);
	}
	dose_set(&next, (enum dose_variable)variable,
		 lowered(&next, limits, (enum dose_variable)variable));
	return change(state, limits, &next, (struct dose_answer){DOSE_REGRESS, reason, variable},
		      utc_s);
}

static struct dose_answer progress(struct dose_state *state, const struct dose_limits *limits,
				   int64_t utc_s)
{
	unsigned variable = choose_raised(&state->dose, limits);
	struct dose next = state->dose;

	if (variable == DOSE_NEVER)
		return hold(state, DOSE_REASON_AT_MOST);
	dose_set(&next, (enum dose_variable)variable,
		 raised(&next, limits, (enum dose_variable)variable));
	return change(state, limits, &next,
		      (struct dose_answer){DOSE_PROGRESS, DOSE_REASON_GOOD, variable}, utc_s);
}

/* What was suggested and earned was of the dose before. */
static bool take_dose(struct dose_state *state, const struct dose *dose)
{
	if (dose_is_equal(dose, &state->dose))
		return false;
	state->dose = state->suggested = *dose;
	state->raised = DOSE_NEVER;
	state->good = 0;
	return true;
}

/* Limits of today may be narrower than those of yesterday. */
static bool bring_inside(struct dose_state *state, const struct dose_limits *limits)
{
	struct dose inside_now = state->dose;

	dose_fit(&inside_now, limits);
	return take_dose(state, &inside_now);
}

void dose_follow(struct dose_state *state, const struct dose_limits *limits)
{
	struct dose begun = dose_begin(&state->dose, limits), next = state->suggested;

	if (take_dose(state, &begun))
		return;
	dose_fit(&next, limits);
	if (!dose_is_equal(&next, &state->suggested))
		state->suggested = state->dose;
}

static struct dose_answer count_good(struct dose_state *state, const struct dose_limits *limits,
				     int64_t before_utc_s, int64_t utc_s)
{
	if (before_utc_s > 0 && utc_s - before_utc_s > PAUSE_S) {
		state->good = 1;
		return hold(state, DOSE_REASON_LONG_PAUSE);
	}
	if (state->good < GOOD_SESSIONS)
		state->good++;
	if (state->good < GOOD_SESSIONS)
		return hold(state, DOSE_REASON_FEW);
	if (utc_s < state->locked_until_utc_s)
		return hold(state, DOSE_REASON_LOCKED);
	return progress(state, limits, utc_s);
}

struct dose_answer dose_step(struct dose_state *state, const struct session_outcome *outcome,
			     const struct dose_limits *limits)
{
	enum dose_reason fault = dose_limits_fault(limits, outcome->utc_s), reason;
	int64_t before_utc_s = state->last_utc_s;

	if (state->stopped || outcome->stops || outcome->symptoms || is_above_cap(outcome, limits))
		return stop(state, outcome, limits);
	if (fault == DOSE_REASON_NONE && outcome->utc_s < before_utc_s - BACK_S)
		fault = DOSE_REASON_NO_TIME;
	if (fault != DOSE_REASON_NONE) {
		state->good = 0;
		return hold(state, fault);
	}
	state->last_utc_s = outcome->utc_s;
	if (bring_inside(state, limits))
		return (struct dose_answer){DOSE_REGRESS, DOSE_REASON_OUTSIDE, DOSE_NEVER};
	reason = find_regress(outcome, limits);
	if (reason != DOSE_REASON_NONE)
		return regress(state, limits, reason, outcome->utc_s);
	reason = find_hold(&state->dose, outcome, limits);
	if (reason != DOSE_REASON_NONE) {
		state->good = 0;
		return hold(state, reason);
	}
	return count_good(state, limits, before_utc_s, outcome->utc_s);
}

bool dose_accept(struct dose_state *state, const struct dose_limits *limits, int64_t utc_s)
{
	struct dose next = state->suggested;

	if (state->stopped || dose_is_equal(&next, &state->dose) ||
	    dose_limits_fault(limits, utc_s) != DOSE_REASON_NONE ||
	    utc_s < state->last_utc_s - BACK_S)
		return false;
	dose_fit(&next, limits);
	if (!dose_is_equal(&next, &state->suggested))
		return false;
	state->raised = DOSE_NEVER;
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (dose_get(&next, (enum dose_variable)v) >
		    dose_get(&state->dose, (enum dose_variable)v))
			state->raised = v;
	state->dose = next;
	state->good = 0;
	state->locked_until_utc_s = utc_s + LOCK_S;
	return true;
}

bool dose_take_back(struct dose_state *state, const struct dose *before)
{
	struct dose lower = state->dose;

	for (unsigned v = 0; v < DOSE_VARIABLES; v++) {
		unsigned was = dose_get(before, (enum dose_variable)v);

		/* 0: limits began it meanwhile. */
		if (was > 0 && was < dose_get(&lower, (enum dose_variable)v))
			dose_set(&lower, (enum dose_variable)v, was);
	}
	return take_dose(state, &lower);
}

void dose_release(struct dose_state *state, int64_t utc_s)
{
	state->stopped = false;
	state->stops = state->symptoms = 0;
	state->good = 0;
	state->suggested = state->dose;
	if (utc_s > 0)
		state->locked_until_utc_s = utc_s + LOCK_S;
}
