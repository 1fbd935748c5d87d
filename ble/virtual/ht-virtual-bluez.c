/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-virtual-bluez.h"

#include "ble/virtual/bluez-names.h"

enum { SMALLEST_MTU = 23 };

/* A wearable, with its device at each adapter. */
typedef struct {
	HtVirtualBluez *bluez;
	GPtrArray *devices;      /* (element-type HtVirtualDevice), the adapters' */
	HtVirtualDevice *linked; /* NULL = none */
	gboolean in_reach;
	HtVirtualAdapter *unplugged;
	void (*unlinked)(gpointer user_data);
	gpointer user_data;
} Air;

struct _HtVirtualBluez {
	GDBusConnection *bus;
	GDBusObjectManagerServer *manager;
	HtAgents *agents;
	GPtrArray *adapters; /* of HtVirtualAdapter */
	GPtrArray *airs;     /* of Air */
	guint name_id;       /* 0 = bluetoothd is not running */
	gboolean prompt;
	void (*lost)(gpointer user_data);
	gpointer lost_data;
};

static void air_free(gpointer data)
{
	Air *air = data;

	g_ptr_array_unref(air->devices);
	g_free(air);
}

HtVirtualBluez *ht_virtual_bluez_new(GDBusConnection *bus, guint adapters, gboolean prompt,
				     void (*lost)(gpointer user_data), gpointer user_data)
{
	HtVirtualBluez *bluez = g_new0(HtVirtualBluez, 1);

	bluez->bus = g_object_ref(bus);
	bluez->prompt = prompt;
	bluez->lost = lost;
	bluez->lost_data = user_data;
	bluez->manager = g_dbus_object_manager_server_new("/");
	bluez->agents = ht_agents_new(bluez->manager);
	bluez->airs = g_ptr_array_new_with_free_func(air_free);
	bluez->adapters = g_ptr_array_new_with_free_func((GDestroyNotify)ht_virtual_adapter_free);
	for (guint i = 0; i < adapters; i++)
		g_ptr_array_add(bluez->adapters, ht_virtual_adapter_new(bluez->manager, bus,
									bluez->agents, i, prompt));
	return bluez;
}

static void on_name_lost(G_GNUC_UNUSED GDBusConnection *bus, G_GNUC_UNUSED const char *name,
			 gpointer user_data)
{
	HtVirtualBluez *bluez = user_data;

	bluez->lost(bluez->lost_data);
}

void ht_virtual_bluez_start(HtVirtualBluez *bluez)
{
	if (bluez->name_id > 0)
		return;
	g_dbus_object_manager_server_set_connection(bluez->manager, bluez->bus);
	bluez->name_id = g_bus_own_name_on_connection(bluez->bus, BLUEZ_NAME,
						      G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL,
						      on_name_lost, bluez, NULL);
}

/* As when its process ends: first the name goes, then nobody is told of the objects. */
static void stop(HtVirtualBluez *bluez)
{
	if (bluez->name_id == 0)
		return;
	g_bus_unown_name(bluez->name_id);
	bluez->name_id = 0;
	g_dbus_object_manager_server_set_connection(bluez->manager, NULL);
	for (guint i = 0; i < bluez->adapters->len; i++)
		ht_virtual_adapter_unplug(g_ptr_array_index(bluez->adapters, i));
	ht_agents_forget(bluez->agents);
}

void ht_virtual_bluez_free(HtVirtualBluez *bluez)
{
	stop(bluez);
	g_ptr_array_unref(bluez->adapters);
	g_ptr_array_unref(bluez->airs);
	ht_agents_free(bluez->agents);
	g_object_unref(bluez->manager);
	g_object_unref(bluez->bus);
	g_free(bluez);
}

static void restart(HtVirtualBluez *bluez)
{
	for (guint i = 0; i < bluez->adapters->len; i++)
		ht_virtual_adapter_plug(g_ptr_array_index(bluez->adapters, i));
	ht_virtual_bluez_start(bluez);
}

/* A wearable that has a link does not advertise to the other adapters. */
static void on_linked(gpointer user_data, HtVirtualDevice *device)
{
	Air *air = user_data;

	air->linked = device;
	for (guint i = 0; i < air->devices->len; i++) {
		if (g_ptr_array_index(air->devices, i) != device)
			ht_virtual_device_set_in_reach(g_ptr_array_index(air->devices, i), FALSE);
	}
}

static void show_in_reach(Air *air)
{
	for (guint i = 0; i < air->devices->len; i++)
		ht_virtual_device_set_in_reach(g_ptr_array_index(air->devices, i), air->in_reach);
	for (guint i = 0; air->in_reach && i < air->bluez->adapters->len; i++)
		ht_virtual_adapter_scan(g_ptr_array_index(air->bluez->adapters, i));
}

