/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/account.h"
#include "client/agreed-until.h"
#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"

/* Takes a year as people write it. Returns FALSE for what is none. */
static gboolean read_year(const char *text, guint32 *year)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, 1850, 2200, &value, NULL))
		return FALSE;
	*year = (guint32)value;
	return TRUE;
}

/* A rate in beats a minute, or "usual". */
static gboolean add_limit(GVariantDict *settings, const char *key, const char *value)
{
	guint64 bpm = 0;

	if (!g_str_equal(value, "usual") &&
	    !g_ascii_string_to_unsigned(value, 10, 1, 999, &bpm, NULL)) {
		g_printerr("twinctl person: %s \"%s\" is no rate: write beats a minute, as 45, or "
			   "usual\n",
			   key, value);
		return FALSE;
	}
	g_variant_dict_insert(settings,
			      g_str_has_prefix(key, "brady") ? "brady_below" : "tachy_above", "u",
			      (guint32)bpm);
	return TRUE;
}

/* Adds one setting; the names are those of the options and of the bus alike. */
static gboolean add_setting(GVariantDict *settings, const char *key, const char *value)
{
	guint32 year;

	if (g_str_equal(key, "birth_year") || g_str_equal(key, "birth-year")) {
		if (!read_year(value, &year)) {
			g_printerr(
			    "twinctl person: birth year \"%s\" is no year: write it as 1958\n",
			    value);
			return FALSE;
		}
		g_variant_dict_insert(settings, "birth_year", "u", year);
		return TRUE;
	}
	if (g_str_equal(key, "name") || g_str_equal(key, "zone")) {
		if (!g_utf8_validate(value, -1, NULL)) {
			g_printerr("twinctl person: the %s is not UTF-8\n", key);
			return FALSE;
		}
		g_variant_dict_insert(settings, key, "s", value);
		return TRUE;
	}
	if (g_str_equal(key, "account")) {
		guint32 uid;

		if (!account_parse(value, &uid)) {
			g_printerr("twinctl person: there is no account \"%s\" on this machine: "
				   "give a user name or a number\n",
				   value);
			return FALSE;
		}
		g_variant_dict_insert(settings, "account", "u", uid);
		return TRUE;
	}
	if (g_str_equal(key, "brady-below") || g_str_equal(key, "tachy-above"))
		return add_limit(settings, key, value);
	g_printerr("twinctl person: there is no setting \"%s\": name, birth-year, zone, account, "
		   "brady-below and tachy-above are\n",
		   key);
	return FALSE;
}

/* The zone is the one that the person has after this very change. */
static gboolean add_capture_until(GVariantDict *settings, const char *text,
				  const struct hub_person *person, GError **error)
{
	const char *zone = person->zone;
	gint64 utc_us;

	g_variant_dict_lookup(settings, "zone", "&s", &zone);
	if (!agreed_until_parse(text, "--capture-until", zone, &utc_us, error))
		return FALSE;
	g_variant_dict_insert(settings, "capture_until", "x", utc_us);
	return TRUE;
}

