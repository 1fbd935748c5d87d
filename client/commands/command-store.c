/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"

/* A check of a year of data takes a while on a small board. */
enum { LONG_MS = 30 * 60 * 1000 };

static guint64 number_of(GVariant *dict, const char *key)
{
	guint64 number = 0;

	g_variant_lookup(dict, key, "t", &number);
	return number;
}

static gboolean is_set(GVariant *dict, const char *key)
{
	gboolean set = FALSE;

	g_variant_lookup(dict, key, "b", &set);
	return set;
}

static void add_size(GPtrArray *rows, const char *name, guint64 bytes, const char *note)
{
	g_autofree char *size = g_format_size_full(bytes, G_FORMAT_SIZE_IEC_UNITS);
	g_autofree char *text = g_strdup_printf("%s%s", size, note);

	g_ptr_array_add(rows, table_row(name, text, NULL));
}

static void add_days(GPtrArray *rows, GVariant *store, const char *name, const char *key)
{
	g_autofree char *text = NULL;
	guint32 days = 0;

	g_variant_lookup(store, key, "u", &days);
	text = days > 0 ? g_strdup_printf("%u days", days) : g_strdup("for ever");
	g_ptr_array_add(rows, table_row(name, text, NULL));
}

static void print_losses(HtHub1 *hub, GVariant *losses)
{
	g_autoptr(GHashTable) names = hub_person_names(hub);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows, table_row("LOST OF", "DAY", "ENTRIES", NULL));
	for (gsize i = 0; i < g_variant_n_children(losses); i++) {
		g_autoptr(GVariant) loss = g_variant_get_child_value(losses, i);
		g_autofree char *entries =
		    g_strdup_printf("%" G_GUINT64_FORMAT, number_of(loss, "entries"));
		const char *person = "", *month = NULL, *day = NULL, *name;

		g_variant_lookup(loss, "person", "&s", &person);
		g_variant_lookup(loss, "month", "&s", &month);
		g_variant_lookup(loss, "day", "&s", &day);
		name = g_hash_table_lookup(names, person);
		/* Of somebody whom this account may not know no month is told. */
		if (!day && month)
			day = *month ? month : "documents";
		if (!name)
			name = *person ? person : "?";
		g_ptr_array_add(rows, table_row(name, day ? day : "?", entries, NULL));
	}
	print_table(rows);
}

static void print_store(HtHub1 *hub, GVariant *store)
{
	g_autoptr(GVariant) lost = g_variant_lookup_value(store, "lost", G_VARIANT_TYPE("aa{sv}"));
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	guint64 quota = number_of(store, "quota_bytes");
	const char *why = "";

	g_variant_lookup(store, "why", "&s", &why);
	g_ptr_array_add(rows, table_row("STORE", "", NULL));
	add_size(rows, "used", number_of(store, "used_bytes"), "");
	add_size(rows, "free", number_of(store, "free_bytes"),
		 is_set(store, "low") ? " - nearly full" : "");
	if (quota > 0)
		add_size(rows, "quota", quota,
			 is_set(store, "drop_oldest") ? ", the oldest waveforms go first" : "");
	add_days(rows, store, "waveforms kept", "waveform_days");
	add_days(rows, store, "motion kept", "motion_days");
	add_days(rows, store, "findings kept", "findings_days");
	add_days(rows, store, "values kept", "values_days");
	g_ptr_array_add(rows, table_row("fresh", is_set(store, "fresh") ? "yes" : why, NULL));
	print_table(rows);
	if (lost && g_variant_n_children(lost) > 0)
		print_losses(hub, lost);
}

static int run_status(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl store status",
	    .operands = "",
	    .summary = "Shows how large the store is, what is kept, and whether it is fresh.",
	    .options = options};
	g_autoptr(GVariant) store = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub ||
	    !ht_hub1_call_get_store_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &store, NULL, &error))
		return hub_outcome(FALSE, error);
	if (json)
		print_json(store);
	else
		print_store(hub, store);
	return COMMAND_OK;
}

/* (transfer full) NULL = nothing is missing. */
static GVariant *losses_of(GVariant *findings)
{
	GVariant *losses = g_variant_lookup_value(findings, "losses", G_VARIANT_TYPE("aa{sv}"));

	if (losses && g_variant_n_children(losses) == 0)
		g_clear_pointer(&losses, g_variant_unref);
	return losses;
}

/* The same verdict in words and as JSON. */
static int verdict_of(GVariant *findings)
{
	g_autoptr(GVariant) losses = losses_of(findings);

	return losses || is_set(findings, "damaged") || is_set(findings, "stale") ? COMMAND_FAILED
										  : COMMAND_OK;
}

/* The verdict, in one line, and what to do. */
static int print_findings(HtHub1 *hub, GVariant *findings)
{
	g_autoptr(GVariant) losses = losses_of(findings);
	gboolean damaged = is_set(findings, "damaged");
	gboolean stale = is_set(findings, "stale");

	if (losses)
		print_losses(hub, losses);
	if (verdict_of(findings) == COMMAND_OK) {
		g_print("%" G_GUINT64_FORMAT " records and %" G_GUINT64_FORMAT
			" documents: all that was written, as it was written\n",
			number_of(findings, "records"), number_of(findings, "documents"));
		return COMMAND_OK;
	}
	if (damaged)
		g_printerr("twinctl: the store is damaged: back it up, then restart the hub, which "
			   "saves what can be read\n");
	if (stale)
		g_printerr("twinctl: the store is not what was written last: somebody put back an "
			   "older one or changed it; if it was you, twinctl store accept\n");
	if (!damaged && !stale)
		g_printerr("twinctl: some of what was written is missing\n");
	return COMMAND_FAILED;
}

static int run_check(int argc, char **argv)
{
	gboolean json = FALSE, quick = FALSE;
	const GOptionEntry options[] = {
	    {"quick", 0, 0, G_OPTION_ARG_NONE, &quick, "count only; open no seal", NULL},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl store check",
	    .operands = "",
	    .summary = "Compares everything stored with what was written; says what is missing.",
	    .options = options};
	g_autoptr(GVariant) findings = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_check_store_sync(hub, !quick, G_DBUS_CALL_FLAGS_NONE, LONG_MS,
						   &findings, NULL, &error))
		return hub_outcome(FALSE, error);
	if (!json)
		return print_findings(hub, findings);
	print_json(findings);
	return verdict_of(findings);
}

static int run_accept(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl store accept",
	    .operands = "",
	    .summary = "Takes a stale store as it is: after you put back a backup yourself."};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub ||
	    !ht_hub1_call_accept_store_sync(hub, G_DBUS_CALL_FLAGS_NONE, LONG_MS, NULL, &error))
		return hub_outcome(FALSE, error);
	return COMMAND_OK;
}

int command_store(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"status", "how large it is, what is kept", run_status},
	    {"check", "is everything there that was written", run_check},
	    {"accept", "take a stale store as it is", run_accept},
	};

	return command_dispatch("twinctl store", commands, G_N_ELEMENTS(commands), argc, argv);
}
