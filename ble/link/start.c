/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/start.h"

#include "ble/codec/device_information.h"
#include "ble/link/gatt.h"
#include "ble/link/pmd-stream.h"
#include "common/glib/ht-error.h"

typedef struct {
	HtStartArgs args;
	char *device_path;
	guint driver; /* the row of ht_drivers that it is at */
	BluezGattCharacteristic1 *characteristic;
	gboolean wearable;       /* subscribed to something that makes it one */
	HtControlPoint *control; /* NULL = none of the streams needs a start command */
	struct pmd_settings settings;
	char model[DEVICE_STRING_MAX];
} Start;

static void next_driver(GTask *task);

static void start_free(gpointer data)
{
	Start *start = data;

	g_clear_pointer(&start->control, ht_control_point_free);
	g_clear_object(&start->characteristic);
	g_free(start->device_path);
	g_free(start);
}

static BluezGattCharacteristic1 *find(Start *start, const char *service_uuid, const char *uuid)
{
	return ht_objects_characteristic(start->args.objects, start->device_path, service_uuid,
					 uuid);
}

static gboolean is_there(HtObjects *objects, const char *path, const struct driver *driver,
			 const char *uuid)
{
	g_autoptr(BluezGattCharacteristic1) found =
	    ht_objects_characteristic(objects, path, driver->service_uuid, uuid);

	return found != NULL;
}

gboolean ht_start_is_possible(HtObjects *objects, BluezDevice1 *device)
{
	const char *path = g_dbus_proxy_get_object_path(G_DBUS_PROXY(device));
	const char *const *uuids = bluez_device1_get_uuids(device);
	gboolean wearable = FALSE;

	for (guint i = 0; i < drivers_count; i++) {
		const struct driver *driver = &drivers[i];

		if (!ht_offer_has(driver, uuids) || driver->optional)
			continue;
		if (!is_there(objects, path, driver, driver->value_uuid) ||
		    (driver->control_uuid &&
		     !is_there(objects, path, driver, driver->control_uuid)))
			return FALSE;
		wearable = wearable || driver->finds;
	}
	return wearable;
}

/* Ends the task; a step that was cancelled says so by itself. */
static void fail(GTask *task, GError *error)
{
	g_task_return_error(task, error);
	g_object_unref(task);
}

