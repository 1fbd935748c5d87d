/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store itself: how it is, whether it is what was written, and erasing in it. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/upkeep/housekeeper.h"
#include "privacy/inbox/inbox-folder.h"

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	guint32 uid;
	char *person;     /* to erase */
	guint32 month;    /* HT_SEGMENT_ALWAYS = all of the person */
	gboolean content; /* to check: opens each seal */
} Job;

static void job_free(gpointer data)
{
	Job *job = data;

	g_free(job->person);
	g_free(job);
}

/* Takes the job over. */
static void run(Job *job, GTaskThreadFunc in_worker, GAsyncReadyCallback done)
{
	g_autoptr(GTask) task = g_task_new(NULL, job->hub->cancellable, done, job->hub);

	/* What was erased is told as erased, also where the hub is about to stop. */
	g_task_set_check_cancellable(task, FALSE);
	ht_hub_job_begin(job->hub);
	g_task_set_task_data(task, job, job_free);
	g_task_run_in_thread(task, in_worker);
}

static void check_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;
	HtStoreFindings *findings =
	    ht_store_check(job->hub->store, job->content, cancellable, &error);

	(void)source;
	if (findings)
		g_task_return_pointer(task, findings, (GDestroyNotify)ht_store_findings_free);
	else
		g_task_return_error(task, error);
}

static GVariant *describe_loss(const HtStoreLoss *loss)
{
	g_autofree char *month =
	    loss->month == HT_SEGMENT_ALWAYS
		? g_strdup("")
		: g_strdup_printf("%04u-%02u", loss->month / 12, loss->month % 12 + 1);
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "person", "s", loss->person);
	g_variant_dict_insert(&dict, "month", "s", month);
	if (loss->day >= 0) {
		g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(loss->day * 86400);
		g_autofree char *text = g_date_time_format(day, "%Y-%m-%d");

		g_variant_dict_insert(&dict, "day", "s", text);
	}
	g_variant_dict_insert(&dict, "entries", "t", loss->entries);
	return g_variant_dict_end(&dict);
}

static gboolean may_know(HtHub *hub, guint32 uid, const HtStoreLoss *loss)
{
	guint rights;

	return !*loss->person || ht_gate_knows(hub, uid, loss->person, &rights);
}

/* Of all persons whom the caller may not know: how much, and not of when. */
static GVariant *describe_hidden(guint64 entries)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "person", "s", "");
	g_variant_dict_insert(&dict, "entries", "t", entries);
	return g_variant_dict_end(&dict);
}

/* findings NULL = nothing */
static GVariant *describe_losses(HtHub *hub, guint32 uid, const HtStoreFindings *findings)
{
	GVariantBuilder losses;
	guint64 hidden = 0;

	g_variant_builder_init(&losses, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; findings && i < findings->losses->len; i++) {
		const HtStoreLoss *loss = findings->losses->pdata[i];

		if (may_know(hub, uid, loss))
			g_variant_builder_add_value(&losses, describe_loss(loss));
		else
			hidden += loss->entries;
	}
	if (hidden > 0)
		g_variant_builder_add_value(&losses, describe_hidden(hidden));
	return g_variant_builder_end(&losses);
}

static GVariant *describe_findings(const Job *job, const HtStoreFindings *findings)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "records", "t", findings->records);
	g_variant_dict_insert(&dict, "documents", "t", findings->documents);
	g_variant_dict_insert(&dict, "damaged", "b", findings->damaged);
	g_variant_dict_insert(&dict, "stale", "b", findings->stale);
	g_variant_dict_insert_value(&dict, "losses", describe_losses(job->hub, job->uid, findings));
	return g_variant_dict_end(&dict);
}

