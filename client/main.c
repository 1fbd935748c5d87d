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
    {"person", "the people of this hub", command_person},
    {"wearable", "their wearables", command_wearable},
    {"monitor", "watch a heart live", command_monitor},
    {"readings", "pressure, weight and other single values", command_readings},
    {"summary", "what was found, in numbers", command_summary},
    {"report", "write a one-page PDF", command_report},
    {"capture", "record what goes over the air", command_capture},
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
