/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/identity.h"

#include "ble/codec/device_information.h"
#include "ble/link/gatt.h"

#include <string.h>

/* The strings of Device Information that are pinned, and where they go. */
static const struct {
	const char *uuid;
	gsize offset;
} strings[] = {
    {MANUFACTURER_NAME_UUID, G_STRUCT_OFFSET(HtIdentity, manufacturer)},
    {MODEL_NUMBER_UUID, G_STRUCT_OFFSET(HtIdentity, model)},
    {SERIAL_NUMBER_UUID, G_STRUCT_OFFSET(HtIdentity, serial)},
    {FIRMWARE_REVISION_UUID, G_STRUCT_OFFSET(HtIdentity, firmware)},
};
G_STATIC_ASSERT(sizeof((HtIdentity *)NULL)->model == DEVICE_STRING_MAX);

typedef struct {
	HtObjects *objects;
	BluezDevice1 *device;
	guint at; /* of strings */
	HtIdentity identity;
} Read;

static void read_next(GTask *task);

static void read_free(gpointer data)
{
	Read *read = data;

	g_object_unref(read->device);
	g_free(read);
}

gboolean ht_identity_is_bonded(BluezDevice1 *device)
{
	g_autoptr(GVariant) bonded =
	    g_dbus_proxy_get_cached_property(G_DBUS_PROXY(device), "Bonded");

	return bluez_device1_get_paired(device) && (!bonded || g_variant_get_boolean(bonded));
}

/* Services that bluetoothd itself uses; which of them it shows depends on its version. */
static gboolean is_claimed(const char *service_uuid)
{
	static const char *const claimed[] = {"00001800", "00001801", "0000180a", "0000180f"};

	for (gsize i = 0; i < G_N_ELEMENTS(claimed); i++) {
		if (g_ascii_strncasecmp(service_uuid, claimed[i], 8) == 0)
			return TRUE;
	}
	return FALSE;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* NULL for what does not count. */
static char *line_of(HtObjects *objects, BluezGattCharacteristic1 *characteristic)
{
	g_autofree char *service = ht_objects_service_uuid(objects, characteristic);
	const char *uuid = bluez_gatt_characteristic1_get_uuid(characteristic);
	const char *const *flags = bluez_gatt_characteristic1_get_flags(characteristic);
	g_autofree char *joined = flags ? g_strjoinv(",", (char **)flags) : NULL;
	g_autofree char *line = NULL;

	if (!service || !uuid || is_claimed(service))
		return NULL;
	line = g_strdup_printf("%s/%s/%s\n", service, uuid, joined ? joined : "");
	return g_ascii_strdown(line, -1);
}

static void take_fingerprint(Read *read)
{
	const char *path = g_dbus_proxy_get_object_path(G_DBUS_PROXY(read->device));
	g_autoptr(GPtrArray) all = ht_objects_characteristics(read->objects, path);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (guint i = 0; i < all->len; i++) {
		char *line = line_of(read->objects, all->pdata[i]);

		if (line)
			g_ptr_array_add(lines, line);
	}
	g_ptr_array_sort(lines, compare_lines);
	for (guint i = 0; i < lines->len; i++)
		g_checksum_update(sum, lines->pdata[i], -1);
	g_strlcpy(read->identity.gatt, g_checksum_get_string(sum), sizeof read->identity.gatt);
}

static void on_string(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	g_autoptr(GVariant) value = NULL;
	g_autoptr(GError) error = NULL;
	Read *read = g_task_get_task_data(task);
	const guint8 *bytes;
	gsize size;

	bluez_gatt_characteristic1_call_read_value_finish(BLUEZ_GATT_CHARACTERISTIC1(source),
							  &value, result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		g_task_return_error(task, g_steal_pointer(&error));
		return;
	}
	if (value) {
		bytes = g_variant_get_fixed_array(value, &size, 1);
		device_string_decode(
		    bytes, size,
		    (char *)G_STRUCT_MEMBER_P(&read->identity, strings[read->at].offset));
	}
	read->at++;
	read_next(g_steal_pointer(&task));
}

/* Takes the task. */
static void read_next(GTask *task)
{
	Read *read = g_task_get_task_data(task);
	const char *path = g_dbus_proxy_get_object_path(G_DBUS_PROXY(read->device));

	for (; read->at < G_N_ELEMENTS(strings); read->at++) {
		g_autoptr(BluezGattCharacteristic1) found = ht_objects_characteristic(
		    read->objects, path, DEVICE_INFORMATION_SERVICE_UUID, strings[read->at].uuid);

		if (!found)
			continue;
		ht_gatt_read_async(found, g_task_get_cancellable(task), on_string, task);
		return;
	}
	take_fingerprint(read);
	read->identity.bonded = ht_identity_is_bonded(read->device);
	g_task_return_boolean(task, TRUE);
	g_object_unref(task);
}

void ht_identity_read_async(HtObjects *objects, BluezDevice1 *device, GCancellable *cancellable,
			    GAsyncReadyCallback callback, gpointer user_data)
{
	GTask *task = g_task_new(NULL, cancellable, callback, user_data);
	Read *read = g_new0(Read, 1);

	read->objects = objects;
	read->device = g_object_ref(device);
	g_task_set_task_data(task, read, read_free);
	read_next(task);
}

gboolean ht_identity_read_finish(GAsyncResult *result, HtIdentity *identity, GError **error)
{
	const Read *read = g_task_get_task_data(G_TASK(result));

	if (!g_task_propagate_boolean(G_TASK(result), error))
		return FALSE;
	*identity = read->identity;
	return TRUE;
}
