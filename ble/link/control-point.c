/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/control-point.h"

#include "ble/link/gatt.h"
#include "common/glib/ht-error.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <unistd.h>

/* The longest that ATT lets through. */
enum { ANSWER_MAX = 514 };

struct _HtControlPoint {
	gboolean closed; /* only calls under way still hold it */
	BluezGattCharacteristic1 *characteristic;
	guint reply_ms;
	HtControlRaw raw; /* NULL = nobody listens */
	gpointer raw_context;
	int fd; /* -1 = by signals or not subscribed */
	guint fd_source;
	gulong signal;
	GTask *request; /* NULL = none under way */
	HtControlAnswered answered;
	gpointer answered_context;
	guint timeout;
	GSource *cancelled;
};

HtControlPoint *ht_control_point_new(BluezGattCharacteristic1 *characteristic, guint reply_ms)
{
	HtControlPoint *control = g_rc_box_new0(HtControlPoint);

	control->characteristic = g_object_ref(characteristic);
	control->reply_ms = reply_ms;
	control->fd = -1;
	return control;
}

void ht_control_point_watch(HtControlPoint *control, HtControlRaw raw, gpointer context)
{
	control->raw = raw;
	control->raw_context = context;
}

/* The request is over, whoever answers it. */
static GTask *take_request(HtControlPoint *control)
{
	g_clear_handle_id(&control->timeout, g_source_remove);
	if (control->cancelled) {
		g_source_destroy(control->cancelled);
		g_clear_pointer(&control->cancelled, g_source_unref);
	}
	return g_steal_pointer(&control->request);
}

static void fail_request(HtControlPoint *control, gint code, const char *message)
{
	g_autoptr(GTask) task = take_request(control);

	if (task)
		g_task_return_new_error(task, G_IO_ERROR, code, "%s", message);
}

static void close_fd(HtControlPoint *control)
{
	g_clear_handle_id(&control->fd_source, g_source_remove);
	if (control->fd >= 0)
		close(control->fd);
	control->fd = -1;
}

static void clear(gpointer data)
{
	HtControlPoint *control = data;

	g_object_unref(control->characteristic);
}

static void unref(gpointer control)
{
	g_rc_box_release_full(control, clear);
}

void ht_control_point_free(HtControlPoint *control)
{
	control->closed = TRUE;
	fail_request(control, G_IO_ERROR_CLOSED, "the link to the wearable has closed");
	close_fd(control);
	g_clear_signal_handler(&control->signal, control->characteristic);
	unref(control);
}

BluezGattCharacteristic1 *ht_control_point_characteristic(HtControlPoint *control)
{
	return control->characteristic;
}

void ht_control_point_hear(HtControlPoint *control, const guint8 *data, gsize size)
{
	g_autoptr(GTask) task = NULL;

	if (!control->request || !control->answered ||
	    !control->answered(control->answered_context, data, size))
		return;
	task = take_request(control);
	g_task_return_boolean(task, TRUE);
}

static void on_reply(HtControlPoint *control, const guint8 *data, gsize size)
{
	if (control->raw)
		control->raw(control->raw_context, HT_RAW_ANSWERED, data, size);
	ht_control_point_hear(control, data, size);
}

static gboolean on_fd(gint fd, GIOCondition condition, gpointer data)
{
	HtControlPoint *control = data;
	guint8 reply[ANSWER_MAX];
	gssize n = read(fd, reply, sizeof reply);

	if (n > 0) {
		on_reply(control, reply, (gsize)n);
		return G_SOURCE_CONTINUE;
	}
	if ((n < 0 && (errno == EAGAIN || errno == EINTR)) || (n == 0 && !(condition & G_IO_HUP)))
		return G_SOURCE_CONTINUE;
	control->fd_source = 0;
	fail_request(control, G_IO_ERROR_CLOSED, "the link to the wearable has closed");
	return G_SOURCE_REMOVE;
}

