/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people tell the plan: effort, releases, the mode, and what clinicians signed. */
#include "daemon/rehab/plan-state.h"

#include "common/glib/ht-error.h"

#include <string.h>

enum { RPE_LEAST = 6, RPE_MOST = 20 };

static gboolean fail(GError **error, HtError code, const char *why)
{
	g_set_error_literal(error, HT_ERROR, (int)code, why);
	return FALSE;
}

typedef struct {
	const char *session;
	char *exercise;
	HtPrescription prescription;
} Search;

static gboolean look_at(gpointer context, const char *exercise, const HtPrescription *prescription,
			GError **error)
{
	Search *search = context;
	gboolean is_it = search->session[0]
			     ? g_str_equal(search->session, prescription->session)
			     : !search->exercise ||
				   prescription->outcome.utc_s > search->prescription.outcome.utc_s;

	(void)error;
	if (!prescription->open || !is_it)
		return TRUE;
	g_free(search->exercise);
	search->exercise = g_strdup(exercise);
	search->prescription = *prescription;
	return TRUE;
}

static gboolean find_open(HtRehabPlan *plan, const char *person, Search *search, GError **error)
{
	if (!ht_prescription_visit(plan->store, person, look_at, search, error))
		return FALSE;
	return search->exercise != NULL ||
	       fail(error, HT_ERROR_NOT_FOUND,
		    "no session waits for that: it is told after a session, before the next one");
}

gboolean ht_rehab_plan_rate(HtRehabPlan *plan, const char *person, const char *session, guint rpe,
			    struct dose_answer *answer, GError **error)
{
	Search search = {.session = session};
	g_autofree char *exercise = NULL;
	gboolean found, kept;

	if (rpe < RPE_LEAST || rpe > RPE_MOST)
		return fail(error, HT_ERROR_INVALID,
			    "effort is told on Borg's scale: a whole number from 6 (none) to 20 "
			    "(the hardest)");
	found = find_open(plan, person, &search, error);
	exercise = search.exercise;
	if (!found)
		return FALSE;
	search.prescription.outcome.rpe = rpe;
	kept = ht_rehab_plan_decide(plan, person, exercise, &search.prescription, error);
	*answer = search.prescription.answer;
	return kept;
}

typedef struct {
	char *exercise;
	HtPrescription prescription;
} Kept;

static void kept_free(gpointer data)
{
	Kept *kept = data;

	g_free(kept->exercise);
	g_free(kept);
}

static gboolean collect(gpointer context, const char *exercise, const HtPrescription *prescription,
			GError **error)
{
	Kept *kept = g_new0(Kept, 1);

	(void)error;
	kept->exercise = g_strdup(exercise);
	kept->prescription = *prescription;
	g_ptr_array_add(context, kept);
	return TRUE;
}

gboolean ht_rehab_plan_take_back(HtRehabPlan *plan, const char *person, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_free);

	if (!ht_prescription_visit(plan->store, person, collect, all, error))
		return FALSE;
	for (guint i = 0; i < all->len; i++) {
		Kept *kept = all->pdata[i];
		HtPrescription *prescription = &kept->prescription;

		if (!dose_take_back(&prescription->state, &prescription->before.dose))
			continue;
		prescription->answer =
		    (struct dose_answer){DOSE_STOP, DOSE_REASON_STOPPED, DOSE_NEVER};
		if (!ht_prescription_keep(plan->store, person, kept->exercise, prescription, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean release_each(HtRehabPlan *plan, const char *person, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_free);

	if (!ht_prescription_visit(plan->store, person, collect, all, error))
		return FALSE;
	for (guint i = 0; i < all->len; i++) {
		Kept *kept = all->pdata[i];

		dose_release(&kept->prescription.state, ht_rehab_plan_now_s(plan));
		kept->prescription.open = FALSE;
		if (!ht_prescription_keep(plan->store, person, kept->exercise, &kept->prescription,
					  error))
			return FALSE;
	}
	return TRUE;
}

/* The person's own stop is taken away last: what fails before leaves it. */
gboolean ht_rehab_plan_end_stop(HtRehabPlan *plan, const char *person, HtStanding *standing,
				GError **error)
{
	if (!release_each(plan, person, error))
		return FALSE;
	standing->stopped = FALSE;
	standing->stops = standing->symptoms = 0;
	return ht_rehab_plan_keep_standing(plan, person, standing, error);
}

static gboolean load_stop(HtRehabPlan *plan, const char *person, HtStanding *standing,
			  GError **error)
{
	if (!ht_rehab_plan_standing(plan, person, standing, error))
		return FALSE;
	/* Before the serial of a release is noted: it can be taken in again then. */
	if (standing->stopped && ht_rehab_plan_is_running(plan, person))
		return fail(error, HT_ERROR_BUSY, "a session is still ending; try again");
	return standing->stopped ||
	       fail(error, HT_ERROR_NOT_FOUND, "nothing is stopped: there is nothing to release");
}

gboolean ht_rehab_plan_release(HtRehabPlan *plan, const char *person, const char *note,
			       GError **error)
{
	HtStanding standing;

	if (!load_stop(plan, person, &standing, error))
		return FALSE;
	if (ht_rehab_plan_is_for_clinician(plan, person, &standing)) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
			    "stop %u is for the clinician to release: import the signed release "
			    "(twinctl limits import RELEASE)",
			    standing.stop);
		return FALSE;
	}
	g_strlcpy(standing.note, note, sizeof standing.note);
	return ht_rehab_plan_end_stop(plan, person, &standing, error);
}

