/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/plan.h"

#include "common/glib/ht-error.h"
#include "daemon/rehab/plan-state.h"

static void run_free(gpointer data)
{
	HtRehabRun *run = data;

	g_free(run->exercise);
	g_free(run);
}

HtRehabPlan *ht_rehab_plan_new(HtStore *store, HtPeople *people, HtConsents *consents,
			       HtClock *clock, HtAttention *attention)
{
	HtRehabPlan *plan = g_new0(HtRehabPlan, 1);

	plan->store = store;
	plan->people = people;
	plan->consents = consents;
	plan->clock = clock;
	plan->attention = attention;
	plan->clinicians = ht_clinicians_load(store);
	plan->limits = ht_limits_keeper_new(store, plan->clinicians);
	plan->runs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, run_free);
	plan->hearts =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, ht_rehab_plan_heart_free);
	plan->unkept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return plan;
}

void ht_rehab_plan_free(HtRehabPlan *plan)
{
	if (!plan)
		return;
	g_hash_table_unref(plan->unkept);
	g_hash_table_unref(plan->hearts);
	g_hash_table_unref(plan->runs);
	ht_limits_keeper_free(plan->limits);
	ht_clinicians_free(plan->clinicians);
	g_free(plan);
}

void ht_rehab_plan_listen(HtRehabPlan *plan, HtRehabStopped stopped, gpointer context)
{
	plan->stopped = stopped;
	plan->context = context;
}

void ht_rehab_plan_forget(HtRehabPlan *plan, const char *person)
{
	if (!plan)
		return;
	ht_clinicians_forget(plan->clinicians, person);
	g_hash_table_remove(plan->runs, person);
	g_hash_table_remove(plan->hearts, person);
	g_hash_table_remove(plan->unkept, person);
}

gint64 ht_rehab_plan_now_s(HtRehabPlan *plan)
{
	gint64 now_utc_us;

	if (!ht_clock_is_set(plan->clock))
		return 0;
	now_utc_us = ht_consents_believe(plan->consents, ht_clock_now_utc_ns(plan->clock) / 1000);
	return now_utc_us == HT_TIME_UNKNOWN ? 0 : now_utc_us / G_USEC_PER_SEC;
}

gboolean ht_rehab_plan_keep_standing(HtRehabPlan *plan, const char *person,
				     const HtStanding *standing, GError **error)
{
	if (!ht_standing_keep(plan->store, person, standing, error))
		return FALSE;
	/* An older one must not be written over it. */
	g_hash_table_remove(plan->unkept, person);
	return TRUE;
}

gboolean ht_rehab_plan_standing(HtRehabPlan *plan, const char *person, HtStanding *standing,
				GError **error)
{
	const HtStanding *unkept = g_hash_table_lookup(plan->unkept, person);

	if (unkept && !ht_rehab_plan_keep_standing(plan, person, unkept, NULL)) {
		*standing = *unkept;
		return TRUE;
	}
	return ht_standing_load(plan->store, person, standing, error);
}

gboolean ht_rehab_plan_prescription(HtRehabPlan *plan, const char *person, const char *exercise,
				    const struct dose *usual, HtPrescription *prescription,
				    GError **error)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	GError *problem = NULL;
	struct dose dose;

	if (ht_prescription_load(plan->store, person, exercise, prescription, &problem)) {
		/* Limits that have ended change nothing any more, in either direction. */
		if (dose_limits_fault(&limits, ht_rehab_plan_now_s(plan)) == DOSE_REASON_NONE)
			dose_follow(&prescription->state, &limits);
		return TRUE;
	}
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	dose = dose_begin(usual, &limits);
	*prescription = (HtPrescription){.answer = {DOSE_HOLD, DOSE_REASON_NONE, DOSE_NEVER}};
	dose_state_init(&prescription->state, &dose);
	prescription->before = prescription->state;
	return TRUE;
}

HtRehabOrder ht_rehab_plan_order(HtRehabPlan *plan, const struct dose *dose,
				 const struct dose_limits *limits)
{
	HtRehabOrder order = {.dose = *dose, .hr_cap_bpm = (float)limits->hr_cap_bpm};

	order.limited = dose_limits_fault(limits, ht_rehab_plan_now_s(plan)) == DOSE_REASON_NONE;
	(void)dose_zone(limits, dose, &order.zone_low_bpm, &order.zone_high_bpm);
	return order;
}

