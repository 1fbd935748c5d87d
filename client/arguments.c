/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/arguments.h"

gboolean arguments_parse(const struct arguments *arguments, int *argc, char ***argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new(arguments->operands);
	g_autoptr(GError) error = NULL;

	g_set_prgname(arguments->command);
	g_option_context_set_summary(context, arguments->summary);
	g_option_context_set_description(context, "Health Twin is not a medical device.");
	if (arguments->options)
		g_option_context_add_main_entries(context, arguments->options, NULL);
	if (!g_option_context_parse(context, argc, argv, &error)) {
		g_printerr("%s: %s; see %s --help\n", arguments->command, error->message,
			   arguments->command);
		return FALSE;
	}
	/* "--" itself is no operand. */
	if (*argc > 1 && g_str_equal((*argv)[1], "--")) {
		(*argv)[1] = (*argv)[0];
		(*argv)++;
		(*argc)--;
	}
	if (*argc - 1 >= arguments->operands_min &&
	    (arguments->operands_max < 0 || *argc - 1 <= arguments->operands_max))
		return TRUE;
	g_printerr("%s: usage: %s [OPTION...] %s; see %s --help\n", arguments->command,
		   arguments->command, arguments->operands, arguments->command);
	return FALSE;
}
