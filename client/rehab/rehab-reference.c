/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl rehab record-reference: the person's own reference, under supervision. */
#include "client/rehab/rehab.h"

#include <math.h>
#include <stdio.h>

#include "client/arguments.h"
#include "client/command.h"
#include "client/rehab/rehab-print.h"

enum { ACCEPTED_MAX = 5 };

struct recording {
	HtHub1 *hub;
	const char *person;
	struct rehab_printer printer;
	const char *accept; /* as given; NULL = it is asked for */
	guint candidates;
	gboolean json, kept, given_up;
	GError *error; /* of an acceptance that was given before */
};

/* NULL with *problem: what is no list of numbers. (transfer full) au */
static GVariant *parse_numbers(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
	GVariantBuilder numbers;
	guint count = 0;

	g_variant_builder_init(&numbers, G_VARIANT_TYPE("au"));
	for (guint i = 0; words[i]; i++) {
		guint64 number;

		if (!*words[i])
			continue;
		if (!g_ascii_string_to_unsigned(words[i], 10, 1, G_MAXUINT32, &number, NULL) ||
		    ++count > ACCEPTED_MAX) {
			g_variant_builder_clear(&numbers);
			return NULL;
		}
		g_variant_builder_add(&numbers, "u", (guint32)number);
	}
	return g_variant_ref_sink(g_variant_builder_end(&numbers));
}

static guint highest(GVariant *numbers)
{
	guint most = 0;

	for (gsize i = 0; i < g_variant_n_children(numbers); i++) {
		guint32 number;

		g_variant_get_child(numbers, i, "u", &number);
		most = MAX(most, number);
	}
	return most;
}

static gboolean accept_numbers(struct recording *r, GVariant *numbers, GError **error)
{
	r->kept = ht_hub1_call_accept_reference_sync(r->hub, r->person, numbers,
						     G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
	return r->kept;
}

static void print_candidate(struct recording *r, JsonObject *line)
{
	g_clear_pointer(&r->printer.word, g_free);
	g_print("  Repetition %.0f: %.0f degrees in %.1f s.\n", rehab_number(line, "number"),
		rehab_number(line, "rom_deg"), rehab_number(line, "duration_s"));
	if (!r->accept && r->candidates == 1)
		g_print("  Type the numbers of those that were done well (\"1 2 3\"), or q to give "
			"up.\n");
	fflush(stdout);
}

/* With --accept it is done when the last of them has come. */
static gboolean take_candidate(struct recording *r)
{
	g_autoptr(GVariant) numbers = r->accept ? parse_numbers(r->accept) : NULL;

	if (!numbers || r->candidates < highest(numbers))
		return TRUE;
	accept_numbers(r, numbers, &r->error);
	return FALSE;
}

static gboolean take_line(gpointer context, JsonObject *line, const char *text)
{
	struct recording *r = context;
	const char *state = rehab_text(line, "state");
	gboolean candidate = g_str_equal(rehab_text(line, "type"), "repetition");

	if (candidate)
		r->candidates = (guint)fmax(rehab_number(line, "number"), 0);
	if (r->json)
		g_print("%s\n", text);
	else if (candidate)
		print_candidate(r, line);
	else
		rehab_print_state(&r->printer, line);
	if (candidate)
		return take_candidate(r);
	return !g_str_equal(state, "done") && !g_str_equal(state, "stopped");
}

static gboolean take_typed(gpointer context, const char *text)
{
	struct recording *r = context;
	g_autoptr(GVariant) numbers = NULL;
	g_autoptr(GError) error = NULL;

	if (!*text)
		return TRUE;
	if (g_str_equal(text, "q")) {
		r->given_up = TRUE;
		return FALSE;
	}
	numbers = parse_numbers(text);
	if (!numbers)
		g_print("  Numbers of one to five repetitions, please: for example 1 2 3\n");
	else if (!accept_numbers(r, numbers, &error))
		hub_print_error(error);
	return !r->kept;
}

static void give_up(struct recording *r)
{
	g_autoptr(GVariant) summary = NULL;

	ht_hub1_call_finish_rehab_sync(r->hub, r->person, G_DBUS_CALL_FLAGS_NONE, -1, &summary,
				       NULL, NULL);
	g_printerr("twinctl rehab record-reference: given up: no reference was kept\n");
}

static gboolean run(struct recording *r, const struct hub_person *person, const char *exercise,
		    const struct rehab_options *options, GError **error)
{
	const struct rehab_listener listener = {
	    .line = take_line, .typed = r->accept ? NULL : take_typed, .context = r};
	gboolean interrupted = FALSE, ok;
	g_autofree char *id = NULL;
	int trace_fd;

	id = rehab_begin(r->hub, person, exercise, "reference", options, &trace_fd, error);
	if (!id)
		return FALSE;
	ok = rehab_follow(trace_fd, id, &listener, &interrupted, error);
	rehab_printer_clear(&r->printer);
	if (r->kept && !r->json)
		g_print("The reference is kept: twinctl rehab start %s scores against it now.\n",
			exercise);
	if (ok && !r->kept)
		give_up(r);
	if (r->error)
		g_propagate_error(error, g_steal_pointer(&r->error));
	return ok && r->kept;
}

static gboolean check_accept(const char *text)
{
	g_autoptr(GVariant) numbers = text ? parse_numbers(text) : NULL;

	if (!text || (numbers && g_variant_n_children(numbers) > 0))
		return TRUE;
	g_printerr(
	    "twinctl rehab record-reference: --accept: give one to five numbers, as 1,2,3\n");
	return FALSE;
}

int rehab_record_reference(int argc, char **argv)
{
	g_auto(RehabOptions) chosen = {0};
	g_autofree char *accept = NULL;
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &chosen.person, "name or id (the only one)",
	     "PERSON"},
	    {"wearable", 0, 0, G_OPTION_ARG_STRING, &chosen.wearable,
	     "address of the sensor (the person's only one)", "ADDRESS"},
	    {"side", 0, 0, G_OPTION_ARG_STRING, &chosen.side, "left or right", "SIDE"},
	    {"accept", 0, 0, G_OPTION_ARG_STRING, &accept,
	     "take these repetitions without asking, once they are done", "N[,N...]"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &chosen.json, "print the trace's lines as they come",
	     NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab record-reference",
	    .operands = "EXERCISE",
	    .summary = "Records how this person does the exercise when it is done well: a still "
		       "pose, then\n"
		       "one to five repetitions that whoever supervises accepts.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	struct recording recording;
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv) || !check_accept(accept))
		return COMMAND_USAGE;
	if (!hub_visit(&visit, chosen.person))
		return hub_outcome(FALSE, visit.error);
	recording = (struct recording){
	    .hub = visit.hub, .person = visit.person.id, .accept = accept, .json = chosen.json};
	ok = run(&recording, &visit.person, argv[1], &chosen, &visit.error);
	return hub_outcome(ok, visit.error);
}

int rehab_forget_reference(int argc, char **argv)
{
	g_autofree char *who = NULL;
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &who, "name or id (the only one)", "PERSON"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab forget-reference",
	    .operands = "EXERCISE",
	    .summary = "Deletes the person's reference of an exercise, of both sides.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, who) &&
	     ht_hub1_call_forget_reference_sync(visit.hub, visit.person.id, argv[1],
						G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}
