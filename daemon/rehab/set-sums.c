/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/set-sums.h"

#include "health-models/rehab/score/set_fatigue.h"

#include <math.h>

#define POOR_SCORE 60.0f
/* Of a set's speed, before two thirds of its repetitions: health-models/rehab/dose/dose.h. */
#define LOST_EARLY 0.25f

static int by_size(gconstpointer a, gconstpointer b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* NAN of none. */
static float median(GArray *values)
{
	guint n = values->len;

	if (n == 0)
		return NAN;
	g_array_sort(values, by_size);
	return (g_array_index(values, float, (n - 1) / 2) + g_array_index(values, float, n / 2)) /
	       2;
}

/* set 0 = of all */
static GArray *scores_of(const GArray *repetitions, guint set)
{
	GArray *scores = g_array_new(FALSE, FALSE, sizeof(float));

	for (guint i = 0; i < repetitions->len; i++) {
		const struct repetition_record *r =
		    &g_array_index(repetitions, HtRehabRepetition, i).record;

		if ((set == 0 || r->set == set) && isfinite(r->repetition.score))
			g_array_append_val(scores, r->repetition.score);
	}
	return scores;
}

/* The most that the set lost of its speed, over its first `until` repetitions, as it was told live;
 * NAN = too few to tell. */
static float velocity_loss(const GArray *repetitions, guint set, guint until)
{
	struct set_fatigue fatigue;
	float most = NAN;

	set_fatigue_init(&fatigue);
	for (guint i = 0; i < repetitions->len && fatigue.count < until; i++) {
		const struct repetition_record *r =
		    &g_array_index(repetitions, HtRehabRepetition, i).record;

		if (r->set != set || !(r->repetition.mean_speed_rads > 0))
			continue;
		set_fatigue_take(&fatigue, &r->repetition, 0);
		if (fatigue.count > FATIGUE_FIRST)
			most = fmaxf(isnan(most) ? 0 : most, fatigue.velocity_loss);
	}
	return most;
}

void ht_set_sums(const GArray *repetitions, guint set, struct session_set *sums)
{
	g_autoptr(GArray) scores = scores_of(repetitions, set);

	*sums = (struct session_set){.median_score = median(scores)};
	for (guint i = 0; i < repetitions->len; i++) {
		const struct repetition_record *r =
		    &g_array_index(repetitions, HtRehabRepetition, i).record;

		if (r->set != set)
			continue;
		sums->repetitions++;
		sums->label[r->repetition.label]++;
	}
	sums->velocity_loss = velocity_loss(repetitions, set, G_MAXUINT);
}

static guint sets_begun(const GArray *repetitions)
{
	guint sets = 0;

	for (guint i = 0; i < repetitions->len; i++)
		sets = MAX(sets, g_array_index(repetitions, HtRehabRepetition, i).record.set);
	return sets;
}

static void add_set(const GArray *repetitions, guint set, guint repetitions_planned,
		    struct session_outcome *outcome)
{
	struct session_set sums;
	float early;

	ht_set_sums(repetitions, set, &sums);
	/* By time nobody knows how many there will be: of those that there were. */
	early = velocity_loss(repetitions, set,
			      (repetitions_planned > 0 ? repetitions_planned : sums.repetitions) *
				  2 / 3);
	outcome->repetitions_done += sums.repetitions;
	outcome->poor_sets += sums.median_score < POOR_SCORE;
	outcome->velocity_lost_early |= early > LOST_EARLY;
	if (!isnan(sums.velocity_loss))
		outcome->velocity_loss = fmaxf(
		    isnan(outcome->velocity_loss) ? 0 : outcome->velocity_loss, sums.velocity_loss);
}

void ht_session_outcome(const GArray *repetitions, const HtRehabPlanned *planned,
			struct session_outcome *outcome)
{
	g_autoptr(GArray) scores = scores_of(repetitions, 0);

	*outcome = (struct session_outcome){
	    .repetitions_planned = planned->sets * planned->repetitions,
	    .duration_planned_s = planned->sets * planned->duration_s,
	    .median_score = median(scores),
	    .velocity_loss = NAN,
	    .in_zone_share = NAN,
	    .ecg_usable_share = NAN,
	};
	for (guint set = 1; set <= sets_begun(repetitions); set++)
		add_set(repetitions, set, planned->repetitions, outcome);
}