static gboolean was_cancelled(const GError *error)
{
	return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void on_pmd_started(GObject *source, GAsyncResult *result, gpointer data)
{
	GError *error = NULL;

	(void)source;
	if (!ht_pmd_start_finish(result, &error)) {
		fail(data, error);
		return;
	}
	g_task_return_boolean(data, TRUE);
	g_object_unref(data);
}

static void start_stream(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	if (start->control) {
		ht_pmd_start_async(start->control, &start->settings, g_task_get_cancellable(task),
				   on_pmd_started, task);
		return;
	}
	g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

/* *value stays NULL where the wearable would not say: a start does without. FALSE when the start
 * was cancelled and has been failed. */
static gboolean finish_read(GTask *task, GObject *source, GAsyncResult *result, GVariant **value)
{
	g_autoptr(GError) error = NULL;

	bluez_gatt_characteristic1_call_read_value_finish(BLUEZ_GATT_CHARACTERISTIC1(source), value,
							  result, &error);
	if (!was_cancelled(error))
		return TRUE;
	fail(task, g_steal_pointer(&error));
	return FALSE;
}

static void on_model(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	g_autoptr(GVariant) value = NULL;
	const guint8 *bytes;
	gsize size;

	if (!finish_read(data, source, result, &value))
		return;
	if (value) {
		bytes = g_variant_get_fixed_array(value, &size, 1);
		device_string_decode(bytes, size, start->model);
	}
	start_stream(data);
}

static void read_model(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	g_clear_object(&start->characteristic);
	start->characteristic = find(start, DEVICE_INFORMATION_SERVICE_UUID, MODEL_NUMBER_UUID);
	if (start->characteristic)
		ht_gatt_read_async(start->characteristic, g_task_get_cancellable(task), on_model,
				   task);
	else
		start_stream(task);
}

static void on_value(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	g_autoptr(GVariant) value = NULL;
	const guint8 *bytes;
	gsize size;

	if (!finish_read(data, source, result, &value))
		return;
	if (value) {
		bytes = g_variant_get_fixed_array(value, &size, 1);
		ht_run_add_value(start->args.run, &drivers[start->driver], bytes, size);
	}
	start->driver++;
	next_driver(data);
}

static void read_value_if_wanted(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	if (drivers[start->driver].read_first) {
		ht_gatt_read_async(start->characteristic, g_task_get_cancellable(task), on_value,
				   task);
		return;
	}
	start->driver++;
	next_driver(task);
}

static gboolean add_channel(Start *start, int fd, guint16 mtu, GError **error)
{
	const struct driver *driver = &drivers[start->driver];
	HtChannel *channel = ht_reader_add(start->args.reader, fd, error);

	if (!channel)
		return FALSE;
	ht_run_add(start->args.run, driver, channel);
	start->wearable = start->wearable || driver->finds;
	if (!driver->control_uuid || mtu >= PMD_MTU_MIN)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
		    "the link's MTU is %u bytes and the ECG stream needs %d: "
		    "check [GATT] ExchangeMTU in BlueZ's main.conf",
		    mtu, PMD_MTU_MIN);
	return FALSE;
}

static void on_subscribed(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	const struct driver *driver = &drivers[start->driver];
	GError *error = NULL;
	guint16 mtu = 0;
	int fd = ht_gatt_acquire_finish(result, &mtu, &error);

	(void)source;
	if (fd >= 0 && add_channel(start, fd, mtu, &error)) {
		read_value_if_wanted(data);
		return;
	}
	if (!driver->optional || was_cancelled(error)) {
		fail(data, error);
		return;
	}
	g_message("no %s notifications: %s", driver->name, error->message);
	g_error_free(error);
	read_value_if_wanted(data);
}

static void subscribe(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	ht_gatt_acquire_async(start->characteristic, g_task_get_cancellable(task), on_subscribed,
			      task);
}

static void on_described(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (ht_pmd_describe_finish(result, &start->settings, &error))
		subscribe(data);
	else
		fail(data, error);
}

static void on_control(gpointer context, HtRawKind kind, const guint8 *data, gsize size)
{
	ht_run_control(context, driver_named("PMD"), kind, data, size);
}

/* The settings first: a stream that the last connection left running sends from the moment of the
 * subscription, and its frames do not tell their rate. */
static void describe(GTask *task, const struct driver *driver)
{
	Start *start = g_task_get_task_data(task);
	g_autoptr(BluezGattCharacteristic1) point =
	    find(start, driver->service_uuid, driver->control_uuid);

	if (!point) {
		fail(task,
		     g_error_new(HT_ERROR, HT_ERROR_UNSUPPORTED,
				 "the wearable's %s service has no control point", driver->name));
		return;
	}
	start->control = ht_control_point_new(point, start->args.reply_ms);
	ht_control_point_watch(start->control, on_control, start->args.run);
	ht_pmd_describe_async(start->control, g_task_get_cancellable(task), on_described, task);
}

/* Returns FALSE when there is nothing that this driver can do. */
static gboolean take_driver(GTask *task, const struct driver *driver)
{
	Start *start = g_task_get_task_data(task);
	gboolean notifies = ht_gatt_can_acquire(start->characteristic);

	if (notifies && driver->control_uuid)
		describe(task, driver);
	else if (notifies)
		subscribe(task);
	else if (driver->read_first)
		read_value_if_wanted(task);
	else
		return FALSE;
	return TRUE;
}

/* Never StartNotify: its signals would carry health values to every local account. */
static void next_driver(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	for (; start->driver < drivers_count; start->driver++) {
		const struct driver *driver = &drivers[start->driver];

		g_clear_object(&start->characteristic);
		start->characteristic = find(start, driver->service_uuid, driver->value_uuid);
		if (!start->characteristic)
			continue;
		if (take_driver(task, driver))
			return;
	}
	if (start->wearable)
		read_model(task);
	else
		fail(task, g_error_new(HT_ERROR, HT_ERROR_UNSUPPORTED,
				       "the wearable has no service that this hub can stream"));
}

void ht_start_async(const HtStartArgs *args, GCancellable *cancellable,
		    GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = g_task_new(NULL, cancellable, callback, user_data);
	Start *start = g_new0(Start, 1);

	start->args = *args;
	start->device_path = g_strdup(args->device_path);
	start->args.device_path = start->device_path;
	g_task_set_task_data(task, start, start_free);
	next_driver(task);
}

gboolean ht_start_finish(GAsyncResult *result, HtControlPoint **control, char model[64],
			 GError **error)
{
	Start *start = g_task_get_task_data(G_TASK(result));

	if (!g_task_propagate_boolean(G_TASK(result), error))
		return FALSE;
	*control = g_steal_pointer(&start->control);
	g_strlcpy(model, start->model, sizeof start->model);
	return TRUE;
}
