/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/discovery.h"

#include "ble/link/offer.h"

enum { RETRY_S = 10 };

struct _HtDiscovery {
	HtObjects *objects;
	GPtrArray *scanners;
	gboolean wanted;
	GSourceOnceFunc paused;
	gpointer context;
	guint retry;
};

typedef enum { SCANNER_OFF, SCANNER_STARTING, SCANNER_ON, SCANNER_STOPPING } ScannerState;

/* One adapter. */
typedef struct {
	HtDiscovery *discovery;
	BluezAdapter1 *adapter;
	GCancellable *cancellable;
	ScannerState state;
	gboolean refused; /* wait before the next try */
} Scanner;

static void step(Scanner *scanner);

static void scanner_free(gpointer data)
{
	Scanner *scanner = data;

	g_cancellable_cancel(scanner->cancellable);
	g_object_unref(scanner->cancellable);
	g_object_unref(scanner->adapter);
	g_free(scanner);
}

HtDiscovery *ht_discovery_new(HtObjects *objects)
{
	HtDiscovery *discovery = g_new0(HtDiscovery, 1);

	discovery->objects = objects;
	discovery->scanners = g_ptr_array_new_with_free_func(scanner_free);
	return discovery;
}

void ht_discovery_free(HtDiscovery *discovery)
{
	g_clear_handle_id(&discovery->retry, g_source_remove);
	g_ptr_array_unref(discovery->scanners);
	g_free(discovery);
}

static void tell_if_paused(HtDiscovery *discovery)
{
	GSourceOnceFunc paused = discovery->paused;

	if (!paused)
		return;
	for (guint i = 0; i < discovery->scanners->len; i++) {
		const Scanner *scanner = discovery->scanners->pdata[i];

		if (scanner->state != SCANNER_OFF)
			return;
	}
	discovery->paused = NULL;
	paused(discovery->context);
}

static void enter_state(Scanner *scanner, ScannerState state)
{
	HtDiscovery *discovery = scanner->discovery;

	scanner->state = state;
	step(scanner);
	tell_if_paused(discovery);
}

static gboolean on_retry(gpointer data)
{
	HtDiscovery *discovery = data;

	discovery->retry = 0;
	for (guint i = 0; i < discovery->scanners->len; i++)
		((Scanner *)discovery->scanners->pdata[i])->refused = FALSE;
	for (guint i = 0; i < discovery->scanners->len; i++)
		step(discovery->scanners->pdata[i]);
	return G_SOURCE_REMOVE;
}

static gboolean is_in_progress(const GError *error)
{
	g_autofree char *name = g_dbus_error_get_remote_error(error);

	return g_strcmp0(name, "org.bluez.Error.InProgress") == 0;
}

