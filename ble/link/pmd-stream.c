/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/pmd-stream.h"

#include "common/glib/ht-error.h"

typedef struct {
	HtControlPoint *control; /* the caller's; used only while the task is not cancelled */
	struct pmd_settings settings;
	gboolean restarted;
} Start;

static void request(GTask *task, enum pmd_operation operation, GAsyncReadyCallback callback)
{
	Start *start = g_task_get_task_data(task);
	struct pmd_command command = {
	    .operation = (guint8)operation,
	    .type = PMD_ECG,
	    .settings = start->settings,
	};

	ht_control_point_request_async(start->control, &command, g_task_get_cancellable(task),
				       callback, task);
}

static void refuse(GTask *task, const char *what, guint8 status)
{
	g_task_return_new_error(
	    task, HT_ERROR, HT_ERROR_FAILED, "the wearable refuses to %s its ECG stream: %s%s",
	    what, pmd_status_name(status),
	    status == PMD_INVALID_MTU ? "; check [GATT] ExchangeMTU in BlueZ's main.conf" : "");
	g_object_unref(task);
}

static gboolean finish(GTask *task, GAsyncResult *result, struct pmd_response *response)
{
	GError *error = NULL;

	if (ht_control_point_request_finish(result, response, &error))
		return TRUE;
	g_task_return_error(task, error);
	g_object_unref(task);
	return FALSE;
}

static GTask *new_task(HtControlPoint *control, GCancellable *cancellable,
		       GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = g_task_new(NULL, cancellable, callback, user_data);
	Start *start = g_new0(Start, 1);

	start->control = control;
	g_task_set_task_data(task, start, g_free);
	return task;
}

static void on_settings(GObject *source, GAsyncResult *result, gpointer data)
{
	struct pmd_response response;
	Start *start = g_task_get_task_data(data);

	(void)source;
	if (!finish(data, result, &response))
		return;
	if (response.status == PMD_SUCCESS && response.settings.rate_hz == 0)
		response.status = PMD_INVALID_RATE;
	if (response.status != PMD_SUCCESS) {
		refuse(data, "describe", response.status);
		return;
	}
	start->settings = response.settings;
	g_task_return_boolean(data, TRUE);
	g_object_unref(data);
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	GError *error = NULL;

	(void)source;
	if (ht_control_point_open_finish(result, &error))
		request(g_steal_pointer(&task), PMD_GET_SETTINGS, on_settings);
	else
		g_task_return_error(task, error);
}

void ht_pmd_describe_async(HtControlPoint *control, GCancellable *cancellable,
			   GAsyncReadyCallback callback, gpointer user_data)
{
	ht_control_point_open_async(control, cancellable, on_opened,
				    new_task(control, cancellable, callback, user_data));
}

gboolean ht_pmd_describe_finish(GAsyncResult *result, struct pmd_settings *settings, GError **error)
{
	const Start *start = g_task_get_task_data(G_TASK(result));

	if (!g_task_propagate_boolean(G_TASK(result), error))
		return FALSE;
	*settings = start->settings;
	return TRUE;
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data);

/* Whatever it answers: the next start tells. */
static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	struct pmd_response response;

	(void)source;
	if (finish(data, result, &response))
		request(data, PMD_START, on_started);
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	struct pmd_response response;
	Start *start = g_task_get_task_data(data);

	(void)source;
	if (!finish(data, result, &response))
		return;
	if (response.status == PMD_ALREADY_IN_STATE && !start->restarted) {
		start->restarted = TRUE;
		request(data, PMD_STOP, on_stopped);
	} else if (response.status != PMD_SUCCESS) {
		refuse(data, "start", response.status);
	} else {
		g_task_return_boolean(data, TRUE);
		g_object_unref(data);
	}
}

void ht_pmd_start_async(HtControlPoint *control, const struct pmd_settings *settings,
			GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = new_task(control, cancellable, callback, user_data);
	Start *start = g_task_get_task_data(task);

	start->settings = *settings;
	request(task, PMD_START, on_started);
}

gboolean ht_pmd_start_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}

void ht_pmd_stop_async(HtControlPoint *control, GCancellable *cancellable,
		       GAsyncReadyCallback callback, gpointer user_data)
{
	const struct pmd_command command = {.operation = PMD_STOP, .type = PMD_ECG};

	ht_control_point_request_async(control, &command, cancellable, callback, user_data);
}
