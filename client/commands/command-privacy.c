/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"
#include "client/window-summary.h"

#include <stdio.h>

enum { CELL_DAYS = 30 };

static guint32 limit_of(GVariant *budget, const char *key)
{
	guint32 micro = 0;

	g_variant_lookup(budget, key, "u", &micro);
	return micro;
}

static guint32 cell_of(GVariant *cells, gsize cell)
{
	guint32 micro = 0;

	if (cells && cell < g_variant_n_children(cells))
		g_variant_get_child(cells, cell, "u", &micro);
	return micro;
}

static char *part_text(guint32 spent_micro, guint32 limit_micro)
{
	g_autofree char *spent = epsilon_text(spent_micro);
	g_autofree char *limit = epsilon_text(limit_micro);

	return g_strdup_printf("%s of %s", spent, limit);
}

static void add_year(GPtrArray *rows, GVariant *budget, GVariant *year)
{
	g_autoptr(GVariant) own =
	    g_variant_lookup_value(year, "account_micro", G_VARIANT_TYPE("au"));
	g_autoptr(GVariant) all = g_variant_lookup_value(year, "all_micro", G_VARIANT_TYPE("au"));
	gsize cells = all ? g_variant_n_children(all) : 0;
	gint32 number = 0;

	g_variant_lookup(year, "year", "i", &number);
	for (gsize cell = 0; cell < cells; cell++) {
		g_autofree char *name = NULL, *own_text = NULL, *all_text = NULL;

		if (cell_of(all, cell) == 0)
			continue;
		name = g_strdup_printf("%d, days %u to %u", number, (guint)cell * CELL_DAYS + 1,
				       cell + 1 < cells ? ((guint)cell + 1) * CELL_DAYS : 366);
		own_text = part_text(cell_of(own, cell), limit_of(budget, "account_limit_micro"));
		all_text = part_text(cell_of(all, cell), limit_of(budget, "all_limit_micro"));
		g_ptr_array_add(rows, table_row(name, own_text, all_text, NULL));
	}
}

static void print_prices(GVariant *budget)
{
	g_autoptr(GVariant) prices =
	    g_variant_lookup_value(budget, "prices_micro", G_VARIANT_TYPE("a{su}"));
	GVariantIter iter;
	const char *name;
	guint32 micro;

	if (!prices)
		return;
	g_print("An answer costs each of its days, once:");
	g_variant_iter_init(&iter, prices);
	for (guint i = 0; g_variant_iter_next(&iter, "{&su}", &name, &micro); i++) {
		g_autofree char *words = printable(name);
		g_autofree char *epsilon = epsilon_text(micro);

		g_print("%s %s %s", i ? "," : "", words, epsilon);
	}
	g_print("\n");
}

static void print_budget(GVariant *budget)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GVariant) years =
	    g_variant_lookup_value(budget, "years", G_VARIANT_TYPE("aa{sv}"));

	g_ptr_array_add(rows,
			table_row("TIME", "TOLD TO THIS ACCOUNT", "TOLD TO ALL ACCOUNTS", NULL));
	for (gsize i = 0; years && i < g_variant_n_children(years); i++) {
		g_autoptr(GVariant) year = g_variant_get_child_value(years, i);

		add_year(rows, budget, year);
	}
	if (rows->len > 1)
		print_table(rows);
	else
		g_print("Nothing was told yet.\n");
	print_prices(budget);
}

static int run_budget(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl privacy budget",
	    .operands = "[PERSON]",
	    .summary = "Says how much anonymised and de-identified summaries told of a person's "
		       "days, in epsilon.",
	    .options = options,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) budget = NULL;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok =
	    hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	    ht_hub1_call_get_privacy_budget_sync(visit.hub, visit.person.id, G_DBUS_CALL_FLAGS_NONE,
						 -1, &budget, NULL, &visit.error);
	if (ok && json)
		print_json(budget);
	else if (ok)
		print_budget(budget);
	return hub_outcome(ok, visit.error);
}

int command_privacy(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"budget", "how much was told of a person's days", run_budget},
	};

	return command_dispatch("twinctl privacy", commands, G_N_ELEMENTS(commands), argc, argv);
}
