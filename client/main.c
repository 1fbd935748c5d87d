/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl: the command line of Health Twin. */
#include "config.h"

#include "client/command.h"

#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "client/hub.h"

static const struct command commands[] = {
    {"status", "what the hub is doing", command_status},
    {"unlock", "open the hub's store", command_unlock},
    {"key", "the ways to the hub's keys", command_key},
    {"person", "the people of this hub", command_person},
    {"clinician", "who may set limits for the exercises", command_clinician},
    {"limits", "what clinicians signed", command_limits},
    {"consent", "who may see what of a person", command_consent},
    {"erase", "erase a person, or a month of one", command_erase},
    {"exercise", "exercise files; needs no hub", command_exercise},
    {"wearable", "their wearables", command_wearable},
    {"rehab", "exercises, told and scored as they are done", command_rehab},
    {"monitor", "watch a heart live", command_monitor},
    {"activity", "steps, active minutes and falls by day", command_activity},
    {"readings", "pressure, weight and other single values", command_readings},
    {"summary", "what was found, in numbers", command_summary},
    {"privacy", "how much was told without a name", command_privacy},
    {"report", "write a one-page PDF", command_report},
    {"store", "how the store is; is everything there", command_store},
    {"capture", "record what goes over the air", command_capture},
    {"audit", "who asked for what, and proof of it", command_audit},
    {"backup", "write all that the hub has into a file", command_backup},
    {"restore", "make an empty hub of a backup", command_restore},
    {"analyze", "analyse a recording; needs no daemon", command_analyze},
};

/* Takes --bus-address ADDRESS or --bus-address=ADDRESS out from before the command. Returns the
 * number of arguments that it took, or -1 when the address is missing. */
static int take_bus_address(int argc, char **argv)
{
	static const char option[] = "--bus-address";
	const char *address = NULL;

	if (argc < 2 || !g_str_has_prefix(argv[1], option))
		return 0;
	if (argv[1][strlen(option)] == '=')
		address = &argv[1][strlen(option) + 1];
	else if (argv[1][strlen(option)] != '\0')
		return 0;
	else if (argc > 2)
		address = argv[2];
	if (!address || !address[0])
		return -1;
	g_setenv(HUB_BUS_ADDRESS_ENV, address, TRUE);
	return address == argv[2] ? 2 : 1;
}

int main(int argc, char **argv)
{
	int taken;

	setlocale(LC_ALL, "");
	/* Numbers are for programs, too: 1.5 is never 1,5. */
	setlocale(LC_NUMERIC, "C");
	taken = take_bus_address(argc, argv);
	if (taken < 0) {
		fprintf(stderr,
			"twinctl: --bus-address needs an address, such as unix:path=/run/bus\n");
		return COMMAND_USAGE;
	}
	argc -= taken;
	argv += taken;
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("twinctl %s\n", PACKAGE_VERSION);
		return COMMAND_OK;
	}
	return command_dispatch("twinctl", commands, G_N_ELEMENTS(commands), argc, argv);
}
