/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/window-summary.h"

#include "client/print.h"
#include "common/glib/ht-error.h"

#include <stdio.h>

/* A year that was not summed up yet takes a small board a minute. */
enum { PATIENCE_MS = 600 * 1000 };

/* Keys of a summary as a person reads them. */
static const struct {
	const char *key, *words, *unit;
} lines[] = {
    {"pseudonym", "pseudonym", ""},
    {"age_band", "age", ""},
    {"age", "age", ""},
    {"days_worn_band", "wearable worn on", " of the days"},
    {"heart_rate_rest_band", "heart rate at rest", " /min"},
    {"heart_rate_mean_band", "heart rate on average", " /min"},
    {"af_burden_percent_band", "atrial fibrillation or flutter", " % of the time"},
    {"ventricular_percent_band", "ventricular beats", " % of the beats"},
    {"worn_hours_band", "wearable worn for", " h a day"},
};

/* Of a de-identified period, in the order of the columns. */
static const char *const columns[][2] = {{"days_worn", "DAYS WORN"},
					 {"heart_rate_rest_bpm", "HR REST"},
					 {"heart_rate_mean_bpm", "HR MEAN"},
					 {"af_burden_percent", "AF %"}};

gboolean window_summary_is_wanted(const struct window_summary *wanted)
{
	return wanted->level || wanted->days || wanted->back;
}

char *epsilon_text(guint32 micro)
{
	return g_strdup_printf("%u.%u", micro / 1000000, micro % 1000000 / 100000);
}

static void print_lines(GVariant *map)
{
	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		const char *value;

		if (g_variant_lookup(map, lines[i].key, "&s", &value)) {
			g_autofree char *text = printable(value);

			printf("  %-32s %s%s\n", lines[i].words, text, lines[i].unit);
		}
	}
}

static char **period_row(GVariant *period)
{
	GPtrArray *row = g_ptr_array_new();
	const char *first = "", *last = "";

	g_variant_lookup(period, "first_day", "&s", &first);
	g_variant_lookup(period, "last_day", "&s", &last);
	g_ptr_array_add(row, printable(first));
	g_ptr_array_add(row, printable(last));
	for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
		guint32 value;

		g_ptr_array_add(row, g_variant_lookup(period, columns[i][0], "u", &value)
					 ? g_strdup_printf("%u", value)
					 : g_strdup("-"));
	}
	g_ptr_array_add(row, NULL);
	return (char **)g_ptr_array_free(row, FALSE);
}

static void print_periods(GVariant *map)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GVariant) periods =
	    g_variant_lookup_value(map, "periods", G_VARIANT_TYPE("aa{sv}"));
	GPtrArray *heading = g_ptr_array_new();

	if (!periods)
		return (void)g_ptr_array_free(heading, TRUE);
	g_ptr_array_add(heading, g_strdup("FROM"));
	g_ptr_array_add(heading, g_strdup("TO"));
	for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
		g_ptr_array_add(heading, g_strdup(columns[i][1]));
	g_ptr_array_add(heading, NULL);
	g_ptr_array_add(rows, g_ptr_array_free(heading, FALSE));
	for (gsize i = 0; i < g_variant_n_children(periods); i++) {
		g_autoptr(GVariant) period = g_variant_get_child_value(periods, i);

		g_ptr_array_add(rows, period_row(period));
	}
	print_table(rows);
}

static void print_text(GVariant *map)
{
	guint32 days = 0, epsilon_micro = 0;
	const char *level = "";
	g_autofree char *epsilon = NULL;

	g_variant_lookup(map, "level", "&s", &level);
	g_variant_lookup(map, "window_days", "u", &days);
	g_variant_lookup(map, "epsilon_micro", "u", &epsilon_micro);
	epsilon = epsilon_text(epsilon_micro);
	printf("%s, %u days\n", g_str_equal(level, "anonymised") ? "Anonymised" : "De-identified",
	       days);
	print_lines(map);
	print_periods(map);
	printf("Every number has noise (epsilon %s a day)%s.\n", epsilon,
	       g_str_equal(level, "anonymised") ? "" : ", every date is moved");
	printf("This is not a medical device.\n");
}

gboolean window_summary_print(HtHub1 *hub, const char *person, const struct window_summary *wanted,
			      gboolean json, GError **error)
{
	g_autoptr(GVariant) map = NULL;
	GVariantBuilder options;

	if (!wanted->level || wanted->days <= 0 || wanted->back < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "give --level anonymised or deidentified, and --window 30, 90 "
				    "or 365");
		return FALSE;
	}
	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	if (wanted->back > 0)
		g_variant_builder_add(&options, "{sv}", "back",
				      g_variant_new_uint32((guint32)wanted->back));
	if (!ht_hub1_call_get_summary_sync(hub, person, (guint)wanted->days, wanted->level,
					   g_variant_builder_end(&options), G_DBUS_CALL_FLAGS_NONE,
					   PATIENCE_MS, &map, NULL, error))
		return FALSE;
	if (json)
		print_json(map);
	else
		print_text(map);
	return TRUE;
}