static void on_started(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Scanner *scanner = data;

	bluez_adapter1_call_start_discovery_finish(BLUEZ_ADAPTER1(source), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (!error || is_in_progress(error)) {
		enter_state(scanner, SCANNER_ON);
		return;
	}
	g_message("%s does not scan: %s", g_dbus_proxy_get_object_path(G_DBUS_PROXY(source)),
		  error->message);
	scanner->refused = TRUE;
	if (!scanner->discovery->retry)
		scanner->discovery->retry =
		    g_timeout_add_seconds(RETRY_S, on_retry, scanner->discovery);
	enter_state(scanner, SCANNER_OFF);
}

static void on_filtered(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Scanner *scanner = data;

	bluez_adapter1_call_set_discovery_filter_finish(BLUEZ_ADAPTER1(source), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	/* Unfiltered it finds more than we look for; we look at each device's services anyway. */
	if (error)
		g_message("the scan cannot be narrowed: %s", error->message);
	bluez_adapter1_call_start_discovery(scanner->adapter, G_DBUS_CALL_FLAGS_NONE, -1,
					    scanner->cancellable, on_started, scanner);
}

/* Failing to stop means that there was nothing to stop: the adapter was switched off. */
static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;

	bluez_adapter1_call_stop_discovery_finish(BLUEZ_ADAPTER1(source), result, &error);
	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		enter_state(data, SCANNER_OFF);
}

/* Once, though several rows may share a service. */
static void look_for(GPtrArray *uuids, const char *uuid)
{
	if (!g_ptr_array_find_with_equal_func(uuids, uuid, g_str_equal, NULL))
		g_ptr_array_add(uuids, (gpointer)uuid);
}

/* (transfer container) (element-type utf8) Also the services themselves, as other firmware may
 * advertise them. */
static GPtrArray *looked_for(void)
{
	GPtrArray *uuids = g_ptr_array_new();

	for (guint i = 0; i < drivers_count; i++) {
		if (!drivers[i].finds)
			continue;
		look_for(uuids, driver_advertised_uuid(&drivers[i]));
		look_for(uuids, drivers[i].service_uuid);
	}
	return uuids;
}

static GVariant *filter(void)
{
	g_autoptr(GPtrArray) uuids = looked_for();
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert_value(
	    &dict, "UUIDs",
	    g_variant_new_strv((const gchar *const *)uuids->pdata, (gssize)uuids->len));
	g_variant_dict_insert(&dict, "Transport", "s", "le");
	return g_variant_dict_end(&dict);
}

/* Does the next thing towards what is wanted, unless a call is under way. */
static void step(Scanner *scanner)
{
	gboolean wanted = scanner->discovery->wanted;

	if (scanner->state == SCANNER_OFF && wanted && !scanner->refused) {
		scanner->state = SCANNER_STARTING;
		bluez_adapter1_call_set_discovery_filter(
		    scanner->adapter, filter(), G_DBUS_CALL_FLAGS_NONE, -1, scanner->cancellable,
		    on_filtered, scanner);
	} else if (scanner->state == SCANNER_ON && !wanted) {
		scanner->state = SCANNER_STOPPING;
		bluez_adapter1_call_stop_discovery(scanner->adapter, G_DBUS_CALL_FLAGS_NONE, -1,
						   scanner->cancellable, on_stopped, scanner);
	}
}

static gboolean holds(GPtrArray *adapters, BluezAdapter1 *adapter)
{
	return g_ptr_array_find(adapters, adapter, NULL);
}

static gboolean is_scanned(HtDiscovery *discovery, BluezAdapter1 *adapter)
{
	for (guint i = 0; i < discovery->scanners->len; i++) {
		if (((Scanner *)discovery->scanners->pdata[i])->adapter == adapter)
			return TRUE;
	}
	return FALSE;
}

static void add_scanner(HtDiscovery *discovery, BluezAdapter1 *adapter)
{
	Scanner *scanner = g_new0(Scanner, 1);

	scanner->discovery = discovery;
	scanner->adapter = g_object_ref(adapter);
	scanner->cancellable = g_cancellable_new();
	g_ptr_array_add(discovery->scanners, scanner);
	step(scanner);
}

/* One that is told to be off may be on again, and our call to start may have come to it only then.
 */
static void stop_anyway(const Scanner *scanner)
{
	if (scanner->state != SCANNER_OFF)
		bluez_adapter1_call_stop_discovery(scanner->adapter, G_DBUS_CALL_FLAGS_NONE, -1,
						   NULL, NULL, NULL);
}

void ht_discovery_refresh(HtDiscovery *discovery)
{
	g_autoptr(GPtrArray) adapters = ht_objects_adapters(discovery->objects);

	for (guint i = discovery->scanners->len; i > 0; i--) {
		Scanner *scanner = discovery->scanners->pdata[i - 1];

		if (holds(adapters, scanner->adapter))
			continue;
		stop_anyway(scanner);
		g_ptr_array_remove_index(discovery->scanners, i - 1);
	}
	for (guint i = 0; i < adapters->len; i++) {
		if (!is_scanned(discovery, adapters->pdata[i]))
			add_scanner(discovery, adapters->pdata[i]);
	}
	tell_if_paused(discovery);
}

static void set_wanted(HtDiscovery *discovery, gboolean wanted)
{
	discovery->wanted = wanted;
	for (guint i = 0; i < discovery->scanners->len; i++)
		step(discovery->scanners->pdata[i]);
}

void ht_discovery_resume(HtDiscovery *discovery)
{
	discovery->paused = NULL;
	set_wanted(discovery, TRUE);
}

void ht_discovery_pause(HtDiscovery *discovery, GSourceOnceFunc paused, gpointer context)
{
	discovery->paused = paused;
	discovery->context = context;
	set_wanted(discovery, FALSE);
	tell_if_paused(discovery);
}