static gboolean refuse(GError **error, const char *why)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED, why);
	return FALSE;
}

gboolean ht_rehab_plan_is_for_clinician(HtRehabPlan *plan, const char *person,
					const HtStanding *standing)
{
	g_autoptr(GPtrArray) trusted = ht_clinicians_list(plan->clinicians, person);

	return trusted->len > 0 && dose_stop_is_grave(standing->stops, standing->symptoms);
}

static gboolean check_released(HtRehabPlan *plan, const char *person, GError **error)
{
	HtStanding standing;

	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		return FALSE;
	if (!standing.stopped)
		return TRUE;
	if (!ht_rehab_plan_is_for_clinician(plan, person, &standing))
		return refuse(error, "a session was stopped: once it is clear why, twinctl rehab "
				     "release --note TEXT");
	g_set_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
		    "a session was stopped: the clinician has to release stop %u (twinctl limits "
		    "import RELEASE)",
		    standing.stop);
	return FALSE;
}

gboolean ht_rehab_plan_is_revoked(HtRehabPlan *plan, const char *person)
{
	return ht_limits_keeper_is_revoked(plan->limits, person);
}

gboolean ht_rehab_plan_may_start(HtRehabPlan *plan, const char *person, const char *exercise,
				 const struct dose *usual, HtRehabOrder *order, GError **error)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	HtPrescription prescription;

	if (!check_released(plan, person, error))
		return FALSE;
	if (ht_limits_keeper_is_damaged(plan->limits, person))
		return refuse(error, "what the clinician signed cannot be read any more, nor the "
				     "heart rate that ends a session: ask for it anew (twinctl "
				     "limits import)");
	if (ht_rehab_plan_is_revoked(plan, person))
		return refuse(error, "the clinician revoked the limits: ask for new ones (twinctl "
				     "limits import)");
	if (!ht_rehab_plan_heart_allows(plan, person, &limits, error) ||
	    !ht_rehab_plan_prescription(plan, person, exercise, usual, &prescription, error))
		return FALSE;
	*order = ht_rehab_plan_order(plan, &prescription.state.dose, &limits);
	/* What the session is measured by when it is done, be it after a restart. */
	return ht_prescription_keep(plan->store, person, exercise, &prescription, error);
}

/* Nothing more is told of the session before. */
static void close_last(HtRehabPlan *plan, const char *person, const char *exercise)
{
	g_autoptr(GError) error = NULL;
	HtPrescription prescription;

	if (!ht_prescription_load(plan->store, person, exercise, &prescription, &error) ||
	    !prescription.open)
		return;
	prescription.open = FALSE;
	(void)ht_prescription_keep(plan->store, person, exercise, &prescription, &error);
}

void ht_rehab_plan_begun(HtRehabPlan *plan, const char *person, const char *exercise)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	HtRehabRun *run = g_new0(HtRehabRun, 1);

	run->exercise = g_strdup(exercise);
	stop_watch_init(&run->watch, limits.hr_cap_bpm, limits.atrial_fibrillation_known);
	ht_rehab_plan_begin_hearing(plan, run, person, &limits);
	g_hash_table_insert(plan->runs, g_strdup(person), run);
	close_last(plan, person, exercise);
}

gboolean ht_rehab_plan_is_running(HtRehabPlan *plan, const char *person)
{
	return g_hash_table_contains(plan->runs, person);
}

/* Kept, or remembered until it can be: either way no session begins. */
static gboolean keep_stop(HtRehabPlan *plan, const char *person, guint stops, guint symptoms,
			  GError **error)
{
	HtStanding standing;

	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		standing = (HtStanding){0};
	if (!standing.stopped) {
		standing.stopped = TRUE;
		standing.stop++;
		standing.stops = standing.symptoms = 0;
		standing.stop_utc_s = ht_rehab_plan_now_s(plan);
	}
	standing.stops |= stops;
	standing.symptoms |= symptoms;
	if (error)
		g_clear_error(error);
	if (ht_rehab_plan_keep_standing(plan, person, &standing, error))
		return TRUE;
	g_hash_table_insert(plan->unkept, g_strdup(person), g_memdup2(&standing, sizeof standing));
	return FALSE;
}

