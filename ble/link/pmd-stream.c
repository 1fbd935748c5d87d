/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/pmd-stream.h"

#include "common/glib/ht-error.h"

typedef struct {
	HtControlPoint *control; /* the caller's; used only while the task is not cancelled */
	guint16 mtu;
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
	g_task_return_new_error(task, HT_ERROR, HT_ERROR_FAILED,
				"the wearable refuses to %s its ECG stream: %s", what,
				pmd_status_name(status));
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
	g_autoptr(GTask) task = NULL;
	struct pmd_response response;
	Start *start = g_task_get_task_data(data);

	(void)source;
	if (!finish(data, result, &response))
		return;
	if (response.status == PMD_ALREADY_IN_STATE && !start->restarted) {
		start->restarted = TRUE;
		request(data, PMD_STOP, on_stopped);
		return;
	}
	if (response.status != PMD_SUCCESS) {
		refuse(data, "start", response.status);
		return;
	}
	task = data;
	g_task_return_int(task, (gssize)start->settings.rate_hz * 1000);
}

static void on_settings(GObject *source, GAsyncResult *result, gpointer data)
{
	struct pmd_response response;
	Start *start = g_task_get_task_data(data);

	(void)source;
	if (!finish(data, result, &response))
		return;
	if (response.status != PMD_SUCCESS) {
		refuse(data, "describe", response.status);
		return;
	}
	if (response.settings.rate_hz == 0) {
		refuse(data, "describe", PMD_INVALID_RATE);
		return;
	}
	start->settings = response.settings;
	request(data, PMD_START, on_started);
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

void ht_pmd_start_async(HtControlPoint *control, guint16 mtu, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
	Start *start = g_new0(Start, 1);

	start->control = control;
	start->mtu = mtu;
	g_task_set_task_data(task, start, g_free);
	/* An H10 answers nothing but an error below this. */
	if (mtu < PMD_MTU_MIN) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_UNSUPPORTED,
					"the link's MTU is %u bytes and the ECG stream needs %d: "
					"check [GATT] ExchangeMTU in BlueZ's main.conf",
					mtu, PMD_MTU_MIN);
		return;
	}
	ht_control_point_open_async(control, cancellable, on_opened, g_steal_pointer(&task));
}

guint32 ht_pmd_start_finish(GAsyncResult *result, GError **error)
{
	gssize rate_mhz = g_task_propagate_int(G_TASK(result), error);

	return rate_mhz > 0 ? (guint32)rate_mhz : 0;
}

void ht_pmd_stop_async(HtControlPoint *control, GCancellable *cancellable,
		       GAsyncReadyCallback callback, gpointer user_data)
{
	const struct pmd_command command = {.operation = PMD_STOP, .type = PMD_ECG};

	ht_control_point_request_async(control, &command, cancellable, callback, user_data);
}