static void on_unlinked(gpointer user_data, HtVirtualDevice *device)
{
	Air *air = user_data;

	if (air->linked != device)
		return;
	air->linked = NULL;
	air->unlinked(air->user_data);
	if (air->in_reach)
		show_in_reach(air);
}

static HtSendResult send_packet(gpointer context, const char *uuid, const guint8 *data, gsize size)
{
	Air *air = context;

	if (!air->linked)
		return HT_SEND_CLOSED;
	return ht_gatt_server_send(ht_virtual_device_gatt(air->linked), uuid, data, size);
}

static void wait_for_room(gpointer context, const char *uuid, HtNotifyChannelFunc func,
			  gpointer user_data)
{
	Air *air = context;

	ht_gatt_server_wait(ht_virtual_device_gatt(air->linked), uuid, func, user_data);
}

static guint16 get_mtu(gpointer context)
{
	const Air *air = context;

	return air->linked ? ht_gatt_server_mtu(ht_virtual_device_gatt(air->linked)) : SMALLEST_MTU;
}

static gboolean is_drained(gpointer context)
{
	Air *air = context;

	return !air->linked || ht_gatt_server_is_drained(ht_virtual_device_gatt(air->linked));
}

static void set_in_reach(gpointer context, gboolean in_reach)
{
	Air *air = context;

	if (air->in_reach == in_reach)
		return;
	air->in_reach = in_reach;
	show_in_reach(air);
}

/* Its objects leave the bus. */
static void vanish(gpointer context)
{
	Air *air = context;

	set_in_reach(air, FALSE);
	for (guint i = 0; i < air->devices->len; i++)
		ht_virtual_device_remove(g_ptr_array_index(air->devices, i));
}

static HtVirtualAdapter *adapter_of_link(const Air *air)
{
	guint i = 0;

	if (air->linked)
		g_ptr_array_find(air->devices, air->linked, &i);
	return g_ptr_array_index(air->bluez->adapters, i);
}

static void fail(gpointer context, const HtFault *fault)
{
	Air *air = context;

	if (fault->kind == HT_FAULT_BLUEZ_RESTART) {
		stop(air->bluez);
		return;
	}
	if (fault->kind == HT_FAULT_ADAPTER_GONE) {
		air->unplugged = adapter_of_link(air);
		ht_virtual_adapter_unplug(air->unplugged);
		return;
	}
	for (guint i = 0; i < air->devices->len; i++) {
		HtVirtualDevice *device = g_ptr_array_index(air->devices, i);

		if (fault->kind == HT_FAULT_LATE_SERVICES)
			ht_virtual_device_delay_services(
			    device, (guint)(fault->amount * (air->bluez->prompt ? 100 : 1000)));
		else if (fault->kind == HT_FAULT_WRONG_MTU)
			ht_virtual_device_shrink_mtu(device);
		else if (fault->kind == HT_FAULT_BOND_LOST)
			ht_virtual_device_lose_key(device);
	}
}

static void repair(gpointer context, const HtFault *fault)
{
	Air *air = context;

	if (fault->kind == HT_FAULT_BLUEZ_RESTART)
		restart(air->bluez);
	if (fault->kind == HT_FAULT_ADAPTER_GONE && air->unplugged)
		ht_virtual_adapter_plug(g_steal_pointer(&air->unplugged));
}

HtRadio ht_virtual_bluez_add(HtVirtualBluez *bluez, const HtVirtualDeviceSettings *settings,
			     const HtGattHandlers *handlers, void (*unlinked)(gpointer user_data),
			     gpointer user_data)
{
	Air *air = g_new0(Air, 1);
	const HtVirtualDeviceEvents events = {
	    .user_data = air, .linked = on_linked, .unlinked = on_unlinked};

	air->bluez = bluez;
	air->in_reach = TRUE;
	air->unlinked = unlinked;
	air->user_data = user_data;
	air->devices = g_ptr_array_new();
	for (guint i = 0; i < bluez->adapters->len; i++)
		g_ptr_array_add(air->devices,
				ht_virtual_adapter_add(g_ptr_array_index(bluez->adapters, i),
						       settings, handlers, &events));
	g_ptr_array_add(bluez->airs, air);
	return (HtRadio){.context = air,
			 .send = send_packet,
			 .wait = wait_for_room,
			 .mtu = get_mtu,
			 .is_drained = is_drained,
			 .set_in_reach = set_in_reach,
			 .vanish = vanish,
			 .fail = fail,
			 .repair = repair};
}
