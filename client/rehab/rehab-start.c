/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl rehab start: a session of an exercise, told as it goes. */
#include "client/rehab/rehab.h"

#include "client/arguments.h"
#include "client/command.h"
#include "client/print.h"
#include "client/rehab/rehab-print.h"

struct session {
	struct rehab_printer printer;
	gboolean json;
};

static void print_end(JsonObject *line)
{
	JsonObject *summary = rehab_object(line, "summary");

	if (summary)
		rehab_print_summary(summary);
}

static gboolean take_line(gpointer context, JsonObject *line, const char *text)
{
	struct session *session = context;
	const char *state = rehab_text(line, "state");
	gboolean over = g_str_equal(state, "done") || g_str_equal(state, "stopped");

	if (session->json)
		g_print("%s\n", text);
	else if (g_str_equal(rehab_text(line, "type"), "repetition"))
		rehab_print_repetition(&session->printer, line);
	else
		rehab_print_state(&session->printer, line);
	if (over && !session->json)
		print_end(line);
	return !over;
}

static void print_json_summary(GVariant *summary)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(summary);
	g_autoptr(GVariant) typed = NULL;

	g_variant_dict_insert(&dict, "type", "s", "summary");
	typed = g_variant_ref_sink(g_variant_dict_end(&dict));
	print_json(typed);
}

/* Ctrl-C. */
static gboolean finish(HtHub1 *hub, const char *person, gboolean json, GError **error)
{
	g_autoptr(GVariant) summary = NULL;
	g_autoptr(JsonNode) node = NULL;

	if (!ht_hub1_call_finish_rehab_sync(hub, person, G_DBUS_CALL_FLAGS_NONE, -1, &summary, NULL,
					    error))
		return FALSE;
	if (json) {
		print_json_summary(summary);
		return TRUE;
	}
	g_print("\nFinished early.\n");
	node = json_gvariant_serialize(summary);
	rehab_print_summary(json_node_get_object(node));
	return TRUE;
}

static gboolean run(HtHub1 *hub, const struct hub_person *person, const char *exercise,
		    const struct rehab_options *options, GError **error)
{
	struct session session = {.json = options->json};
	const struct rehab_listener listener = {.line = take_line, .context = &session};
	gboolean interrupted = FALSE, ok;
	g_autofree char *id = NULL;
	int trace_fd;

	id = rehab_begin(hub, person, exercise, "exercise", options, &trace_fd, error);
	if (!id)
		return FALSE;
	ok = rehab_follow(trace_fd, id, &listener, &interrupted, error);
	rehab_printer_clear(&session.printer);
	if (ok && interrupted)
		return finish(hub, person->id, options->json, error);
	return ok;
}

int rehab_start(int argc, char **argv)
{
	g_auto(RehabOptions) chosen = {0};
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &chosen.person, "name or id (the only one)",
	     "PERSON"},
	    {"wearable", 0, 0, G_OPTION_ARG_STRING, &chosen.wearable,
	     "address of the sensor (the person's only one)", "ADDRESS"},
	    {"trunk", 0, 0, G_OPTION_ARG_STRING, &chosen.trunk,
	     "address of a second sensor, on the chest", "ADDRESS"},
	    {"side", 0, 0, G_OPTION_ARG_STRING, &chosen.side, "left or right", "SIDE"},
	    {"buzz", 0, 0, G_OPTION_ARG_STRING, &chosen.buzz,
	     "none, sets or all: at a fault as well (all)", "WHEN"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &chosen.json, "print the trace's lines as they come",
	     NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab start",
	    .operands = "EXERCISE",
	    .summary = "Does a session of an exercise and tells each repetition; Ctrl-C ends it "
		       "early.\nEXERCISE is a name of twinctl exercise list.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, chosen.person) &&
	     run(visit.hub, &visit.person, argv[1], &chosen, &visit.error);
	return hub_outcome(ok, visit.error);
}
