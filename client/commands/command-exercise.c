/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl exercise: the exercise files of this machine; needs no hub. */
#include "client/command.h"

#include <gio/gio.h>

#include "client/arguments.h"
#include "client/exercise-print.h"
#include "client/print.h"

static int fail(const char *command, const char *message)
{
	g_autofree char *shown = printable(message);

	g_printerr("%s: %s\n", command, shown);
	return COMMAND_FAILED;
}

static void print_list_json(const GPtrArray *list)
{
	GVariantBuilder all;

	g_variant_builder_init(&all, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < list->len; i++)
		g_variant_builder_add_value(&all, exercise_describe(list->pdata[i]));
	{
		g_autoptr(GVariant) value = g_variant_ref_sink(g_variant_builder_end(&all));

		print_json(value);
	}
}

/* An empty table would not say where the files belong. */
static int say_none(const char *command)
{
	g_auto(GStrv) folders = ht_exercise_folders();
	g_autofree char *places = g_strjoinv(" or ", folders);
	g_autofree char *message = g_strconcat("there are no exercise files in ", places, NULL);

	return fail(command, message);
}

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl exercise list",
					    .operands = "",
					    .summary = "Shows the exercises that this machine has.",
					    .options = options};
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) list = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	list = ht_exercise_list(NULL, problems);
	if (list->len + problems->len == 0)
		return say_none(arguments.command);
	if (json)
		print_list_json(list);
	else
		exercise_print_table(list);
	for (guint i = 0; i < problems->len; i++)
		fail(arguments.command, problems->pdata[i]);
	return problems->len > 0 ? COMMAND_FAILED : COMMAND_OK;
}

static int run_show(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl exercise show",
					    .operands = "NAME",
					    .summary = "Shows what an exercise is, and its dose.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_autoptr(HtExercise) exercise = NULL;
	g_autoptr(GError) error = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	exercise = ht_exercise_find(NULL, argv[1], &error);
	if (!exercise)
		return fail(arguments.command, error->message);
	if (json) {
		g_autoptr(GVariant) value = g_variant_ref_sink(exercise_describe(exercise));

		print_json(value);
	} else {
		exercise_print(exercise);
	}
	return COMMAND_OK;
}

/* Whether the hub will use this file, another one of its name, or none. */
static void print_use(const HtExercise *exercise)
{
	g_auto(GStrv) folders = ht_exercise_folders();
	g_autoptr(GFile) checked = g_file_new_for_path(ht_exercise_path(exercise));

	for (char **folder = folders; *folder; folder++) {
		g_autofree char *base =
		    g_strconcat(ht_exercise_id(exercise), HT_EXERCISE_SUFFIX, NULL);
		g_autofree char *path = g_build_filename(*folder, base, NULL);
		g_autoptr(GFile) file = g_file_new_for_path(path);

		if (g_file_equal(file, checked)) {
			g_print("The hub uses this file.\n");
			return;
		}
		if (g_file_test(path, G_FILE_TEST_EXISTS)) {
			g_print("The hub uses %s instead; put this file into %s to override it.\n",
				path, folders[0]);
			return;
		}
	}
	g_print("The hub does not see this file; put it into %s.\n", folders[0]);
}

static int run_check(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl exercise check",
	    .operands = "FILE...",
	    .summary = "Says whether exercise files can be used, and how they are understood.",
	    .operands_min = 1,
	    .operands_max = -1};
	int status = COMMAND_OK;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	for (int i = 1; i < argc; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(HtExercise) exercise = ht_exercise_load(argv[i], &error);

		if (!exercise) {
			status = fail(arguments.command, error->message);
			continue;
		}
		exercise_print(exercise);
		print_use(exercise);
	}
	return status;
}

int command_exercise(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"list", "the exercises of this machine", run_list},
	    {"show", "one of them", run_show},
	    {"check", "whether a file that was edited can be used", run_check},
	};

	return command_dispatch("twinctl exercise", commands, G_N_ELEMENTS(commands), argc, argv);
}
