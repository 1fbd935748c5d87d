/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/gatt.h"

#include <gio/gunixfdlist.h>

static GVariant *no_options(void)
{
	return g_variant_new("a{sv}", NULL);
}

gboolean ht_gatt_can_acquire(BluezGattCharacteristic1 *characteristic)
{
	g_autoptr(GVariant) acquired =
	    g_dbus_proxy_get_cached_property(G_DBUS_PROXY(characteristic), "NotifyAcquired");

	return acquired != NULL;
}

void ht_gatt_acquire_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
			   GAsyncReadyCallback callback, gpointer user_data)
{
	bluez_gatt_characteristic1_call_acquire_notify(characteristic, no_options(),
						       G_DBUS_CALL_FLAGS_NONE, HT_GATT_TIMEOUT_MS,
						       NULL, cancellable, callback, user_data);
}

int ht_gatt_acquire_finish(GAsyncResult *result, guint16 *mtu, GError **error)
{
	g_autoptr(GObject) source = g_async_result_get_source_object(result);
	g_autoptr(GVariant) handle = NULL;
	g_autoptr(GUnixFDList) fds = NULL;

	if (!bluez_gatt_characteristic1_call_acquire_notify_finish(
		BLUEZ_GATT_CHARACTERISTIC1(source), &handle, mtu, &fds, result, error))
		return -1;
	if (!fds) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "BlueZ gave no descriptor for a subscription");
		return -1;
	}
	return g_unix_fd_list_get(fds, g_variant_get_handle(handle), error);
}

void ht_gatt_start_notify_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
				GAsyncReadyCallback callback, gpointer user_data)
{
	bluez_gatt_characteristic1_call_start_notify(characteristic, G_DBUS_CALL_FLAGS_NONE,
						     HT_GATT_TIMEOUT_MS, cancellable, callback,
						     user_data);
}

gboolean ht_gatt_start_notify_finish(GAsyncResult *result, GError **error)
{
	g_autoptr(GObject) source = g_async_result_get_source_object(result);
	g_autoptr(GError) own = NULL;
	g_autofree char *name = NULL;

	bluez_gatt_characteristic1_call_start_notify_finish(BLUEZ_GATT_CHARACTERISTIC1(source),
							    result, &own);
	name = own ? g_dbus_error_get_remote_error(own) : NULL;
	/* A subscription of ours outlives the link, and BlueZ is writing it again. */
	if (!own || g_strcmp0(name, "org.bluez.Error.InProgress") == 0)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&own));
	return FALSE;
}

void ht_gatt_read_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data)
{
	bluez_gatt_characteristic1_call_read_value(characteristic, no_options(),
						   G_DBUS_CALL_FLAGS_NONE, HT_GATT_TIMEOUT_MS,
						   cancellable, callback, user_data);
}

gboolean ht_gatt_has_flag(BluezGattCharacteristic1 *characteristic, const char *flag)
{
	const char *const *flags = bluez_gatt_characteristic1_get_flags(characteristic);

	return flags && g_strv_contains(flags, flag);
}

/* A wearable may take a command only, and then would refuse a request. */
static const char *write_type(BluezGattCharacteristic1 *characteristic)
{
	return ht_gatt_has_flag(characteristic, "write-without-response") &&
		       !ht_gatt_has_flag(characteristic, "write")
		   ? "command"
		   : "request";
}

static void write_value(BluezGattCharacteristic1 *characteristic, const char *type,
			const guint8 *data, gsize size, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data)
{
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	g_variant_dict_insert(&options, "type", "s", type);
	bluez_gatt_characteristic1_call_write_value(
	    characteristic, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1),
	    g_variant_dict_end(&options), G_DBUS_CALL_FLAGS_NONE, HT_GATT_TIMEOUT_MS, cancellable,
	    callback, user_data);
}

void ht_gatt_write_async(BluezGattCharacteristic1 *characteristic, const guint8 *data, gsize size,
			 GCancellable *cancellable, GAsyncReadyCallback callback,
			 gpointer user_data)
{
	write_value(characteristic, write_type(characteristic), data, size, cancellable, callback,
		    user_data);
}

void ht_gatt_command_async(BluezGattCharacteristic1 *characteristic, const guint8 *data, gsize size,
			   GCancellable *cancellable, GAsyncReadyCallback callback,
			   gpointer user_data)
{
	write_value(characteristic, "command", data, size, cancellable, callback, user_data);
}
