/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan and the limits as they are told: values in a reply to whom the gate let ask. */
#include "daemon/rehab/plan-state.h"

#include "programme/prescription/dose-words.h"

static void add_dose(GVariantDict *dict, const char *prefix, const struct dose *dose)
{
	for (guint v = 0; v < DOSE_VARIABLES; v++) {
		g_autofree char *key =
		    g_strconcat(prefix, ht_dose_variable_word((enum dose_variable)v), NULL);

		g_variant_dict_insert(dict, key, "u", dose_get(dose, (enum dose_variable)v));
	}
}

static void add_standing(GVariantDict *dict, HtRehabPlan *plan, const char *person,
			 const HtStanding *standing)
{
	g_auto(GStrv) stops = ht_dose_stop_words(standing->stops);
	g_auto(GStrv) symptoms = ht_dose_symptom_words(standing->symptoms);

	g_variant_dict_insert(dict, "mode", "s", standing->apply ? "apply" : "suggest");
	g_variant_dict_insert(dict, "stopped", "b", standing->stopped);
	g_variant_dict_insert(dict, "running", "b", ht_rehab_plan_is_running(plan, person));
	if (!standing->stopped)
		return;
	g_variant_dict_insert(dict, "stop", "u", standing->stop);
	g_variant_dict_insert(dict, "stops", "^as", stops);
	g_variant_dict_insert(dict, "symptoms", "^as", symptoms);
	g_variant_dict_insert(dict, "by_clinician", "b",
			      ht_rehab_plan_is_for_clinician(plan, person, standing));
	if (standing->stop_utc_s)
		g_variant_dict_insert(dict, "stop_utc_us", "x",
				      standing->stop_utc_s * G_USEC_PER_SEC);
}

static void add_exercise(GVariantDict *dict, HtRehabPlan *plan, const char *person,
			 const char *exercise, const HtPrescription *prescription)
{
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, exercise);
	HtRehabOrder order = ht_rehab_plan_order(plan, &prescription->state.dose, &limits);

	add_dose(dict, "", &order.dose);
	if (!dose_is_equal(&prescription->state.dose, &prescription->state.suggested))
		add_dose(dict, "suggested_", &prescription->state.suggested);
	if (order.zone_high_bpm > 0) {
		g_variant_dict_insert(dict, "zone_low_bpm", "d", (double)order.zone_low_bpm);
		g_variant_dict_insert(dict, "zone_high_bpm", "d", (double)order.zone_high_bpm);
	}
	g_variant_dict_insert(dict, "hr_cap_bpm", "u", limits.hr_cap_bpm);
	g_variant_dict_insert(dict, "rpe_target", "u", limits.rpe_target);
	g_variant_dict_insert(dict, "limited", "b", order.limited);
	g_variant_dict_insert(dict, "session", "s", prescription->session);
	g_variant_dict_insert(dict, "open", "b", prescription->open);
	g_variant_dict_insert(dict, "decision", "s",
			      ht_dose_decision_word(prescription->answer.decision));
	g_variant_dict_insert(dict, "reason", "s",
			      ht_dose_reason_word(prescription->answer.reason));
	g_variant_dict_insert(dict, "good", "u", prescription->state.good);
}

GVariant *ht_rehab_plan_describe(HtRehabPlan *plan, const char *person, const char *exercise,
				 const struct dose *usual, GError **error)
{
	HtPrescription prescription;
	HtStanding standing;
	GVariantDict dict;

	if (!ht_rehab_plan_standing(plan, person, &standing, error))
		return NULL;
	if (usual &&
	    !ht_rehab_plan_prescription(plan, person, exercise, usual, &prescription, error))
		return NULL;
	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "exercise", "s", exercise);
	add_standing(&dict, plan, person, &standing);
	if (usual)
		add_exercise(&dict, plan, person, exercise, &prescription);
	return g_variant_dict_end(&dict);
}

GVariant *ht_rehab_plan_describe_limits(HtRehabPlan *plan, const char *person)
{
	g_autoptr(HtStatement) statement = ht_limits_keeper_get(plan->limits, person);
	struct dose_limits limits = ht_limits_keeper_limits(plan->limits, person, "");
	enum dose_reason fault = dose_limits_fault(&limits, ht_rehab_plan_now_s(plan));
	g_autofree char *fingerprint = NULL;
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "holds", "b", fault == DOSE_REASON_NONE);
	g_variant_dict_insert(&dict, "reason", "s", ht_dose_reason_word(fault));
	if (!statement)
		return g_variant_dict_end(&dict);
	fingerprint = ht_sign_key_fingerprint(statement->public);
	g_variant_dict_insert(&dict, "kind", "s", ht_statement_kind_word(statement->kind));
	g_variant_dict_insert(&dict, "clinician", "s", statement->clinician);
	g_variant_dict_insert(&dict, "fingerprint", "s", fingerprint);
	g_variant_dict_insert(&dict, "serial", "u", statement->serial);
	if (statement->kind == HT_STATEMENT_LIMITS) {
		g_variant_dict_insert(&dict, "from_utc_us", "x",
				      limits.from_utc_s * G_USEC_PER_SEC);
		g_variant_dict_insert(&dict, "until_utc_us", "x",
				      limits.until_utc_s * G_USEC_PER_SEC);
	}
	return g_variant_dict_end(&dict);
}
