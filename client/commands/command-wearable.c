/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"
#include "client/wearable-control.h"
#include "programme/trust-words.h"

/* Addresses are written in capitals on the bus, by people in any way. */
static char *address_of(const char *text)
{
	return g_ascii_strup(text, -1);
}

typedef gboolean (*AddressCall)(HtHub1 *hub, const char *address, GDBusCallFlags flags,
				gint timeout_ms, GCancellable *cancellable, GError **error);

static int run_on_address(const struct arguments *arguments, AddressCall call, int argc,
			  char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *address = NULL;

	if (!arguments_parse(arguments, &argc, &argv))
		return COMMAND_USAGE;
	address = address_of(argv[1]);
	hub = hub_connect(&error);
	if (!hub || !call(hub, address, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error))
		return hub_outcome(FALSE, error);
	return COMMAND_OK;
}

static int run_enroll(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl wearable enroll",
	    .operands = "ADDRESS",
	    .summary = "Lets the hub connect to this wearable whenever it sees it.",
	    .operands_min = 1,
	    .operands_max = 1};

	return run_on_address(&arguments, ht_hub1_call_enroll_wearable_sync, argc, argv);
}

static int run_assign(int argc, char **argv)
{
	gboolean nobody = FALSE, ok;
	const GOptionEntry options[] = {
	    {"nobody", 0, 0, G_OPTION_ARG_NONE, &nobody, "take it from its person", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl wearable assign",
	    .operands = "ADDRESS PERSON",
	    .summary = "Says whose samples the wearable gives from now on.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 2};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *address = NULL;
	g_auto(HubPerson) person = {0};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if ((argc == 3) == nobody) {
		g_printerr("twinctl wearable assign: give either a person or --nobody\n");
		return COMMAND_USAGE;
	}
	address = address_of(argv[1]);
	hub = hub_connect(&error);
	ok = hub && (nobody || hub_find_person(hub, argv[2], &person, &error)) &&
	     ht_hub1_call_assign_wearable_sync(hub, address, nobody ? "" : person.id,
					       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
	return hub_outcome(ok, error);
}

static int run_forget(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl wearable forget",
	    .operands = "ADDRESS",
	    .summary = "Lets go of a wearable; what it has given stays stored.",
	    .operands_min = 1,
	    .operands_max = 1};

	return run_on_address(&arguments, ht_hub1_call_forget_wearable_sync, argc, argv);
}

/* (transfer full) "authentic", "open", "suspect: its clock ..."; "-" where nothing is asked of it.
 */
static char *trust_words(GVariant *wearable, gboolean enrolled)
{
	g_autofree const char **reasons = NULL;
	const char *trust = "";
	GString *words;

	g_variant_lookup(wearable, "trust", "&s", &trust);
	g_variant_lookup(wearable, "trust_reasons", "^a&s", &reasons);
	if (!enrolled)
		return g_strdup("-");
	words = g_string_new(ht_trust_words_of(trust));
	for (gsize i = 0; reasons && reasons[i]; i++)
		g_string_append_printf(words, "%s%s", i ? "; " : ": ",
				       ht_trust_reason_words_of(reasons[i]));
	return g_string_free(words, FALSE);
}

static char **wearable_row(GVariant *wearable, GHashTable *names)
{
	const char *address = "", *name = "", *state = "", *person = "", *owner;
	g_autofree char *trust = NULL;
	gboolean enrolled = FALSE;

	g_variant_lookup(wearable, "address", "&s", &address);
	g_variant_lookup(wearable, "name", "&s", &name);
	g_variant_lookup(wearable, "state", "&s", &state);
	g_variant_lookup(wearable, "person", "&s", &person);
	g_variant_lookup(wearable, "enrolled", "b", &enrolled);
	owner = g_hash_table_lookup(names, person);
	if (!owner)
		owner = person[0] ? person : "nobody";
	trust = trust_words(wearable, enrolled);
	return table_row(address, name[0] ? name : "-", enrolled ? "yes" : "no", state, owner,
			 trust, NULL);
}

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl wearable list",
					    .operands = "",
					    .summary =
						"Lists the wearables found by radio or enrolled.",
					    .options = options};
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autoptr(GVariant) wearables = NULL;
	g_autoptr(GHashTable) names = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_list_wearables_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &wearables,
						      NULL, &error))
		return hub_outcome(FALSE, error);
	if (json) {
		print_json(wearables);
		return COMMAND_OK;
	}
	names = hub_person_names(hub);
	g_ptr_array_add(rows,
			table_row("ADDRESS", "NAME", "ENROLLED", "STATE", "PERSON", "TRUST", NULL));
	for (gsize i = 0; i < g_variant_n_children(wearables); i++) {
		g_autoptr(GVariant) wearable = g_variant_get_child_value(wearables, i);

		g_ptr_array_add(rows, wearable_row(wearable, names));
	}
	table_sort(rows);
	print_table(rows);
	return COMMAND_OK;
}

int command_wearable(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"list", "list the wearables", run_list},
	    {"enroll", "let the hub connect to a wearable", run_enroll},
	    {"assign", "say whose samples it gives", run_assign},
	    {"forget", "let go of a wearable", run_forget},
	    {"pair", "pair with it, so that it can be authentic", wearable_pair},
	    {"set", "say what it streams", wearable_set},
	    {"buzz", "let it buzz", wearable_buzz},
	};

	return command_dispatch("twinctl wearable", commands, G_N_ELEMENTS(commands), argc, argv);
}
