/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-characteristic-skeleton.h"

struct _HtCharacteristicSkeleton {
	BluezGattCharacteristic1Skeleton parent;
	const struct gatt_characteristic *entry;
	GDBusInterfaceVTable vtable;
	GDBusInterfaceGetPropertyFunc get_property; /* of the generated skeleton */
};

G_DEFINE_TYPE(HtCharacteristicSkeleton, ht_characteristic_skeleton,
	      BLUEZ_TYPE_GATT_CHARACTERISTIC1_SKELETON)

static gboolean is_shown(const HtCharacteristicSkeleton *self, const char *property)
{
	gboolean notifies = g_strv_contains(self->entry->flags, "notify");

	if (g_str_equal(property, "NotifyAcquired"))
		return notifies;
	if (g_str_equal(property, "Notifying"))
		return notifies || g_strv_contains(self->entry->flags, "indicate");
	return TRUE;
}

/* For Get and GetAll, which leaves out what gives NULL. */
static GVariant *get_property(GDBusConnection *bus, const gchar *sender, const gchar *path,
			      const gchar *interface, const gchar *property, GError **error,
			      gpointer user_data)
{
	HtCharacteristicSkeleton *self = user_data;

	if (is_shown(self, property))
		return self->get_property(bus, sender, path, interface, property, error, user_data);
	g_set_error(error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "No such property '%s'",
		    property);
	return NULL;
}

static GDBusInterfaceVTable *get_vtable(GDBusInterfaceSkeleton *skeleton)
{
	return &HT_CHARACTERISTIC_SKELETON(skeleton)->vtable;
}

/* For the object manager. */
static GVariant *get_properties(GDBusInterfaceSkeleton *skeleton)
{
	HtCharacteristicSkeleton *self = HT_CHARACTERISTIC_SKELETON(skeleton);
	GDBusInterfaceSkeletonClass *parent =
	    G_DBUS_INTERFACE_SKELETON_CLASS(ht_characteristic_skeleton_parent_class);
	g_autoptr(GVariant) all = g_variant_ref_sink(parent->get_properties(skeleton));
	GVariantBuilder shown;
	GVariantIter iter;
	const char *name;
	GVariant *value;

	g_variant_builder_init(&shown, G_VARIANT_TYPE_VARDICT);
	g_variant_iter_init(&iter, all);
	while (g_variant_iter_loop(&iter, "{&sv}", &name, &value)) {
		if (is_shown(self, name))
			g_variant_builder_add(&shown, "{sv}", name, value);
	}
	return g_variant_builder_end(&shown);
}

static void ht_characteristic_skeleton_class_init(HtCharacteristicSkeletonClass *class)
{
	GDBusInterfaceSkeletonClass *skeleton = G_DBUS_INTERFACE_SKELETON_CLASS(class);

	skeleton->get_vtable = get_vtable;
	skeleton->get_properties = get_properties;
}

static void ht_characteristic_skeleton_init(HtCharacteristicSkeleton *self)
{
	GDBusInterfaceSkeletonClass *parent =
	    G_DBUS_INTERFACE_SKELETON_CLASS(ht_characteristic_skeleton_parent_class);

	self->vtable = *parent->get_vtable(G_DBUS_INTERFACE_SKELETON(self));
	self->get_property = self->vtable.get_property;
	self->vtable.get_property = get_property;
}

BluezGattCharacteristic1 *ht_characteristic_skeleton_new(const struct gatt_characteristic *entry)
{
	HtCharacteristicSkeleton *self = g_object_new(HT_TYPE_CHARACTERISTIC_SKELETON, NULL);

	self->entry = entry;
	return BLUEZ_GATT_CHARACTERISTIC1(self);
}

/* What GDBus leaves out when nothing has changed. */
static void emit_unchanged(GDBusInterfaceSkeleton *skeleton, GVariant *value)
{
	GDBusConnection *bus = g_dbus_interface_skeleton_get_connection(skeleton);
	GVariantDict changed;

	if (!bus)
		return;
	g_variant_dict_init(&changed, NULL);
	g_variant_dict_insert_value(&changed, "Value", value);
	g_dbus_connection_emit_signal(
	    bus, NULL, g_dbus_interface_skeleton_get_object_path(skeleton),
	    "org.freedesktop.DBus.Properties", "PropertiesChanged",
	    g_variant_new("(s@a{sv}as)", g_dbus_interface_skeleton_get_info(skeleton)->name,
			  g_variant_dict_end(&changed), NULL),
	    NULL);
}

void ht_characteristic_skeleton_broadcast(BluezGattCharacteristic1 *skeleton, GBytes *value)
{
	g_autoptr(GVariant) bytes =
	    g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, value, TRUE));
	gboolean same = g_variant_equal(bluez_gatt_characteristic1_get_value(skeleton), bytes);

	bluez_gatt_characteristic1_set_value(skeleton, bytes);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(skeleton));
	if (same)
		emit_unchanged(G_DBUS_INTERFACE_SKELETON(skeleton), bytes);
}
