/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"
#include "programme/trust-words.h"

static guint64 lookup_count(GVariant *map, const char *key)
{
	g_autoptr(GVariant) value = g_variant_lookup_value(map, key, NULL);

	if (value && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
		return g_variant_get_uint32(value);
	if (value && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT64))
		return g_variant_get_uint64(value);
	return 0;
}

static const char *lookup_text(GVariant *map, const char *key)
{
	const char *text = "";

	g_variant_lookup(map, key, "&s", &text);
	return text;
}

static char *utc_text(gint64 utc_us)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);

	return time && utc_us ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup("-");
}

static char *count_text(GVariant *map, const char *key)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT, lookup_count(map, key));
}

/* A wearable without ECG has this stream for its single values alone. */
static const char *what_words(GVariant *stream)
{
	const char *what = lookup_text(stream, "what");

	return g_str_equal(what, "ecg") && lookup_count(stream, "samples_in") == 0 ? "-" : what;
}

static char **stream_row(GVariant *stream, GHashTable *names)
{
	const char *person = lookup_text(stream, "person");
	const char *name = g_hash_table_lookup(names, person);
	g_autofree char *in = count_text(stream, "samples_in");
	g_autofree char *stored = count_text(stream, "samples_stored");
	g_autofree char *dropped = count_text(stream, "samples_dropped");
	g_autofree char *bad = count_text(stream, "frames_bad");
	g_autofree char *battery = NULL;
	g_autofree char *until = NULL;
	gint64 until_us = 0;
	guint32 percent;

	g_variant_lookup(stream, "stored_until_utc_us", "x", &until_us);
	until = utc_text(until_us);
	if (g_variant_lookup(stream, "battery_percent", "u", &percent))
		battery = g_strdup_printf("%u %%", percent);
	return table_row(lookup_text(stream, "wearable"), name ? name : person, what_words(stream),
			 in, stored, dropped, bad, until, battery ? battery : "-",
			 ht_trust_words_of(lookup_text(stream, "trust")), NULL);
}

static void print_streams(GVariant *status, GHashTable *names)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GVariant) streams =
	    g_variant_lookup_value(status, "streams", G_VARIANT_TYPE("aa{sv}"));

	if (!streams || !g_variant_n_children(streams))
		return;
	g_ptr_array_add(rows, table_row("WEARABLE", "PERSON", "WHAT", "IN", "STORED", "DROPPED",
					"BAD FRAMES", "STORED UNTIL", "BATTERY", "TRUST", NULL));
	for (gsize i = 0; i < g_variant_n_children(streams); i++) {
		g_autoptr(GVariant) stream = g_variant_get_child_value(streams, i);

		g_ptr_array_add(rows, stream_row(stream, names));
	}
	g_print("\n");
	table_sort(rows);
	print_table(rows);
}

static const char *store_words(GVariant *status)
{
	g_autoptr(GVariant) sealed =
	    g_variant_lookup_value(status, "samples_sealed", G_VARIANT_TYPE_UINT64);
	gboolean locked = TRUE, failing = FALSE;

	g_variant_lookup(status, "locked", "b", &locked);
	g_variant_lookup(status, "store_failing", "b", &failing);
	if (locked && sealed)
		return failing ? "locked: recording sealed, but it cannot be written, records wait "
				 "in memory: unlock, or is the disk full?"
			       : "locked: recording sealed, unlock to see";
	if (locked)
		return "locked: run twinctl unlock; nothing is recorded until then";
	return failing ? "cannot be written, records wait in memory: is the disk full?" : "open";
}

/* NULL while the hub is locked: it does not tell. */
static const char *audit_words(GVariant *status)
{
	gboolean taken;

	if (!g_variant_lookup(status, "audit_key_taken", "b", &taken))
		return NULL;
	return taken ? "key taken"
		     : "key not taken: who takes over the hub can rewrite the past, run twinctl "
		       "audit key";
}

static void print_status(GVariant *status, GHashTable *names)
{
	g_autofree char *version = printable(lookup_text(status, "version"));
	g_autofree char *clock = printable(lookup_text(status, "clock"));
	const char *audit = audit_words(status);

	g_print("Hub        health-twind %s, %s clock\n", version, clock);
	g_print("Store      %s\n", store_words(status));
	if (audit)
		g_print("Audit      %s\n", audit);
	g_print("Persons    %" G_GUINT64_FORMAT "\n", lookup_count(status, "persons"));
	g_print("Wearables  %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " streaming\n",
		lookup_count(status, "wearables"), lookup_count(status, "streaming"));
	g_print("Samples    %" G_GUINT64_FORMAT " in, %" G_GUINT64_FORMAT
		" stored, %" G_GUINT64_FORMAT " dropped, %" G_GUINT64_FORMAT " bad frames\n",
		lookup_count(status, "samples_in"), lookup_count(status, "samples_stored"),
		lookup_count(status, "samples_dropped"), lookup_count(status, "frames_bad"));
	g_print("Memory     %.1f MB\n", (double)lookup_count(status, "resident_kb") / 1024);
	if (lookup_count(status, "sealed_bytes"))
		g_print("Sealed     %.1f MB wait for the unlock\n",
			(double)lookup_count(status, "sealed_bytes") / 1e6);
	print_streams(status, names);
}

int command_status(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl status",
					    .operands = "",
					    .summary = "Shows what the hub is doing.",
					    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autoptr(GVariant) status = NULL;
	g_autoptr(GHashTable) names = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub ||
	    !ht_hub1_call_get_status_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &status, NULL, &error)) {
		hub_print_error(error);
		return COMMAND_FAILED;
	}
	if (json) {
		print_json(status);
		return COMMAND_OK;
	}
	names = hub_person_names(hub);
	print_status(status, names);
	return COMMAND_OK;
}
