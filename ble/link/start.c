/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/start.h"

#include "ble/link/gatt.h"
#include "ble/link/offer.h"
#include "common/glib/ht-error.h"

#include <string.h>

typedef struct {
	HtStartArgs args;
	gboolean has_wishes;
	HtStreamWish wishes[HT_STREAMS];
	guint driver; /* the row of drivers that it is at */
	BluezGattCharacteristic1 *characteristic;
	gboolean wearable;  /* subscribed to something that makes it one */
	gboolean left_out;  /* something that only indicates */
	HtStarter *starter; /* of the row that it is at; NULL = it needs none */
	GPtrArray *starters;
	HtIdentity identity;
} Start;

static void next_driver(GTask *task);

static void start_free(gpointer data)
{
	Start *start = data;

	g_ptr_array_unref(start->starters);
	g_clear_object(&start->characteristic);
	g_object_unref(start->args.device);
	ht_run_unref(start->args.run);
	g_free(start);
}

static const char *path_of(BluezDevice1 *device)
{
	return g_dbus_proxy_get_object_path(G_DBUS_PROXY(device));
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
	const char *const *uuids = bluez_device1_get_uuids(device);
	gboolean wearable = FALSE;

	for (guint i = 0; i < drivers_count; i++) {
		const struct driver *driver = &drivers[i];
		gboolean there;

		if (!ht_offer_has(driver, uuids))
			continue;
		there = is_there(objects, path_of(device), driver, driver->value_uuid) &&
			(!driver->control_uuid ||
			 is_there(objects, path_of(device), driver, driver->control_uuid));
		if (!there && !driver->optional)
			return FALSE;
		wearable = wearable || (there && driver->finds);
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

static void on_streams_started(GObject *source, GAsyncResult *result, gpointer data)
{
	GError *error = NULL;

	(void)source;
	if (!ht_starters_apply_finish(result, &error)) {
		fail(data, error);
		return;
	}
	g_task_return_boolean(data, TRUE);
	g_object_unref(data);
}

static void on_identity(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (!ht_identity_read_finish(result, &start->identity, &error)) {
		fail(data, error);
		return;
	}
	ht_starters_apply_async(start->starters, start->has_wishes ? start->wishes : NULL,
				g_task_get_cancellable(data), on_streams_started, data);
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

/* A row that cannot be had: the start goes on without it where it may. */
static void do_without(GTask *task, GError *error)
{
	Start *start = g_task_get_task_data(task);
	const struct driver *driver = &drivers[start->driver];

	if (!driver->optional || was_cancelled(error)) {
		fail(task, error);
		return;
	}
	g_message("no %s notifications: %s", driver->name, error->message);
	g_error_free(error);
	read_value_if_wanted(task);
}

static gboolean add_channel(Start *start, int fd, guint16 mtu, GError **error)
{
	const struct driver *driver = &drivers[start->driver];
	guint mtu_min = start->starter ? start->starter->kind->mtu_min : 0;
	HtChannel *channel = ht_reader_add(start->args.reader, fd, error);

	if (!channel)
		return FALSE;
	ht_run_add(start->args.run, driver, channel);
	start->wearable = start->wearable || driver->finds;
	if (mtu >= mtu_min)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
		    "the link's MTU is %u bytes and %s streams need %u: "
		    "check [GATT] ExchangeMTU in BlueZ's main.conf",
		    mtu, driver->name, mtu_min);
	return FALSE;
}

static void on_subscribed(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	GError *error = NULL;
	guint16 mtu = 0;
	int fd = ht_gatt_acquire_finish(result, &mtu, &error);

	(void)source;
	if (fd >= 0 && add_channel(start, fd, mtu, &error))
		read_value_if_wanted(data);
	else
		do_without(data, error);
}

static void subscribe(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	ht_gatt_acquire_async(start->characteristic, g_task_get_cancellable(task), on_subscribed,
			      task);
}

static void on_indicating(GObject *source, GAsyncResult *result, gpointer data)
{
	Start *start = g_task_get_task_data(data);
	GError *error = NULL;

	(void)source;
	if (!ht_gatt_start_notify_finish(result, &error)) {
		do_without(data, error);
		return;
	}
	start->wearable = start->wearable || drivers[start->driver].finds;
	read_value_if_wanted(data);
}

/* Its values are heard by every account that the bus lets listen: only where that was settled. */
static void subscribe_to_indications(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	ht_run_add_signals(start->args.run, &drivers[start->driver], start->characteristic);
	ht_gatt_start_notify_async(start->characteristic, g_task_get_cancellable(task),
				   on_indicating, task);
}

static void on_prepared(GObject *source, GAsyncResult *result, gpointer data)
{
	GError *error = NULL;

	(void)source;
	if (ht_starter_prepare_finish(result, &error))
		subscribe(data);
	else
		fail(data, error);
}

static void prepare(GTask *task, const struct driver *driver)
{
	Start *start = g_task_get_task_data(task);
	g_autoptr(BluezGattCharacteristic1) point =
	    ht_objects_characteristic(start->args.objects, path_of(start->args.device),
				      driver->service_uuid, driver->control_uuid);

	if (point)
		start->starter =
		    ht_starter_new(driver, point, start->args.run, start->args.settings->reply_ms);
	if (!start->starter) {
		fail(task,
		     g_error_new(HT_ERROR, HT_ERROR_UNSUPPORTED,
				 "the wearable's %s service has no control point", driver->name));
		return;
	}
	g_ptr_array_add(start->starters, start->starter);
	ht_starter_prepare_async(start->starter, g_task_get_cancellable(task), on_prepared, task);
}

/* Returns FALSE when there is nothing that this driver can do. */
static gboolean take_driver(GTask *task, const struct driver *driver)
{
	Start *start = g_task_get_task_data(task);
	gboolean notifies = ht_gatt_can_acquire(start->characteristic);

	start->starter = NULL;
	if (notifies && driver->start != DRIVER_START_SUBSCRIBE)
		prepare(task, driver);
	else if (notifies)
		subscribe(task);
	else if (driver->indicates && start->args.settings->indications)
		subscribe_to_indications(task);
	else if (driver->read_first)
		read_value_if_wanted(task);
	else
		return FALSE;
	return TRUE;
}

static GError *no_stream(const Start *start)
{
	return g_error_new_literal(
	    HT_ERROR, HT_ERROR_UNSUPPORTED,
	    start->left_out
		? "the wearable only indicates, which BlueZ broadcasts: see [link] indications"
		: "the wearable has no service that this hub can stream");
}

/* Takes the task. */
static void next_driver(GTask *task)
{
	Start *start = g_task_get_task_data(task);

	for (; start->driver < drivers_count; start->driver++) {
		const struct driver *driver = &drivers[start->driver];

		g_clear_object(&start->characteristic);
		start->characteristic =
		    ht_objects_characteristic(start->args.objects, path_of(start->args.device),
					      driver->service_uuid, driver->value_uuid);
		if (!start->characteristic ||
		    !driver_is_for(driver, bluez_device1_get_name(start->args.device)))
			continue;
		if (take_driver(task, driver))
			return;
		start->left_out = start->left_out || driver->indicates;
	}
	if (start->wearable)
		ht_identity_read_async(start->args.objects, start->args.device,
				       g_task_get_cancellable(task), on_identity, task);
	else
		fail(task, no_stream(start));
}

void ht_start_async(const HtStartArgs *args, GCancellable *cancellable,
		    GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = g_task_new(NULL, cancellable, callback, user_data);
	Start *start = g_new0(Start, 1);

	start->args = *args;
	g_object_ref(start->args.device);
	ht_run_ref(start->args.run);
	start->has_wishes = args->wishes != NULL;
	if (args->wishes)
		memcpy(start->wishes, args->wishes, sizeof start->wishes);
	start->starters = g_ptr_array_new_with_free_func((GDestroyNotify)ht_starter_free);
	g_task_set_task_data(task, start, start_free);
	next_driver(task);
}

gboolean ht_start_finish(GAsyncResult *result, HtStarted *started, GError **error)
{
	Start *start = g_task_get_task_data(G_TASK(result));

	if (!g_task_propagate_boolean(G_TASK(result), error))
		return FALSE;
	started->starters = g_ptr_array_ref(start->starters);
	started->identity = start->identity;
	return TRUE;
}
