/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments of GetSummary as any account may send them: two bytes of days, a level up to its
 * NUL, then options in GVariant's bytes. What is taken is a window that exists. */
#include "daemon/answers/window-question.h"

#include "privacy/anonymity/window.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_question(guint days, const char *level, GVariant *options)
{
	g_autoptr(HtWindowQuestion) question = g_new0(HtWindowQuestion, 1);
	g_autoptr(GError) error = NULL;
	struct window window;

	if (!ht_window_question_parse(question, days, level, options, &error)) {
		g_assert_nonnull(error);
		g_assert_null(strchr(error->message, '\n'));
		return;
	}
	for (guint day = 0; day < 366; day += 73) {
		g_assert_true(
		    window_before(2026, day, question->window_days, question->back, &window));
		g_assert_cmpuint(window.index, <, window_per_year(days));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *level = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GVariant) raw = NULL;
	g_autoptr(GVariant) options = NULL;
	gsize used;

	if (size < 3)
		return 0;
	level = g_strndup((const char *)data + 2, MIN(size - 2, 32));
	used = MIN(size, 3 + strlen(level));
	bytes = g_bytes_new(data + used, size - used);
	/* The bus gives strings that are UTF-8 and values in normal form. */
	if (!g_utf8_validate(level, -1, NULL))
		return 0;
	raw = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE_VARDICT, bytes, FALSE));
	options = g_variant_get_normal_form(raw);
	try_question(data[0] + 256u * data[1], level, options);
	return 0;
}