static int run_add(int argc, char **argv)
{
	g_autofree char *year = NULL;
	g_autofree char *zone = NULL;
	g_autofree char *account = NULL;
	const GOptionEntry options[] = {
	    {"account", 0, 0, G_OPTION_ARG_STRING, &account,
	     "whose person this is, instead of the caller's", "USER"},
	    {"birth-year", 0, 0, G_OPTION_ARG_STRING, &year, "year of birth", "Y"},
	    {"zone", 0, 0, G_OPTION_ARG_STRING, &zone, "time zone, as in Europe/Vienna", "Z"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl person add",
					    .operands = "NAME",
					    .summary = "Adds a person and prints the new id.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_autoptr(GVariantDict) settings = g_variant_dict_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *id = NULL;

	if (!arguments_parse(&arguments, &argc, &argv) || !add_setting(settings, "name", argv[1]) ||
	    (year && !add_setting(settings, "birth_year", year)) ||
	    (zone && !add_setting(settings, "zone", zone)) ||
	    (account && !add_setting(settings, "account", account)))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_add_person_sync(hub, g_variant_dict_end(settings),
						  G_DBUS_CALL_FLAGS_NONE, -1, &id, NULL, &error))
		return hub_outcome(FALSE, error);
	g_print("%s\n", id);
	return COMMAND_OK;
}

static int run_set(int argc, char **argv)
{
	g_autofree char *capture_until = NULL, *brady_below = NULL, *tachy_above = NULL;
	const GOptionEntry options[] = {
	    {"brady-below", 0, 0, G_OPTION_ARG_STRING, &brady_below,
	     "tell of a heart slower than this; usual = by age", "RATE"},
	    {"tachy-above", 0, 0, G_OPTION_ARG_STRING, &tachy_above,
	     "tell of a heart faster than this; usual = by age", "RATE"},
	    {"capture-until", 0, 0, G_OPTION_ARG_STRING, &capture_until,
	     "the person agrees to captures up to and with this day; none = to none", "DATE"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl person set",
	    .operands = "PERSON [KEY=VALUE...]",
	    .summary = "Changes settings of a person: name, birth-year, zone, account.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = -1};
	g_autoptr(GVariantDict) settings = g_variant_dict_new(NULL);
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	for (int i = 2; i < argc; i++) {
		g_auto(GStrv) parts = g_strsplit(argv[i], "=", 2);

		if (!parts[0] || !parts[1]) {
			g_printerr("twinctl person set: \"%s\" is not KEY=VALUE\n", argv[i]);
			return COMMAND_USAGE;
		}
		if (!add_setting(settings, parts[0], parts[1]))
			return COMMAND_USAGE;
	}
	if ((brady_below && !add_setting(settings, "brady-below", brady_below)) ||
	    (tachy_above && !add_setting(settings, "tachy-above", tachy_above)))
		return COMMAND_USAGE;
	if (argc < 3 && !capture_until && !brady_below && !tachy_above) {
		g_printerr("twinctl person set: nothing to set: give KEY=VALUE, --brady-below, "
			   "--tachy-above or --capture-until\n");
		return COMMAND_USAGE;
	}
	ok = hub_visit(&visit, argv[1]) &&
	     (!capture_until ||
	      add_capture_until(settings, capture_until, &visit.person, &visit.error)) &&
	     ht_hub1_call_set_person_sync(visit.hub, visit.person.id, g_variant_dict_end(settings),
					  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

/* What was set: "45 to 120", "from 45", "up to 120"; "-" = usual for the age. */
static char *limits_text(GVariant *person)
{
	guint32 below = 0, above = 0;

	g_variant_lookup(person, "brady_below", "u", &below);
	g_variant_lookup(person, "tachy_above", "u", &above);
	if (below && above)
		return g_strdup_printf("%u to %u", below, above);
	if (below)
		return g_strdup_printf("from %u", below);
	return above ? g_strdup_printf("up to %u", above) : g_strdup("-");
}

static char **person_row(GVariant *person)
{
	const char *id = "", *name = "", *zone = "";
	g_autofree char *born = NULL;
	g_autofree char *captures = NULL;
	g_autofree char *limits = NULL;
	gint64 capture_until_us = 0;
	guint32 year = 0;

	g_variant_lookup(person, "person", "&s", &id);
	g_variant_lookup(person, "name", "&s", &name);
	g_variant_lookup(person, "zone", "&s", &zone);
	if (g_variant_lookup(person, "birth_year", "u", &year) && year)
		born = g_strdup_printf("%u", year);
	g_variant_lookup(person, "capture_until", "x", &capture_until_us);
	captures = agreed_until_text(capture_until_us, zone);
	limits = limits_text(person);
	return table_row(id, name, born ? born : "-", zone[0] ? zone : "-", limits, captures, NULL);
}

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl person list",
					    .operands = "",
					    .summary = "Lists the persons of this hub.",
					    .options = options};
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autoptr(GVariant) persons = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_list_persons_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &persons, NULL,
						    &error))
		return hub_outcome(FALSE, error);
	if (json) {
		print_json(persons);
		return COMMAND_OK;
	}
	g_ptr_array_add(rows, table_row("PERSON", "NAME", "BORN", "ZONE", "HEART RATE",
					"CAPTURES UNTIL", NULL));
	for (gsize i = 0; i < g_variant_n_children(persons); i++) {
		g_autoptr(GVariant) person = g_variant_get_child_value(persons, i);

		g_ptr_array_add(rows, person_row(person));
	}
	print_table(rows);
	return COMMAND_OK;
}

int command_person(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"add", "add a person", run_add},
	    {"set", "change a person's settings", run_set},
	    {"list", "list the persons", run_list},
	};

	return command_dispatch("twinctl person", commands, G_N_ELEMENTS(commands), argc, argv);
}
