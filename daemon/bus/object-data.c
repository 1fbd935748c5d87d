/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored, and the live trace. */
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/asked.h"
#include "daemon/answers/read-records.h"
#include "daemon/answers/rehab-history.h"
#include "daemon/answers/summary.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <unistd.h>

/* Of workers that answer callers; more wait for nothing, they are told to come back. */
enum { JOBS_MAX = 8 };

typedef GVariant *(*Answer)(HtStore *store, const HtPeriod *period, GError **error);

/* One method call that is answered from the store. */
typedef struct {
	HtHub *hub;
	HtStore *store;
	HtPeriod *period;
	GDBusMethodInvocation *invocation; /* NULL = answered already */
	const char *action;
	guint32 uid;        /* who asked */
	GCancellable *stop; /* when the hub stops, or who asked may no longer */
	GCancellable *hub_stop;
	gulong hub_stops;
	guint watch; /* of a reader that may take its time */
	Answer answer;
	guint what;
	int fd; /* -1 = none */
} Job;

static void job_free(gpointer data)
{
	Job *job = data;

	if (job->fd >= 0)
		close(job->fd);
	g_cancellable_disconnect(job->hub_stop, job->hub_stops);
	g_object_unref(job->hub_stop);
	g_object_unref(job->stop);
	ht_period_free(job->period);
	g_free(job);
}

static void hub_stops(GCancellable *hub, gpointer stop)
{
	(void)hub;
	g_cancellable_cancel(stop);
}

/* NULL after having answered the caller with what is wrong. */
static Job *job_new(HtHub *hub, GDBusMethodInvocation *invocation, const char *person,
		    gint64 start_utc_us, gint64 end_utc_us, const char *action)
{
	GError *error = NULL;
	HtPeriod *period = NULL;
	guint32 uid;
	Job *job;

	if (!ht_gate(hub, invocation, person, HT_RIGHT_EXPORT, action) ||
	    !ht_gate_caller(hub, invocation, &uid))
		return NULL;
	if (hub->jobs >= JOBS_MAX)
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_BUSY,
				    "too many readers at once; try again later");
	else
		period = ht_period_new(person, start_utc_us, end_utc_us, &error);
	if (!period) {
		g_dbus_method_invocation_take_error(invocation, error);
		return NULL;
	}
	job = g_new0(Job, 1);
	job->hub = hub;
	job->store = hub->store;
	job->period = period;
	job->action = action;
	job->uid = uid;
	job->stop = g_cancellable_new();
	job->hub_stop = g_object_ref(hub->cancellable);
	job->hub_stops = g_cancellable_connect(hub->cancellable, G_CALLBACK(hub_stops),
					       g_object_ref(job->stop), g_object_unref);
	job->fd = -1;
	return job;
}

static void run_job(Job *job, GTaskThreadFunc in_worker, GAsyncReadyCallback done)
{
	g_autoptr(GTask) task = g_task_new(NULL, job->stop, done, job->hub);

	ht_hub_job_begin(job->hub);
	g_task_set_task_data(task, job, job_free);
	g_task_run_in_thread(task, in_worker);
}

/* Consent is looked at again: it may have been taken back meanwhile. What was noted as answered is
 * noted as refused then, too. */
static gboolean still_may(const Job *job, GError **error)
{
	GError *why = NULL;

	if (ht_gate_still(job->hub, job->uid, job->period->person, HT_RIGHT_EXPORT, &why))
		return TRUE;
	ht_asked_in_vain(job->hub, job->uid, job->action, job->period->person, why);
	g_propagate_error(error, why);
	return FALSE;
}

static void answer_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;
	GVariant *value = job->answer(job->store, job->period, &error);

	(void)source;
	(void)cancellable;
	if (value)
		g_task_return_pointer(task, value, (GDestroyNotify)g_variant_unref);
	else
		g_task_return_error(task, error);
}

