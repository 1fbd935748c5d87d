/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/window-question.h"

#include "common/glib/ht-error.h"
#include "privacy/anonymity/window.h"

void ht_window_question_free(HtWindowQuestion *question)
{
	if (!question)
		return;
	g_free(question->person);
	g_free(question->zone);
	g_free(question);
}

static gboolean invalid(GError **error, const char *message)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message);
	return FALSE;
}

static gboolean parse_options(HtWindowQuestion *question, GVariant *options, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;

	g_variant_iter_init(&iter, options);
	while (g_variant_iter_loop(&iter, "{&sv}", &key, &value)) {
		if (!g_str_equal(key, "back") ||
		    !g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) {
			g_variant_unref(value);
			return invalid(error, "unknown option or wrong type; there is back (u)");
		}
		question->back = g_variant_get_uint32(value);
	}
	return question->back <= WINDOW_BACK_MAX ||
	       invalid(error, "back: give how many windows before the last complete one, up to "
			      "600");
}

gboolean ht_window_question_parse(HtWindowQuestion *question, guint window_days, const char *level,
				  GVariant *options, GError **error)
{
	question->window_days = window_days;
	question->deidentified = g_str_equal(level, "deidentified");
	if (g_str_equal(level, "identified"))
		return invalid(error, "level: identified data leave this hub by export only; ask "
				      "for anonymised or deidentified, or use ExportSummary");
	if (!question->deidentified && !g_str_equal(level, "anonymised"))
		return invalid(error, "level: give anonymised or deidentified");
	if (window_per_year(window_days) == 0)
		return invalid(error, "window: give 30, 90 or 365 days");
	return parse_options(question, options, error);
}
