/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Left against right in what twinctl rehab history shows. */
#include "client/rehab/rehab-symmetry.h"

/* Two repetitions around the range; one that was not measured has none. */
static GVariant *session_of(const char *exercise, const char *side, double rom_deg)
{
	g_autofree char *text = g_strdup_printf(
	    "{'exercise': <'%s'>, 'side': <'%s'>, 'done': <["
	    "{'rom_deg': <%f>, 'mean_speed_rads': <1.0>}, {'label': <'not_scored'>}, "
	    "{'rom_deg': <%f>, 'mean_speed_rads': <1.0>}]>}",
	    exercise, side, rom_deg - 2, rom_deg + 2);

	return g_variant_parse(G_VARIANT_TYPE("a{sv}"), text, NULL, NULL, NULL);
}

static void test_pairs(void)
{
	g_autoptr(GPtrArray) lines = NULL;
	g_autoptr(GVariant) sessions = NULL;
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	g_variant_builder_add_value(&builder, session_of("side-arm-raise", "left", 40));
	g_variant_builder_add_value(&builder, session_of("side-arm-raise", "right", 110));
	g_variant_builder_add_value(&builder, session_of("half-squat", "left", 60));
	g_variant_builder_add_value(&builder, session_of("side-arm-raise", "left", 90));
	g_variant_builder_add_value(&builder, session_of("side-arm-raise", "", 10));
	sessions = g_variant_ref_sink(g_variant_builder_end(&builder));
	lines = rehab_symmetry_lines(sessions);
	g_assert_cmpuint(lines->len, ==, 1);
	g_assert_cmpstr(
	    lines->pdata[0], ==,
	    "side-arm-raise, last sessions: range left 90, right 110 degrees, 20 % apart; "
	    "speed left 1.00, right 1.00 rad/s, 0 % apart");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/symmetry/the-last-of-both-sides", test_pairs);
	return g_test_run();
}
