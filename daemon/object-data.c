/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored, and the live trace. */
#include "daemon/object.h"
#include "daemon/refusal.h"

#include "common/glib/ht-error.h"
#include "daemon/read-records.h"
#include "daemon/summary.h"

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
	Answer answer;
	guint what;
	int fd; /* -1 = none */
} Job;

static void job_free(gpointer data)
{
	Job *job = data;

	if (job->fd >= 0)
		close(job->fd);
	ht_period_free(job->period);
	g_free(job);
}

/* NULL after having answered the caller with what is wrong. */
static Job *job_new(HtHub *hub, GDBusMethodInvocation *invocation, const char *person,
		    gint64 start_utc_us, gint64 end_utc_us)
{
	GError *error = NULL;
	HtPeriod *period = NULL;
	Job *job;

	if (!ht_refuse_unless_running(hub, invocation))
		return NULL;
	if (!ht_people_has(hub->people, person))
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such person; ListPersons shows whom this hub knows");
	else if (hub->jobs >= JOBS_MAX)
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
	job->fd = -1;
	return job;
}

static void run_job(Job *job, GTaskThreadFunc in_worker, GAsyncReadyCallback done)
{
	g_autoptr(GTask) task = g_task_new(NULL, job->hub->cancellable, done, job->hub);

	ht_hub_job_begin(job->hub);
	g_task_set_task_data(task, job, job_free);
	g_task_run_in_thread(task, in_worker);
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
	if (value)
		g_dbus_method_invocation_return_value(job->invocation,
						      g_variant_new_tuple(&value, 1));
	else
		g_dbus_method_invocation_take_error(job->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean answer_from_store(HtHub *hub, GDBusMethodInvocation *invocation, const char *person,
				  gint64 start_utc_us, gint64 end_utc_us, Answer answer)
{
	Job *job = job_new(hub, invocation, person, start_utc_us, end_utc_us);

	if (job) {
		job->invocation = invocation;
		job->answer = answer;
		run_job(job, answer_in_worker, answered);
	}
	return TRUE;
}

static gboolean get_summary(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			    gint64 start_utc_us, gint64 end_utc_us, gpointer data)
{
	(void)object;
	return answer_from_store(data, invocation, person, start_utc_us, end_utc_us, ht_summary);
}

static gboolean get_trend(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			  gint64 start_utc_us, gint64 end_utc_us, gpointer data)
{
	(void)object;
	return answer_from_store(data, invocation, person, start_utc_us, end_utc_us, ht_trend);
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

static void records_read(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)source;
	if (!g_task_propagate_boolean(G_TASK(result), &error) &&
	    !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		g_message("ReadRecords: %s", error->message);
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

static gboolean read_records(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			     const char *person, const char *const *what, gint64 start_utc_us,
			     gint64 end_utc_us, gpointer data)
{
	Job *job = job_new(data, invocation, person, start_utc_us, end_utc_us);
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
	ht_hub1_complete_read_records(object, invocation, reply, g_variant_new_handle(0));
	run_job(job, read_in_worker, records_read);
	return TRUE;
}

static gboolean open_live(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			  const char *person, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GUnixFDList) reply = NULL;
	GError *error = NULL;
	int fd = -1;

	(void)fds;
	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	if (ht_people_has(hub->people, person))
		fd = ht_live_open(hub->outlets.live, person, &error);
	else
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such person; ListPersons shows whom this hub knows");
	if (fd < 0) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	ht_pipeline_describe_live(hub->pipeline, person);
	reply = list_of(fd);
	ht_hub1_complete_open_live(object, invocation, reply, g_variant_new_handle(0));
	return TRUE;
}

void ht_object_connect_data(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-open-live", G_CALLBACK(open_live), hub);
	g_signal_connect(object, "handle-get-summary", G_CALLBACK(get_summary), hub);
	g_signal_connect(object, "handle-get-trend", G_CALLBACK(get_trend), hub);
	g_signal_connect(object, "handle-read-records", G_CALLBACK(read_records), hub);
}
