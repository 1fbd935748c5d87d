/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <stdio.h>
#include <string.h>

static void print_help(FILE *out, const char *level, const struct command *commands, size_t count)
{
	int width = 10;

	for (size_t i = 0; i < count; i++) {
		int length = (int)strlen(commands[i].name);

		width = length > width ? length : width;
	}
	fprintf(out, "Usage: %s COMMAND [ARGUMENT...]\n\n", level);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "  %-*s %s\n", width, commands[i].name, commands[i].summary);
	fprintf(out, "\n%s COMMAND --help says more. Health Twin is not a medical device.\n",
		level);
}

int command_dispatch(const char *level, const struct command *commands, size_t count, int argc,
		     char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name) {
		print_help(stderr, level, commands, count);
		return COMMAND_USAGE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		print_help(stdout, level, commands, count);
		return COMMAND_OK;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "%s: there is no command \"%s\"; see %s --help\n", level, name, level);
	return COMMAND_USAGE;
}
