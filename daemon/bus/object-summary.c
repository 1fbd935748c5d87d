/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be told of a person who stays unnamed: GetSummary and GetPrivacyBudget. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/asked.h"
#include "daemon/answers/window-answer.h"

/* Of workers that answer callers; more wait for nothing, they are told to come back. */
enum { JOBS_MAX = 8 };

typedef struct {
	HtHub *hub;
	HtStore *store;
	HtTeller *teller;
	HtSecret *pseudonym_key;
	HtWindowQuestion *question;
	gboolean of_budget;
	GDBusMethodInvocation *invocation;
} Job;

static void job_free(gpointer data)
{
	Job *job = data;

	ht_secret_free(job->pseudonym_key);
	ht_window_question_free(job->question);
	g_free(job);
}

static void answer_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;
	GVariant *value = job->of_budget
			      ? ht_window_budget(job->teller, job->question, &error)
			      : ht_window_answer(job->store, job->teller, job->pseudonym_key,
						 job->question, cancellable, &error);

	(void)source;
	if (value)
		g_task_return_pointer(task, value, (GDestroyNotify)g_variant_unref);
	else
		g_task_return_error(task, error);
}

/* That a summary was given is in the audit chain before it is given. */
static gboolean is_noted(const Job *job, GError **error)
{
	const HtWindowQuestion *question = job->question;
	g_autofree char *what =
	    g_strdup_printf("%ud %s", question->window_days,
			    question->deidentified ? "deidentified" : "anonymised");

	return job->of_budget || ht_asked(job->hub, question->uid, "GetSummary", question->person,
					  HT_AUDIT_ANSWERED, what, error);
}

/* Consent is looked at again: a year takes a while to be summed up. */
static gboolean still_may(const Job *job, GError **error)
{
	const HtWindowQuestion *question = job->question;

	return ht_gate_still(job->hub, question->uid, question->person,
			     question->deidentified ? HT_RIGHT_DEIDENTIFIED : HT_RIGHT_ANONYMISED,
			     error);
}

static void answered(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;
	g_autoptr(GVariant) value = g_task_propagate_pointer(G_TASK(result), &error);
	gboolean may = value && still_may(job, &error);

	(void)source;
	if (error && !job->of_budget)
		ht_asked_in_vain(hub, job->question->uid, "GetSummary", job->question->person,
				 error);
	if (may && is_noted(job, &error))
		g_dbus_method_invocation_return_value(job->invocation,
						      g_variant_new_tuple(&value, 1));
	else
		g_dbus_method_invocation_take_error(job->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean may_work(HtHub *hub, GError **error)
{
	if (hub->jobs >= JOBS_MAX)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "too many readers at once; try again later");
	else if (!ht_clock_is_set(hub->clock))
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "the hub's clock is not set, so which days are over is not "
				    "known; wait until it is");
	else
		return TRUE;
	return FALSE;
}

static void take_person(HtWindowQuestion *question, HtHub *hub, const char *person)
{
	g_autoptr(GVariant) settings = g_variant_ref_sink(ht_people_describe(hub->people, person));

	question->person = g_strdup(person);
	g_variant_lookup(settings, "zone", "s", &question->zone);
	g_variant_lookup(settings, "birth_year", "u", &question->birth_year);
	question->now_utc_ns = ht_clock_now_utc_ns(hub->clock);
}

/* Takes the question over. */
static void run(HtHub *hub, GDBusMethodInvocation *invocation, HtWindowQuestion *question,
		gboolean of_budget)
{
	g_autoptr(GTask) task = g_task_new(NULL, hub->cancellable, answered, hub);
	Job *job = g_new0(Job, 1);

	*job = (Job){.hub = hub,
		     .store = hub->store,
		     .teller = hub->teller,
		     .pseudonym_key = ht_keyring_derive(hub->keyring, HT_PURPOSE_PSEUDONYM),
		     .question = question,
		     .of_budget = of_budget,
		     .invocation = invocation};
	ht_hub_job_begin(hub);
	g_task_set_task_data(task, job, job_free);
	g_task_run_in_thread(task, answer_in_worker);
}

/* Takes the question over, in which the caller and what is asked for are set. */
static void ask(HtHub *hub, GDBusMethodInvocation *invocation, HtWindowQuestion *asked,
		const char *person, gboolean of_budget)
{
	g_autoptr(HtWindowQuestion) question = asked;
	GError *error = NULL;

	if (!may_work(hub, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return;
	}
	take_person(question, hub, person);
	run(hub, invocation, g_steal_pointer(&question), of_budget);
}

static gboolean get_summary(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    guint window_days, const char *level, GVariant *options, gpointer data)
{
	g_autoptr(HtWindowQuestion) question = g_new0(HtWindowQuestion, 1);
	HtHub *hub = data;
	GError *error = NULL;
	HtRight right;

	(void)object;
	if (!ht_window_question_parse(question, window_days, level, options, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	right = question->deidentified ? HT_RIGHT_DEIDENTIFIED : HT_RIGHT_ANONYMISED;
	if (!ht_gate(hub, invocation, person, right, "GetSummary") ||
	    !ht_gate_caller(hub, invocation, &question->uid))
		return TRUE;
	ask(hub, invocation, g_steal_pointer(&question), person, FALSE);
	return TRUE;
}

static gboolean get_privacy_budget(HtHub1 *object, GDBusMethodInvocation *invocation,
				   const char *person, gpointer data)
{
	g_autoptr(HtWindowQuestion) question = g_new0(HtWindowQuestion, 1);
	HtHub *hub = data;

	(void)object;
	if (!ht_gate(hub, invocation, person, HT_RIGHT_ANONYMISED, "GetPrivacyBudget") ||
	    !ht_gate_caller(hub, invocation, &question->uid))
		return TRUE;
	ask(hub, invocation, g_steal_pointer(&question), person, TRUE);
	return TRUE;
}

void ht_object_connect_summary(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-get-summary", G_CALLBACK(get_summary), hub);
	g_signal_connect(object, "handle-get-privacy-budget", G_CALLBACK(get_privacy_budget), hub);
}