gboolean ht_rehab_plan_stop(HtRehabPlan *plan, const char *person, guint stops, guint symptoms,
			    GError **error)
{
	HtRehabRun *run = g_hash_table_lookup(plan->runs, person);
	gboolean after = !run, first = after || run->stops == 0, kept;

	if (symptoms)
		stops |= DOSE_STOP_SYMPTOM;
	if (run) {
		run->stops |= stops;
		run->symptoms |= symptoms;
	}
	kept = keep_stop(plan, person, stops, symptoms, error);
	if (dose_stop_is_grave(stops, symptoms))
		ht_attention_raise(plan->attention, person);
	/* The listener may end the session at once: run may be gone after it. */
	if (first && plan->stopped)
		plan->stopped(plan->context, person, stops);
	if (!kept || !after || ht_rehab_plan_take_back(plan, person, error))
		return kept;
	g_prefix_error(error, "it is stopped, but the dose stays as it was: ");
	return FALSE;
}

gboolean ht_rehab_plan_decide(HtRehabPlan *plan, const char *person, const char *exercise,
			      HtPrescription *prescription, GError **error)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	struct dose_state *state = &prescription->state;
	struct dose was = state->dose;
	HtStanding standing;

	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		return FALSE;
	*state = prescription->before;
	state->apply = standing.apply;
	state->stopped |= standing.stopped;
	prescription->answer = dose_step(state, &prescription->outcome, &limits);
	/* A step back that was taken before the stop was told stays. */
	if (prescription->answer.decision == DOSE_STOP)
		dose_take_back(state, &was);
	if (prescription->answer.decision == DOSE_STOP && !standing.stopped)
		ht_rehab_plan_stop_now(plan, person, state->stops);
	return ht_prescription_keep(plan->store, person, exercise, prescription, error);
}

/* The newest of its exercise, of which more may be told. */
static gboolean take_session(HtRehabPlan *plan, const char *person, const char *exercise,
			     const char *session, const struct session_outcome *outcome,
			     HtPrescription *prescription, GError **error)
{
	g_strlcpy(prescription->session, session, sizeof prescription->session);
	prescription->open = TRUE;
	prescription->outcome = *outcome;
	prescription->before = prescription->state;
	return ht_rehab_plan_decide(plan, person, exercise, prescription, error);
}

gboolean ht_rehab_plan_session_done(HtRehabPlan *plan, const char *person, const char *exercise,
				    const char *session, const struct session_outcome *outcome,
				    struct dose_answer *answer, GError **error)
{
	const struct dose usual = {0}; /* may_start() kept one */
	HtRehabRun *run = g_hash_table_lookup(plan->runs, person);
	struct session_outcome whole = *outcome;
	HtPrescription prescription;
	gboolean kept;

	if (run)
		ht_rehab_plan_add_heard(plan, run, &whole);
	whole.utc_s = ht_rehab_plan_now_s(plan);
	g_hash_table_remove(plan->runs, person);
	if (!ht_rehab_plan_prescription(plan, person, exercise, &usual, &prescription, error))
		return FALSE;
	kept = take_session(plan, person, exercise, session, &whole, &prescription, error);
	*answer = prescription.answer;
	return kept;
}

gboolean ht_rehab_plan_session_found(HtRehabPlan *plan, const char *person, const char *exercise,
				     const char *session, const struct session_outcome *outcome,
				     GError **error)
{
	struct session_outcome whole = *outcome;
	HtPrescription prescription;
	GError *problem = NULL;

	if (!ht_prescription_load(plan->store, person, exercise, &prescription, &problem)) {
		if (problem)
			g_propagate_error(error, problem);
		return problem == NULL;
	}
	if (g_str_equal(prescription.session, session))
		return TRUE;
	whole.utc_s = MIN(whole.utc_s, ht_rehab_plan_now_s(plan));
	return take_session(plan, person, exercise, session, &whole, &prescription, error);
}