/* In general: each exercise's own limits are asked at each step. */
static gboolean may_apply(HtRehabPlan *plan, const char *person, GError **error)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, "");

	if (dose_limits_fault(&limits, ht_rehab_plan_now_s(plan)) != DOSE_REASON_NONE)
		return fail(error, HT_ERROR_NOT_AUTHORIZED,
			    "no clinician's limits hold now: without them the dose is only "
			    "suggested (twinctl limits import)");
	return limits.allow_apply ||
	       fail(error, HT_ERROR_NOT_AUTHORIZED,
		    "the clinician's limits do not allow the dose to change by itself "
		    "(allow-apply)");
}

gboolean ht_rehab_plan_set_mode(HtRehabPlan *plan, const char *person, gboolean apply,
				GError **error)
{
	HtStanding standing;

	if (apply && !may_apply(plan, person, error))
		return FALSE;
	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		return FALSE;
	standing.apply = apply;
	return ht_rehab_plan_keep_standing(plan, person, &standing, error);
}

gboolean ht_rehab_plan_accept(HtRehabPlan *plan, const char *person, const char *exercise,
			      GError **error)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	GError *problem = NULL;
	HtPrescription prescription;
	HtStanding standing;
	gboolean known;

	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		return FALSE;
	known = ht_prescription_load(plan->store, person, exercise, &prescription, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!known || standing.stopped || ht_rehab_plan_is_running(plan, person) ||
	    !dose_accept(&prescription.state, &limits, ht_rehab_plan_now_s(plan)))
		return fail(error, HT_ERROR_NOT_FOUND,
			    "there is no suggestion that can be taken now; twinctl rehab plan "
			    "shows why");
	prescription.open = FALSE;
	return ht_prescription_keep(plan->store, person, exercise, &prescription, error);
}

static gboolean check_stop(const HtStatement *statement, const HtStanding *standing, GError **error)
{
	if (statement->stop == standing->stop)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "it releases stop %u, and stop %u is open: ask the clinician for that one",
		    statement->stop, standing->stop);
	return FALSE;
}

static gboolean take_release(HtRehabPlan *plan, const HtStatement *statement, const char *data,
			     gsize size, GError **error)
{
	HtStanding standing;

	if (!load_stop(plan, statement->person, &standing, error) ||
	    !check_stop(statement, &standing, error) ||
	    !ht_limits_keeper_keep(plan->limits, statement, data, size, error))
		return FALSE;
	g_strlcpy(standing.note, statement->note, sizeof standing.note);
	return ht_rehab_plan_end_stop(plan, statement->person, &standing, error);
}

/* Of the session under way: no new limits let it go higher than it began. */
static void lower_cap(HtRehabPlan *plan, const char *person)
{
	HtRehabRun *run = g_hash_table_lookup(plan->runs, person);
	unsigned cap_bpm =
	    run ? ht_limits_keeper_limits(plan->limits, person, run->exercise).hr_cap_bpm : 0;

	if (cap_bpm > 0 && (run->watch.cap_bpm == 0 || cap_bpm < run->watch.cap_bpm))
		run->watch.cap_bpm = cap_bpm;
}

/* Nothing that was signed holds any more: it began by that. No stop of the person's, and none to
 * release. */
static void end_session(HtRehabPlan *plan, const char *person)
{
	if (ht_rehab_plan_is_running(plan, person) && plan->stopped)
		plan->stopped(plan->context, person, 0);
}

HtStatement *ht_rehab_plan_import(HtRehabPlan *plan, const char *person, const char *data,
				  gsize size, GError **error)
{
	g_autoptr(HtStatement) statement = ht_limits_keeper_check(plan->limits, person, data, size,
								  ht_rehab_plan_now_s(plan), error);
	gboolean taken;

	if (!statement)
		return NULL;
	taken = statement->kind == HT_STATEMENT_RELEASE
		    ? take_release(plan, statement, data, size, error)
		    : ht_limits_keeper_keep(plan->limits, statement, data, size, error);
	if (!taken)
		return NULL;
	lower_cap(plan, person);
	if (ht_rehab_plan_is_revoked(plan, person))
		end_session(plan, person);
	return g_steal_pointer(&statement);
}

gboolean ht_rehab_plan_trust(HtRehabPlan *plan, const char *person, const char *name,
			     const guint8 *key, gsize size, GError **error)
{
	/* What a distrust that was cut off left of it. */
	if (size == HT_SIGN_KEY_SIZE && !ht_clinicians_get(plan->clinicians, person, key) &&
	    !ht_limits_keeper_distrusted(plan->limits, person, key, error))
		return FALSE;
	return ht_clinicians_trust(plan->clinicians, person, name, key, size,
				   ht_rehab_plan_now_s(plan), error);
}

gboolean ht_rehab_plan_distrust(HtRehabPlan *plan, const char *person, const guint8 *key,
				gsize size, GError **error)
{
	if (size != HT_SIGN_KEY_SIZE)
		return fail(error, HT_ERROR_INVALID, "a clinician's key has 32 bytes");
	return ht_clinicians_distrust(plan->clinicians, person, key, error) &&
	       ht_limits_keeper_distrusted(plan->limits, person, key, error);
}

GPtrArray *ht_rehab_plan_clinicians(HtRehabPlan *plan, const char *person)
{
	return ht_clinicians_list(plan->clinicians, person);
}