static void answered(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;
	g_autoptr(GVariant) value = g_task_propagate_pointer(G_TASK(result), &error);

	(void)source;
	if (value && still_may(job, &error))
		g_dbus_method_invocation_return_value(job->invocation,
						      g_variant_new_tuple(&value, 1));
	else
		g_dbus_method_invocation_take_error(job->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean answer_from_store(HtHub *hub, GDBusMethodInvocation *invocation, const char *person,
				  gint64 start_utc_us, gint64 end_utc_us, Answer answer,
				  const char *action)
{
	Job *job = job_new(hub, invocation, person, start_utc_us, end_utc_us, action);

	if (job) {
		job->invocation = invocation;
		job->answer = answer;
		run_job(job, answer_in_worker, answered);
	}
	return TRUE;
}

static gboolean export_summary(HtHub1 *object, GDBusMethodInvocation *invocation,
			       const char *person, gint64 start_utc_us, gint64 end_utc_us,
			       gpointer data)
{
	(void)object;
	return answer_from_store(data, invocation, person, start_utc_us, end_utc_us, ht_summary,
				 "ExportSummary");
}

static gboolean export_trend(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			     gint64 start_utc_us, gint64 end_utc_us, gpointer data)
{
	(void)object;
	return answer_from_store(data, invocation, person, start_utc_us, end_utc_us, ht_trend,
				 "ExportTrend");
}

static gboolean export_rehab(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			     gint64 start_utc_us, gint64 end_utc_us, gpointer data)
{
	(void)object;
	return answer_from_store(data, invocation, person, start_utc_us, end_utc_us,
				 ht_rehab_history, "ExportRehab");
}

static void read_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;

	(void)source;
	if (ht_read_records(job->store, job->period, job->what, job->fd, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static gboolean look_again(gpointer data)
{
	Job *job = data;

	if (still_may(job, NULL))
		return G_SOURCE_CONTINUE;
	job->watch = 0;
	g_cancellable_cancel(job->stop);
	return G_SOURCE_REMOVE;
}

static void records_read(GObject *source, GAsyncResult *result, gpointer data)
{
	Job *job = g_task_get_task_data(G_TASK(result));
	g_autoptr(GError) error = NULL;

	(void)source;
	g_clear_handle_id(&job->watch, g_source_remove);
	if (!g_task_propagate_boolean(G_TASK(result), &error) &&
	    !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		g_message("ExportRecords: %s", error->message);
	ht_hub_job_end(data);
}

static GUnixFDList *list_of(int fd)
{
	return g_unix_fd_list_new_from_array(&fd, 1);
}

static gboolean start_reading(Job *job, const char *const *what, int *reading_end, GError **error)
{
	int ends[2];

	if (!ht_read_what_parse(what, &job->what, error) ||
	    !g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return FALSE;
	*reading_end = ends[0];
	job->fd = ends[1];
	return g_unix_set_fd_nonblocking(job->fd, TRUE, error);
}

static gboolean export_records(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			       const char *person, const char *const *what, gint64 start_utc_us,
			       gint64 end_utc_us, gpointer data)
{
	Job *job = job_new(data, invocation, person, start_utc_us, end_utc_us, "ExportRecords");
	g_autoptr(GUnixFDList) reply = NULL;
	GError *error = NULL;
	int reading_end = -1;

	(void)fds;
	if (!job)
		return TRUE;
	if (!start_reading(job, what, &reading_end, &error)) {
		if (reading_end >= 0)
			close(reading_end);
		job_free(job);
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	reply = list_of(reading_end);
	ht_hub1_complete_export_records(object, invocation, reply, g_variant_new_handle(0));
	job->watch = g_timeout_add_seconds(1, look_again, job);
	run_job(job, read_in_worker, records_read);
	return TRUE;
}

static gboolean open_live(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			  const char *person, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GUnixFDList) reply = NULL;
	GError *error = NULL;
	HtPermit permit;
	guint32 uid;
	int fd;

	(void)fds;
	if (!ht_gate(hub, invocation, person, HT_RIGHT_LIVE, "OpenLive") ||
	    !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	permit = ht_gate_permit(hub, uid, HT_RIGHT_LIVE);
	fd = ht_live_open(hub->outlets.live, person, &permit, &error);
	if (fd < 0) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_pipeline_describe_live(hub->pipeline, person);
	ht_rehab_describe_live(hub->rehab, person);
	reply = list_of(fd);
	ht_hub1_complete_open_live(object, invocation, reply, g_variant_new_handle(0));
	return TRUE;
}

void ht_object_connect_data(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-open-live", G_CALLBACK(open_live), hub);
	g_signal_connect(object, "handle-export-summary", G_CALLBACK(export_summary), hub);
	g_signal_connect(object, "handle-export-trend", G_CALLBACK(export_trend), hub);
	g_signal_connect(object, "handle-export-records", G_CALLBACK(export_records), hub);
	g_signal_connect(object, "handle-export-rehab", G_CALLBACK(export_rehab), hub);
}
