/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/hub.h"

#include <gio/gunixfdlist.h>

#include "client/command.h"
#include "common/glib/ht-error.h"

#define BUS_NAME   "org.healthtwin.Hub1"
#define OBJECT     "/org/healthtwin/Hub1"
#define TIMEOUT_MS 120000 /* a passphrase takes its time on a small machine */

/* The bus knows the hub's name but could not start it: the unit is not enabled, or it failed. */
static gboolean could_not_be_started(const GError *error)
{
	g_autofree char *name = g_dbus_error_get_remote_error(error);

	return name && (g_str_has_prefix(name, "org.freedesktop.DBus.Error.Spawn.") ||
			g_str_has_prefix(name, "org.freedesktop.systemd1."));
}

static gboolean daemon_is_absent(const GError *error)
{
	return could_not_be_started(error) ||
	       g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
	       g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
	       g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
	       g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

void hub_print_error(const GError *error)
{
	g_autoptr(GError) plain = g_error_copy(error);

	g_dbus_error_strip_remote_error(plain);
	/* A remote text may be anything: it stays one line. */
	g_strdelimit(plain->message, "\n\r\033", ' ');
	if (g_error_matches(error, HT_ERROR, HT_ERROR_LOCKED))
		g_printerr("twinctl: the hub is locked: run twinctl unlock\n");
	else if (daemon_is_absent(error))
		g_printerr("twinctl: health-twind is not running: start it with systemctl start "
			   "health-twind\n");
	else if (g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
		g_printerr(
		    "twinctl: you may not call the hub: ask its owner to add you to the group "
		    "health-twin\n");
	else
		g_printerr("twinctl: %s\n", plain->message);
}

int hub_outcome(gboolean ok, const GError *error)
{
	if (error)
		hub_print_error(error);
	return ok ? COMMAND_OK : COMMAND_FAILED;
}

static GDBusConnection *connect_bus(GError **error)
{
	const char *address = g_getenv(HUB_BUS_ADDRESS_ENV);
	GDBusConnection *bus;

	if (address && address[0])
		bus = g_dbus_connection_new_for_address_sync(
		    address,
		    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
			G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
		    NULL, NULL, error);
	else
		bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, error);
	if (!bus)
		g_prefix_error(error, "no connection to the %s bus: ",
			       address && address[0] ? "given" : "system");
	else
		/* The hub may go away: that is an error to print, not a reason to be killed. */
		g_dbus_connection_set_exit_on_close(bus, FALSE);
	return bus;
}

HtHub1 *hub_connect(GError **error)
{
	g_autoptr(GDBusConnection) bus = NULL;
	g_autoptr(HtHub1) hub = NULL;

	/* The domain must be registered before the first remote error is read. */
	(void)ht_error_quark();
	bus = connect_bus(error);
	if (!bus)
		return NULL;
	hub = ht_hub1_proxy_new_sync(bus,
				     G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
					 G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
				     BUS_NAME, OBJECT, NULL, error);
	if (!hub)
		return NULL;
	g_dbus_proxy_set_default_timeout(G_DBUS_PROXY(hub), TIMEOUT_MS);
	return g_steal_pointer(&hub);
}

void hub_person_clear(struct hub_person *person)
{
	g_free(person->id);
	g_free(person->name);
	g_free(person->zone);
	*person = (struct hub_person){0};
}

static void take_person(GVariant *entry, struct hub_person *person)
{
	hub_person_clear(person);
	if (!g_variant_lookup(entry, "person", "s", &person->id))
		person->id = g_strdup("");
	if (!g_variant_lookup(entry, "name", "s", &person->name))
		person->name = g_strdup("");
	if (!g_variant_lookup(entry, "zone", "s", &person->zone))
		person->zone = g_strdup("");
	g_variant_lookup(entry, "birth_year", "u", &person->birth_year);
}

static gboolean says_person(GVariant *entry, const char *text)
{
	const char *id = "", *name = "";

	g_variant_lookup(entry, "person", "&s", &id);
	g_variant_lookup(entry, "name", "&s", &name);
	return !text || g_str_equal(id, text) || g_str_equal(name, text);
}

static void set_person_error(const char *text, guint matches, GError **error)
{
	if (matches && text)
		g_set_error_literal(
		    error, HT_ERROR, HT_ERROR_INVALID,
		    "several persons have that name: give the id that twinctl person "
		    "list shows");
	else if (matches)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "there are several persons: say which one");
	else if (text)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "there is no such person: see twinctl person list");
	else
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "there is no person yet: run twinctl person add NAME");
}

gboolean hub_find_person(HtHub1 *hub, const char *text, struct hub_person *person, GError **error)
{
	g_autoptr(GVariant) persons = NULL;
	GVariantIter iter;
	GVariant *entry;
	guint matches = 0;

	if (!ht_hub1_call_list_persons_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &persons, NULL, error))
		return FALSE;
	g_variant_iter_init(&iter, persons);
	while ((entry = g_variant_iter_next_value(&iter))) {
		if (says_person(entry, text)) {
			take_person(entry, person);
			matches++;
		}
		g_variant_unref(entry);
		if (text && matches && g_str_equal(person->id, text))
			return TRUE;
	}
	if (matches == 1)
		return TRUE;
	hub_person_clear(person);
	set_person_error(text, matches, error);
	return FALSE;
}

gboolean hub_visit(struct hub_visit *visit, const char *text)
{
	visit->hub = hub_connect(&visit->error);
	return visit->hub && hub_find_person(visit->hub, text, &visit->person, &visit->error);
}

void hub_visit_clear(struct hub_visit *visit)
{
	g_clear_object(&visit->hub);
	hub_person_clear(&visit->person);
	g_clear_error(&visit->error);
}

GHashTable *hub_person_names(HtHub1 *hub)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GVariant) persons = NULL;

	if (!ht_hub1_call_list_persons_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &persons, NULL, NULL))
		return names;
	for (gsize i = 0; i < g_variant_n_children(persons); i++) {
		g_autoptr(GVariant) person = g_variant_get_child_value(persons, i);
		char *id = NULL, *name = NULL;

		if (g_variant_lookup(person, "person", "s", &id) &&
		    g_variant_lookup(person, "name", "s", &name))
			g_hash_table_replace(names, id, name);
		else
			g_free(id);
	}
	return names;
}

static int take_descriptor(GUnixFDList *fds, GVariant *handle, GError **error)
{
	if (!fds) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "the hub sent no descriptor: is the bus remote?");
		return -1;
	}
	return g_unix_fd_list_get(fds, g_variant_get_handle(handle), error);
}

int hub_open_live(HtHub1 *hub, const char *person, GError **error)
{
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) trace = NULL;

	if (!ht_hub1_call_open_live_sync(hub, person, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &trace,
					 &fds, NULL, error))
		return -1;
	return take_descriptor(fds, trace, error);
}

int hub_open_capture(HtHub1 *hub, const char *person, GError **error)
{
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) capture = NULL;
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	if (!ht_hub1_call_open_capture_sync(hub, person, g_variant_dict_end(&options),
					    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &capture, &fds, NULL,
					    error))
		return -1;
	return take_descriptor(fds, capture, error);
}

int hub_read_records(HtHub1 *hub, const char *person, const char *const *what, gint64 start_utc_us,
		     gint64 end_utc_us, GError **error)
{
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) lines = NULL;

	if (!ht_hub1_call_export_records_sync(hub, person, what, start_utc_us, end_utc_us,
					      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &lines, &fds, NULL,
					      error))
		return -1;
	return take_descriptor(fds, lines, error);
}
