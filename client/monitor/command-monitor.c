/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/monitor/monitor.h"

static int run_monitor(const char *person_text, struct monitor_settings *settings)
{
	g_auto(HubVisit) visit = {0};
	gboolean ok = FALSE;
	int fd = -1;

	if (hub_visit(&visit, person_text))
		fd = hub_open_live(visit.hub, visit.person.id, &visit.error);
	if (fd >= 0) {
		settings->person = visit.person.name;
		settings->zone = visit.person.zone;
		ok = monitor_run(fd, settings, &visit.error);
	}
	return hub_outcome(ok, visit.error);
}

int command_monitor(int argc, char **argv)
{
	struct monitor_settings settings = {0};
	const GOptionEntry options[] = {
	    {"seconds", 0, 0, G_OPTION_ARG_INT, &settings.seconds, "end after so long", "N"},
	    {"until-end", 0, 0, G_OPTION_ARG_NONE, &settings.until_end,
	     "end when the wearable's stream has ended", NULL},
	    {"plain", 0, 0, G_OPTION_ARG_NONE, &settings.plain,
	     "print lines, as where the output is no terminal", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl monitor",
	    .operands = "[PERSON]",
	    .summary = "Shows a heart live: rate, rhythm, ECG, beats and what is found. q leaves.",
	    .options = options,
	    .operands_max = 1};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (settings.seconds < 0) {
		g_printerr("twinctl monitor: --seconds must not be negative\n");
		return COMMAND_USAGE;
	}
	return run_monitor(argc > 1 ? argv[1] : NULL, &settings);
}
