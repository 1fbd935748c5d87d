/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LONG_MS = 30 * 60 * 1000 };

/* The name typed back: nobody erases the wrong person by a habit of saying yes. */
static gboolean is_sure(const struct hub_person *person, const char *month)
{
	g_autofree char *name = printable(person->name);
	char typed[256];

	if (!isatty(STDIN_FILENO)) {
		g_printerr("twinctl erase: nobody is there to be asked: say --yes\n");
		return FALSE;
	}
	g_print("This erases %s%s of %s for good. Type the name to go on: ",
		month ? "what was measured in " : "everything", month ? month : "", name);
	fflush(stdout);
	if (!fgets(typed, sizeof typed, stdin))
		return FALSE;
	if (strcmp(g_strstrip(typed), person->name) == 0)
		return TRUE;
	g_printerr("twinctl erase: that is another name; nothing was erased\n");
	return FALSE;
}

static void print_survivors(const char *const *survivors)
{
	if (survivors[0])
		g_print("These backups still hold a key of it; destroy them too:\n");
	for (gsize i = 0; survivors[i]; i++) {
		g_autofree char *label = printable(survivors[i]);

		g_print("  %s\n", label);
	}
}

static gboolean erase(HtHub1 *hub, const char *person, const char *month, char ***survivors,
		      GError **error)
{
	if (month)
		return ht_hub1_call_erase_month_sync(hub, person, month, G_DBUS_CALL_FLAGS_NONE,
						     LONG_MS, survivors, NULL, error);
	return ht_hub1_call_erase_person_sync(hub, person, G_DBUS_CALL_FLAGS_NONE, LONG_MS,
					      survivors, NULL, error);
}

static int erase_person(const char *text, const char *month, gboolean yes)
{
	g_auto(HubVisit) visit = {0};
	g_auto(GStrv) survivors = NULL;
	int status = COMMAND_FAILED;

	if (hub_visit(&visit, text) && (yes || is_sure(&visit.person, month)) &&
	    erase(visit.hub, visit.person.id, month, &survivors, &visit.error)) {
		print_survivors((const char *const *)survivors);
		status = COMMAND_OK;
	}
	if (visit.error)
		hub_print_error(visit.error);
	return status;
}

int command_erase(int argc, char **argv)
{
	g_autofree char *month = NULL;
	gboolean yes = FALSE;
	const GOptionEntry options[] = {
	    {"month", 0, 0, G_OPTION_ARG_STRING, &month, "only what was measured in it (UTC)",
	     "YYYY-MM"},
	    {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "do not ask", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl erase",
	    .operands = "PERSON",
	    .summary = "Erases a person, or a month of one, so that nobody can read it again.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	return erase_person(argv[1], month, yes);
}