static void checked(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;
	g_autoptr(HtStoreFindings) findings = g_task_propagate_pointer(G_TASK(result), &error);

	(void)source;
	if (findings)
		ht_hub1_complete_check_store(hub->object, job->invocation,
					     describe_findings(job, findings));
	else
		g_dbus_method_invocation_take_error(job->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean check_store(HtHub1 *object, GDBusMethodInvocation *invocation, gboolean content,
			    gpointer data)
{
	HtHub *hub = data;
	Job *job;
	guint32 uid;

	(void)object;
	if (!ht_gate_hub(hub, invocation, "CheckStore") || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	job = g_new0(Job, 1);
	*job = (Job){.hub = hub, .invocation = invocation, .uid = uid, .content = content};
	run(job, check_in_worker, checked);
	return TRUE;
}

static void accept_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	if (ht_store_accept(job->hub->store, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void accepted(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;

	(void)source;
	if (g_task_propagate_boolean(G_TASK(result), &error))
		ht_hub1_complete_accept_store(hub->object, job->invocation);
	else
		g_dbus_method_invocation_take_error(job->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean accept_store(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	Job *job;

	(void)object;
	if (!ht_gate_hub(hub, invocation, "AcceptStore"))
		return TRUE;
	job = g_new0(Job, 1);
	*job = (Job){.hub = hub, .invocation = invocation};
	run(job, accept_in_worker, accepted);
	return TRUE;
}

static gboolean get_store(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	guint8 digest[HT_STORE_DIGEST_SIZE];
	g_autoptr(GError) stale = NULL;
	HtStoreSpace space = {0};
	GError *error = NULL;
	GVariantDict dict;
	guint64 commits;
	guint32 uid;

	if (!ht_gate_hub(hub, invocation, NULL) || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	if (!ht_store_space(hub->store, &space, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_store_head(hub->store, &commits, digest);
	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "used_bytes", "t", space.used_bytes);
	g_variant_dict_insert(&dict, "free_bytes", "t", space.free_bytes);
	g_variant_dict_insert(&dict, "commits", "t", commits);
	g_variant_dict_insert(&dict, "fresh", "b", ht_store_is_fresh(hub->store, &stale));
	g_variant_dict_insert(&dict, "why", "s", stale ? stale->message : "");
	g_variant_dict_insert_value(&dict, "lost",
				    describe_losses(hub, uid, ht_store_lost(hub->store)));
	ht_housekeeping_describe(&hub->settings->housekeeping, &space, &dict);
	ht_hub1_complete_get_store(object, invocation, g_variant_dict_end(&dict));
	return TRUE;
}

static void erase_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GPtrArray *survivors = NULL;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	/* What was set aside there may be of whom- and whenever. */
	if (ht_inbox_clear_aside(job->hub->options->state_dir, &error) &&
	    ht_store_erase(job->hub->store, job->person, job->month, &survivors, &error))
		g_task_return_pointer(task, survivors, (GDestroyNotify)g_ptr_array_unref);
	else
		g_task_return_error(task, error);
}

/* What is left of the person in memory, and that wearables were once its. */
static void forget_person(HtHub *hub, const char *person)
{
	g_autoptr(GError) error = NULL;

	ht_consents_forget(hub->consents, person);
	ht_rehab_forget(hub->rehab, person);
	ht_rehab_plan_forget(hub->outlets.plan, person);
	ht_twins_forget(hub->outlets.twins, person);
	ht_activity_watch_forget(hub->activity, person);
	if (!ht_people_remove(hub->people, person, &error))
		g_message("that wearables were once an erased person's could not be deleted: %s",
			  error->message);
	ht_hub1_emit_persons_changed(hub->object);
}

static void erased(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;
	g_autoptr(GPtrArray) survivors = g_task_propagate_pointer(G_TASK(result), &error);

	(void)source;
	if (survivors && job->month == HT_SEGMENT_ALWAYS && hub->people)
		forget_person(hub, job->person);
	if (survivors) {
		g_ptr_array_add(survivors, NULL);
		/* Of a person and of a month alike. */
		g_dbus_method_invocation_return_value(job->invocation,
						      g_variant_new("(^as)", survivors->pdata));
	} else {
		g_dbus_method_invocation_take_error(job->invocation, error);
	}
	ht_hub_job_end(hub);
}

static void erase(HtHub *hub, GDBusMethodInvocation *invocation, const char *person, guint32 month)
{
	Job *job = g_new0(Job, 1);

	*job =
	    (Job){.hub = hub, .invocation = invocation, .person = g_strdup(person), .month = month};
	ht_writer_erase(hub->outlets.writer, person, month);
	run(job, erase_in_worker, erased);
}

/* Its wearables are nobody's from now on: what they send later must not be the person's. */
static gboolean take_wearables(HtHub *hub, const char *person, GError **error)
{
	g_autoptr(GPtrArray) addresses = ht_people_wearables(hub->people);

	for (guint i = 0; i < addresses->len; i++) {
		g_autofree char *address = g_strdup(addresses->pdata[i]);

		if (!g_str_equal(ht_people_owner(hub->people, address), person))
			continue;
		if (!ht_people_assign(hub->people, address, "", ht_clock_now_utc_ns(hub->clock),
				      error))
			return FALSE;
		ht_pipeline_reassign(hub->pipeline, address);
	}
	return TRUE;
}

static gboolean erase_person(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			     gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	(void)object;
	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ErasePerson"))
		return TRUE;
	if (take_wearables(hub, person, &error))
		erase(hub, invocation, person, HT_SEGMENT_ALWAYS);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

/* "2026-11" */
static gboolean read_month(const char *text, guint32 *month)
{
	gboolean shaped = strlen(text) == 7 && text[4] == '-';
	guint64 year = 0;
	guint64 number = 0;

	shaped = shaped && g_ascii_string_to_unsigned(text + 5, 10, 1, 12, &number, NULL);
	if (shaped) {
		g_autofree char *first = g_strndup(text, 4);

		shaped = g_ascii_string_to_unsigned(first, 10, 1, 9999, &year, NULL);
	}
	*month = (guint32)(year * 12 + number - 1);
	return shaped;
}

static gboolean erase_month(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    const char *text, gpointer data)
{
	HtHub *hub = data;
	guint32 month;

	(void)object;
	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "EraseMonth"))
		return TRUE;
	if (read_month(text, &month))
		erase(hub, invocation, person, month);
	else
		g_dbus_method_invocation_return_error_literal(
		    invocation, HT_ERROR, HT_ERROR_INVALID,
		    "a month is a year and its month in UTC, as 2026-11");
	return TRUE;
}

void ht_object_connect_store(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-check-store", G_CALLBACK(check_store), hub);
	g_signal_connect(object, "handle-accept-store", G_CALLBACK(accept_store), hub);
	g_signal_connect(object, "handle-get-store", G_CALLBACK(get_store), hub);
	g_signal_connect(object, "handle-erase-person", G_CALLBACK(erase_person), hub);
	g_signal_connect(object, "handle-erase-month", G_CALLBACK(erase_month), hub);
}
