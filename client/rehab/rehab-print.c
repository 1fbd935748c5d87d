/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/rehab/rehab-print.h"

#include <math.h>
#include <stdio.h>

#include "client/print.h"

static const char *const parts[] = {"rom", "tempo", "shape", "smoothness", "compensation"};

void rehab_printer_clear(struct rehab_printer *printer)
{
	g_clear_pointer(&printer->word, g_free);
}

static void say(const char *indent, const char *word)
{
	g_autofree char *text = printable(word);

	g_print("%s%s\n", indent, text);
}

/* (transfer full) "-" for what was not measured. */
static char *cell(double value, int decimals)
{
	return isfinite(value) ? g_strdup_printf("%.*f", decimals, value) : g_strdup("-");
}

static void print_rest(JsonObject *line)
{
	double rest_s = rehab_number(line, "rest_s");

	if (isfinite(rest_s) && rest_s > 0)
		g_print("Rest for %.0f s. Then set %.0f of %.0f.\n", rest_s,
			rehab_number(line, "set"), rehab_number(line, "sets"));
	else
		g_print("Next: set %.0f of %.0f.\n", rehab_number(line, "set"),
			rehab_number(line, "sets"));
}

void rehab_print_state(struct rehab_printer *printer, JsonObject *line)
{
	const char *word = rehab_text(line, "word");
	const char *state = rehab_text(line, "state");
	double sets = rehab_number(line, "sets");

	if (isfinite(sets))
		printer->sets = (guint)sets;
	if (isfinite(sets) && !printer->warned && !rehab_flag(line, "reference"))
		g_print("There is no reference of this exercise yet: repetitions are counted, not "
			"scored.\n");
	printer->warned = TRUE;
	/* Counting speaks for itself; the same word twice is none. */
	if (g_str_equal(state, "counting") && !*rehab_text(line, "notice"))
		return;
	if (printer->word && g_str_equal(printer->word, word))
		return;
	g_free(printer->word);
	printer->word = g_strdup(word);
	if (g_str_equal(state, "rest"))
		print_rest(line);
	else
		say(*rehab_text(line, "notice") ? "  ! " : "", word);
	fflush(stdout);
}

static void print_heading(struct rehab_printer *printer, JsonObject *line)
{
	double set = rehab_number(line, "set"), set_s = rehab_number(line, "set_s");

	if (printer->heading && printer->set == (guint)set)
		return;
	if (printer->sets > 0 && isfinite(set_s))
		g_print("Set %.0f of %u, for %.0f s\n", set, printer->sets, set_s);
	else if (printer->sets > 0)
		g_print("Set %.0f of %u\n", set, printer->sets);
	g_print("%4s  %-11s %5s %5s %5s %5s %6s %5s %6s %6s\n", "No.", "Label", "Score", "ROM",
		"Tempo", "Shape", "Smooth", "Comp.", "Deg", "Sec");
	printer->heading = TRUE;
	printer->set = (guint)set;
}

void rehab_print_repetition(struct rehab_printer *printer, JsonObject *line)
{
	static const int widths[] = {5, 5, 5, 6, 5};
	JsonObject *measured = rehab_object(line, "parts");
	const char *label = rehab_text(line, "label");
	g_autofree char *score = cell(rehab_number(line, "score"), 0);
	g_autofree char *degrees = cell(rehab_number(line, "rom_deg"), 0);
	g_autofree char *seconds = cell(rehab_number(line, "duration_s"), 1);
	g_autofree char *shown = printable(label);

	g_clear_pointer(&printer->word, g_free);
	print_heading(printer, line);
	g_print("%4.0f  %-11s %5s", rehab_number(line, "number"), shown, score);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = cell(measured ? rehab_number(measured, parts[i]) : NAN, 0);

		g_print(" %*s", widths[i], part);
	}
	g_print(" %6s %6s\n", degrees, seconds);
	if (!g_str_equal(label, "ok") && !g_str_equal(label, "not_scored"))
		say("      ", rehab_text(line, "word"));
	fflush(stdout);
}

/* (transfer full) "9 ok, 1 fast" */
static char *labels_text(JsonObject *set)
{
	JsonObject *labels = rehab_object(set, "labels");
	GString *text = g_string_new(NULL);
	g_autoptr(GList) names = labels ? json_object_get_members(labels) : NULL;

	for (GList *at = names; at; at = at->next)
		g_string_append_printf(text, "%s%.0f %s", text->len ? ", " : "",
				       rehab_number(labels, at->data), (const char *)at->data);
	return g_string_free(text, FALSE);
}

static char **set_row(guint number, JsonObject *set, double planned)
{
	double loss = rehab_number(set, "velocity_loss");
	g_autofree char *at = g_strdup_printf("%u", number);
	double count = rehab_number(set, "repetitions");
	g_autofree char *done = isfinite(planned) ? g_strdup_printf("%.0f of %.0f", count, planned)
						  : g_strdup_printf("%.0f", count);
	g_autofree char *score = cell(rehab_number(set, "median_score"), 0);
	g_autofree char *slowed =
	    isfinite(loss) ? g_strdup_printf("%.0f %%", 100 * loss) : g_strdup("-");
	g_autofree char *labels = labels_text(set);

	return table_row(at, done, score, slowed, labels, NULL);
}

/* Of a session that went by time. */
static void print_time(JsonObject *summary)
{
	double planned_s = rehab_number(summary, "duration_planned_s");

	if (isfinite(planned_s))
		g_print("Exercised for %.0f of %.0f s.\n", rehab_number(summary, "exercised_s"),
			planned_s * rehab_number(summary, "sets_planned"));
}

void rehab_print_summary(JsonObject *summary)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	JsonNode *node = json_object_get_member(summary, "sets");
	JsonArray *sets = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
	double planned = rehab_number(summary, "repetitions_planned");

	g_print("\n");
	if (!sets || json_array_get_length(sets) == 0) {
		g_print("Nothing was counted.\n");
		return;
	}
	g_ptr_array_add(rows, table_row("SET", "DONE", "SCORE", "SLOWED", "REPETITIONS", NULL));
	for (guint i = 0; i < json_array_get_length(sets); i++)
		g_ptr_array_add(rows,
				set_row(i + 1, json_array_get_object_element(sets, i), planned));
	print_table(rows);
	print_time(summary);
	if (!*rehab_text(summary, "reference_sha256"))
		g_print("Counted, not scored: there is no reference of this exercise yet "
			"(twinctl rehab record-reference).\n");
}