static void on_properties(GDBusProxy *proxy, GVariant *changed, const gchar *const *invalidated,
			  gpointer data)
{
	g_autoptr(GVariant) value =
	    g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);
	gsize size;
	const guint8 *bytes;

	(void)proxy;
	(void)invalidated;
	if (!value)
		return;
	bytes = g_variant_get_fixed_array(value, &size, 1);
	on_reply(data, bytes, size);
}

static void on_acquired(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	g_autoptr(GError) error = NULL;
	guint16 mtu;
	int fd = ht_gatt_acquire_finish(result, &mtu, &error);
	HtControlPoint *control;

	(void)source;
	if (fd < 0) {
		g_task_return_error(task, g_steal_pointer(&error));
		return;
	}
	control = g_task_get_task_data(task);
	if (control->closed) {
		close(fd);
		g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_CLOSED,
					"the link to the wearable has closed");
		return;
	}
	control->fd = fd;
	control->fd_source = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP, on_fd, control);
	g_task_return_boolean(task, TRUE);
}

static void on_notifying(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	GError *error = NULL;

	(void)source;
	if (ht_gatt_start_notify_finish(result, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

void ht_control_point_open_async(HtControlPoint *control, GCancellable *cancellable,
				 GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

	g_task_set_task_data(task, g_rc_box_acquire(control), unref);
	if (ht_gatt_can_acquire(control->characteristic)) {
		ht_gatt_acquire_async(control->characteristic, cancellable, on_acquired,
				      g_steal_pointer(&task));
		return;
	}
	control->signal = g_signal_connect(control->characteristic, "g-properties-changed",
					   G_CALLBACK(on_properties), control);
	ht_gatt_start_notify_async(control->characteristic, cancellable, on_notifying,
				   g_steal_pointer(&task));
}

gboolean ht_control_point_open_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}

static gboolean on_timeout(gpointer data)
{
	HtControlPoint *control = data;

	control->timeout = 0;
	fail_request(control, G_IO_ERROR_TIMED_OUT, "the wearable does not answer a command");
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	(void)cancellable;
	fail_request(data, G_IO_ERROR_CANCELLED, "cancelled");
	return G_SOURCE_REMOVE;
}

static void watch_cancellable(HtControlPoint *control, GCancellable *cancellable)
{
	if (!cancellable)
		return;
	control->cancelled = g_cancellable_source_new(cancellable);
	g_source_set_callback(control->cancelled, G_SOURCE_FUNC(on_cancelled), control, NULL);
	g_source_attach(control->cancelled, g_main_context_get_thread_default());
}

/* The answer may come before BlueZ says that the write is done. */
static void on_written(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	g_autoptr(GError) error = NULL;
	HtControlPoint *control = g_task_get_task_data(task);

	bluez_gatt_characteristic1_call_write_value_finish(BLUEZ_GATT_CHARACTERISTIC1(source),
							   result, &error);
	if (control->request != task || (!error && control->answered))
		return;
	g_object_unref(take_request(control));
	if (error)
		g_task_return_error(task, g_steal_pointer(&error));
	else
		g_task_return_boolean(task, TRUE);
}

void ht_control_point_request_async(HtControlPoint *control, const guint8 *data, gsize size,
				    HtControlAnswered answered, gpointer context,
				    GCancellable *cancellable, GAsyncReadyCallback callback,
				    gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

	if (control->request || control->closed) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_BUSY,
					"a command to the wearable is still under way");
		return;
	}
	g_task_set_task_data(task, g_rc_box_acquire(control), unref);
	control->answered = answered;
	control->answered_context = context;
	control->request = g_object_ref(task);
	if (control->raw)
		control->raw(control->raw_context, HT_RAW_SENT, data, size);
	watch_cancellable(control, cancellable);
	control->timeout = g_timeout_add(control->reply_ms, on_timeout, control);
	ht_gatt_write_async(control->characteristic, data, size, cancellable, on_written,
			    g_steal_pointer(&task));
}

gboolean ht_control_point_request_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_boolean(G_TASK(result), error);
}
