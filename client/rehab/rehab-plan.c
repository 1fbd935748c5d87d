/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl rehab plan: what is due, why, and what is suggested. */
#include "client/rehab/rehab-told.h"

#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"
#include "client/print.h"
#include "programme/prescription/dose-words.h"

static guint number(GVariant *plan, const char *key)
{
	guint value = 0;

	g_variant_lookup(plan, key, "u", &value);
	return value;
}

static guint with_prefix(GVariant *plan, const char *prefix, const char *name)
{
	g_autofree char *key = g_strconcat(prefix, name, NULL);

	return number(plan, key);
}

static void print_dose(GVariant *plan, const char *title, const char *prefix)
{
	guint repetitions = with_prefix(plan, prefix, "repetitions");
	guint duration_s = with_prefix(plan, prefix, "duration_s");
	guint load = with_prefix(plan, prefix, "load_percent");
	guint reserve = with_prefix(plan, prefix, "reserve_percent");

	g_print("%s%u x ", title, with_prefix(plan, prefix, "sets"));
	if (repetitions)
		g_print("%u repetitions", repetitions);
	else
		g_print("%u s", duration_s);
	if (load)
		g_print(", load %u %%", load);
	if (reserve)
		g_print(", heart-rate reserve up to %u %%", reserve);
	g_print("\n");
}

static void print_heart(GVariant *plan)
{
	gdouble low = 0, high = 0;

	if (g_variant_lookup(plan, "zone_low_bpm", "d", &low) &&
	    g_variant_lookup(plan, "zone_high_bpm", "d", &high))
		g_print("heart rate:  %.0f to %.0f/min\n", low, high);
	if (number(plan, "hr_cap_bpm"))
		g_print("ends above:  %u/min\n", number(plan, "hr_cap_bpm"));
	if (number(plan, "rpe_target"))
		g_print("effort:      up to %u of 20\n", number(plan, "rpe_target"));
}

static void print_stop(GVariant *plan)
{
	g_autofree const char **stops = NULL, **symptoms = NULL;
	g_autofree char *all = NULL, *told = NULL;
	gboolean stopped = FALSE, by_clinician = FALSE;

	g_variant_lookup(plan, "stopped", "b", &stopped);
	if (!stopped)
		return;
	g_variant_lookup(plan, "stops", "^a&s", &stops);
	g_variant_lookup(plan, "symptoms", "^a&s", &symptoms);
	g_variant_lookup(plan, "by_clinician", "b", &by_clinician);
	all = g_strjoinv(", ", (char **)stops);
	told = g_strjoinv(", ", (char **)symptoms);
	g_print("stopped:     stop %u: %s%s%s\n             %s\n", number(plan, "stop"), all,
		*told ? ": " : "", told,
		by_clinician ? "the clinician releases it: twinctl limits import RELEASE"
			     : "once it is clear why: twinctl rehab release --note TEXT");
}

static void print_exercise(GVariant *plan)
{
	const char *decision = "", *reason = "";
	gboolean limited = FALSE;

	g_variant_lookup(plan, "decision", "&s", &decision);
	g_variant_lookup(plan, "reason", "&s", &reason);
	g_variant_lookup(plan, "limited", "b", &limited);
	print_dose(plan, "due:         ", "");
	if (number(plan, "suggested_sets"))
		print_dose(plan, "suggested:   ", "suggested_");
	print_heart(plan);
	g_print("last:        %s: %s\n", decision, ht_dose_reason_sentence(reason));
	if (!limited)
		g_print("limits:      none hold now: the dose does not change\n");
}

static void print_plan(GVariant *plan)
{
	const char *mode = "", *exercise = "";

	g_variant_lookup(plan, "mode", "&s", &mode);
	g_variant_lookup(plan, "exercise", "&s", &exercise);
	if (*exercise)
		print_exercise(plan);
	g_print("mode:        %s\n", mode);
	print_stop(plan);
}

static gboolean accept(HtHub1 *hub, const char *person, const char *exercise, GError **error)
{
	return ht_hub1_call_accept_dose_sync(hub, person, exercise, G_DBUS_CALL_FLAGS_NONE, -1,
					     NULL, error);
}

int rehab_plan(int argc, char **argv)
{
	g_autofree char *text = NULL;
	gboolean json = FALSE, accepted = FALSE;
	const GOptionEntry options[] = {
	    {"accept", 0, 0, G_OPTION_ARG_NONE, &accepted, "take what is suggested", NULL},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    {"person", 0, 0, G_OPTION_ARG_STRING, &text, "whose plan it is", "PERSON"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab plan",
	    .operands = "[EXERCISE]",
	    .summary =
		"Shows what is due of an exercise and why, and whether something is stopped.",
	    .options = options,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) plan = NULL;
	const char *exercise;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	exercise = argc > 1 ? argv[1] : "";
	if (accepted && !*exercise) {
		g_printerr("twinctl rehab plan: say of which exercise the suggestion is taken\n");
		return COMMAND_USAGE;
	}
	if (hub_visit(&visit, text) &&
	    (!accepted || accept(visit.hub, visit.person.id, exercise, &visit.error)))
		ht_hub1_call_get_prescription_sync(visit.hub, visit.person.id, exercise,
						   G_DBUS_CALL_FLAGS_NONE, -1, &plan, NULL,
						   &visit.error);
	if (plan && json)
		print_json(plan);
	else if (plan)
		print_plan(plan);
	return hub_outcome(plan != NULL, visit.error);
}
