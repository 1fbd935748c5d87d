/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/rehab/rehab-symmetry.h"

#include "health-models/rehab/score/symmetry.h"

#include <math.h>

enum { LEFT, RIGHT, SIDES };

/* Means of one side's last session; 0 = not done. */
typedef struct {
	float rom_deg, speed_rads;
} Side;

typedef struct {
	char *exercise;
	Side side[SIDES];
} Pair;

static void pair_free(Pair *pair)
{
	g_free(pair->exercise);
	g_free(pair);
}

static Side side_of(GVariant *session)
{
	g_autoptr(GVariant) done =
	    g_variant_lookup_value(session, "done", G_VARIANT_TYPE("aa{sv}"));
	double rom_deg = 0, speed_rads = 0;
	unsigned count = 0;

	for (gsize i = 0; done && i < g_variant_n_children(done); i++) {
		g_autoptr(GVariant) repetition = g_variant_get_child_value(done, i);
		double deg = NAN, rads = NAN;

		g_variant_lookup(repetition, "rom_deg", "d", &deg);
		g_variant_lookup(repetition, "mean_speed_rads", "d", &rads);
		if (!isfinite(deg) || !isfinite(rads))
			continue;
		rom_deg += deg;
		speed_rads += rads;
		count++;
	}
	if (count == 0)
		return (Side){0};
	return (Side){.rom_deg = (float)(rom_deg / count),
		      .speed_rads = (float)(speed_rads / count)};
}

static Pair *pair_of(GPtrArray *pairs, const char *exercise)
{
	Pair *pair;

	for (guint i = 0; i < pairs->len; i++)
		if (g_str_equal(((Pair *)pairs->pdata[i])->exercise, exercise))
			return pairs->pdata[i];
	pair = g_new0(Pair, 1);
	pair->exercise = g_strdup(exercise);
	g_ptr_array_add(pairs, pair);
	return pair;
}

static void take(GPtrArray *pairs, GVariant *session)
{
	const char *exercise = NULL, *side = "";
	Side means;

	g_variant_lookup(session, "exercise", "&s", &exercise);
	g_variant_lookup(session, "side", "&s", &side);
	if (!exercise || !*side)
		return;
	means = side_of(session);
	if (means.rom_deg > 0)
		pair_of(pairs, exercise)->side[g_str_equal(side, "left") ? LEFT : RIGHT] = means;
}

static char *line_of(const Pair *p)
{
	const Side *left = &p->side[LEFT], *right = &p->side[RIGHT];
	float rom_percent = symmetry_percent(left->rom_deg, right->rom_deg);
	float speed_percent = symmetry_percent(left->speed_rads, right->speed_rads);

	if (isnan(rom_percent) || isnan(speed_percent))
		return NULL;
	return g_strdup_printf(
	    "%s, last sessions: range left %.0f, right %.0f degrees, %.0f %% apart; speed left "
	    "%.2f, right %.2f rad/s, %.0f %% apart",
	    p->exercise, (double)left->rom_deg, (double)right->rom_deg, (double)rom_percent,
	    (double)left->speed_rads, (double)right->speed_rads, (double)speed_percent);
}

GPtrArray *rehab_symmetry_lines(GVariant *sessions)
{
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < g_variant_n_children(sessions); i++) {
		g_autoptr(GVariant) session = g_variant_get_child_value(sessions, i);

		take(pairs, session);
	}
	for (guint i = 0; i < pairs->len; i++) {
		char *line = line_of(pairs->pdata[i]);

		if (line)
			g_ptr_array_add(lines, line);
	}
	return lines;
}
