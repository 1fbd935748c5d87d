/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of one command, the same way for all: --help, errors in one line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct arguments {
	const char *command;         /* "twinctl person add" */
	const char *operands;        /* "NAME", as --help shows them */
	const char *summary;         /* what it does, for --help */
	const GOptionEntry *options; /* NULL = none */
	int operands_min;
	int operands_max; /* -1 = any number */
};

/* Takes the options out of argv; argv[1] and on are the operands then. Returns FALSE after a
 * message on stderr: the command ends with COMMAND_USAGE. --help prints and ends the program. */
gboolean arguments_parse(const struct arguments *arguments, int *argc, char ***argv);

G_END_DECLS
