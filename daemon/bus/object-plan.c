/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person tells the closed loop, and what is due: from the person's own account alone. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "programme/exercises/ht-exercise.h"
#include "programme/prescription/dose-words.h"

enum { NOTE_MAX = 200 };

static void fail(GDBusMethodInvocation *invocation, const char *why)
{
	g_dbus_method_invocation_return_error_literal(invocation, HT_ERROR, HT_ERROR_INVALID, why);
}

static gboolean rate_effort(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    const char *session, guint32 rpe, gpointer data)
{
	HtHub *hub = data;
	struct dose_answer answer;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "RateEffort"))
		return TRUE;
	if (ht_rehab_plan_rate(hub->outlets.plan, person, session, rpe, &answer, &error))
		ht_hub1_complete_rate_effort(object, invocation,
					     ht_dose_decision_word(answer.decision),
					     ht_dose_reason_word(answer.reason));
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean report_symptom(HtHub1 *object, GDBusMethodInvocation *invocation,
			       const char *person, const char *symptom, gpointer data)
{
	HtHub *hub = data;
	guint bit = ht_dose_symptom_parse(symptom);
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ReportSymptom"))
		return TRUE;
	if (!bit)
		fail(invocation, "a symptom is chest-pain, dizziness, breathlessness, fainting, "
				 "palpitations, joint-pain, leg-pain or exhaustion; to end a "
				 "session for anything else: stop");
	else if (ht_rehab_plan_stop(hub->outlets.plan, person, DOSE_STOP_SYMPTOM, bit, &error))
		ht_hub1_complete_report_symptom(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean stop_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			   gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "StopRehab"))
		return TRUE;
	if (ht_rehab_plan_stop(hub->outlets.plan, person, DOSE_STOP_PERSON, 0, &error))
		ht_hub1_complete_stop_rehab(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean release_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			      const char *note, gpointer data)
{
	HtHub *hub = data;
	glong length = g_utf8_strlen(note, -1);
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ReleaseRehab"))
		return TRUE;
	if (length < 1 || length > NOTE_MAX)
		fail(invocation, "say in 1 to 200 characters why it may go on (--note TEXT)");
	else if (ht_rehab_plan_release(hub->outlets.plan, person, note, &error))
		ht_hub1_complete_release_rehab(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean set_rehab_mode(HtHub1 *object, GDBusMethodInvocation *invocation,
			       const char *person, const char *mode, gpointer data)
{
	HtHub *hub = data;
	gboolean apply = g_str_equal(mode, "apply");
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "SetRehabMode"))
		return TRUE;
	if (!apply && !g_str_equal(mode, "suggest"))
		fail(invocation, "the mode is suggest, or apply (within the clinician's limits)");
	else if (ht_rehab_plan_set_mode(hub->outlets.plan, person, apply, &error))
		ht_hub1_complete_set_rehab_mode(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean accept_dose(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    const char *exercise, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "AcceptDose"))
		return TRUE;
	if (ht_rehab_plan_accept(hub->outlets.plan, person, exercise, &error))
		ht_hub1_complete_accept_dose(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

/* (transfer floating) */
static GVariant *describe(HtHub *hub, const char *person, const char *exercise, GError **error)
{
	g_autoptr(HtExercise) file = NULL;
	struct dose usual;

	if (!exercise[0])
		return ht_rehab_plan_describe(hub->outlets.plan, person, exercise, NULL, error);
	file = ht_exercise_find(NULL, exercise, error);
	if (!file)
		return NULL;
	usual = dose_usual(ht_exercise_model(file));
	return ht_rehab_plan_describe(hub->outlets.plan, person, exercise, &usual, error);
}

static gboolean get_prescription(HtHub1 *object, GDBusMethodInvocation *invocation,
				 const char *person, const char *exercise, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	GVariant *prescription;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "GetPrescription"))
		return TRUE;
	prescription = describe(hub, person, exercise, &error);
	if (prescription)
		ht_hub1_complete_get_prescription(object, invocation, prescription);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

void ht_object_connect_plan(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-rate-effort", G_CALLBACK(rate_effort), hub);
	g_signal_connect(object, "handle-report-symptom", G_CALLBACK(report_symptom), hub);
	g_signal_connect(object, "handle-stop-rehab", G_CALLBACK(stop_rehab), hub);
	g_signal_connect(object, "handle-release-rehab", G_CALLBACK(release_rehab), hub);
	g_signal_connect(object, "handle-set-rehab-mode", G_CALLBACK(set_rehab_mode), hub);
	g_signal_connect(object, "handle-accept-dose", G_CALLBACK(accept_dose), hub);
	g_signal_connect(object, "handle-get-prescription", G_CALLBACK(get_prescription), hub);
}
