/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl: the command line of Health Twin. */
#include "config.h"

#include "client/command.h"

#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
    {"analyze", "analyse a recording; needs no daemon", command_analyze},
};

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("twinctl %s\n", PACKAGE_VERSION);
		return COMMAND_OK;
	}
	return command_dispatch("twinctl", commands, G_N_ELEMENTS(commands), argc, argv);
}
