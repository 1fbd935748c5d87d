/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/rehab/rehab-told.h"

#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"
#include "programme/prescription/dose-words.h"

#define PERSON_OPTION(person)                                                                      \
	{                                                                                          \
		"person", 0, 0, G_OPTION_ARG_STRING, person, "whose session it is", "PERSON"       \
	}

int rehab_rpe(int argc, char **argv)
{
	g_autofree char *text = NULL, *session = NULL;
	const GOptionEntry options[] = {
	    {"session", 0, 0, G_OPTION_ARG_STRING, &session, "the newest if left out", "ID"},
	    PERSON_OPTION(&text),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab rpe",
	    .operands = "6..20",
	    .summary = "Tells how hard the last session was, on Borg's scale: 6 no effort at all, "
		       "11 light, 13 somewhat hard, 15 hard, 20 the hardest.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autofree char *decision = NULL, *reason = NULL;
	guint64 rpe = 0;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!g_ascii_string_to_unsigned(argv[1], 10, 6, 20, &rpe, NULL)) {
		g_printerr("twinctl rehab rpe: give a whole number from 6 to 20\n");
		return COMMAND_USAGE;
	}
	if (!hub_visit(&visit, text) ||
	    !ht_hub1_call_rate_effort_sync(visit.hub, visit.person.id, session ? session : "",
					   (guint)rpe, G_DBUS_CALL_FLAGS_NONE, -1, &decision,
					   &reason, NULL, &visit.error))
		return hub_outcome(FALSE, visit.error);
	g_print("%s: %s\n", decision, ht_dose_reason_sentence(reason));
	return COMMAND_OK;
}

int rehab_symptom(int argc, char **argv)
{
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {PERSON_OPTION(&text), G_OPTION_ENTRY_NULL};
	const struct arguments arguments = {
	    .command = "twinctl rehab symptom",
	    .operands = "chest-pain|dizziness|breathlessness|fainting|palpitations|joint-pain|"
			"leg-pain|exhaustion",
	    .summary = "Ends the session at once. In an emergency call for help first.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, text) &&
	     ht_hub1_call_report_symptom_sync(visit.hub, visit.person.id, argv[1],
					      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	if (ok && (ht_dose_symptom_parse(argv[1]) & DOSE_SYMPTOMS_GRAVE))
		g_print("Sit down and rest. If it does not pass at once, call for help. This hub "
			"calls nobody.\n");
	return hub_outcome(ok, visit.error);
}

int rehab_stop(int argc, char **argv)
{
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {PERSON_OPTION(&text), G_OPTION_ENTRY_NULL};
	const struct arguments arguments = {
	    .command = "twinctl rehab stop",
	    .operands = "",
	    .summary = "Ends the session at once; the next one needs twinctl rehab release.",
	    .options = options};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, text) &&
	     ht_hub1_call_stop_rehab_sync(visit.hub, visit.person.id, G_DBUS_CALL_FLAGS_NONE, -1,
					  NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

int rehab_release(int argc, char **argv)
{
	g_autofree char *text = NULL, *note = NULL;
	const GOptionEntry options[] = {
	    {"note", 0, 0, G_OPTION_ARG_STRING, &note, "why it may go on", "TEXT"},
	    PERSON_OPTION(&text),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl rehab release",
	    .operands = "",
	    .summary = "Lets sessions begin again after a stop. A grave one is released by the "
		       "clinician, with a signed file: twinctl limits import.",
	    .options = options};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!note) {
		g_printerr("twinctl rehab release: say why it may go on, with --note TEXT\n");
		return COMMAND_USAGE;
	}
	ok = hub_visit(&visit, text) &&
	     ht_hub1_call_release_rehab_sync(visit.hub, visit.person.id, note,
					     G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

int rehab_mode(int argc, char **argv)
{
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {PERSON_OPTION(&text), G_OPTION_ENTRY_NULL};
	const struct arguments arguments = {
	    .command = "twinctl rehab mode",
	    .operands = "suggest|apply",
	    .summary = "suggest: every change of the dose waits for twinctl rehab plan --accept. "
		       "apply: it changes by itself within limits that allow it.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, text) &&
	     ht_hub1_call_set_rehab_mode_sync(visit.hub, visit.person.id, argv[1],
					      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}
