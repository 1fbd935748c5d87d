/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/rep_label.h"

#define MISSING_MOST  0.1f  /* of a repetition's samples; beyond it nothing is said against it */
#define LEVEL_KNOWN   3     /* repetitions after which the set has a level of its own */
#define WHOLE_WAY     0.85f /* of that level: twice the usual spread within a set, 7 %, below it */
#define JERKY_SPREADS 4.0f

void rom_level_init(struct rom_level *level)
{
	level->count = 0;
}

void rom_level_take(struct rom_level *level, enum rep_label label, float rom_deg)
{
	if (label != REP_OK && label != REP_SLOW && label != REP_JERKY && label != REP_COMPENSATED)
		return;
	level->rom_deg[level->count++ % ROM_LEVEL_REPETITIONS] = rom_deg;
}

float rom_level_deg(const struct rom_level *level)
{
	unsigned n = level->count < ROM_LEVEL_REPETITIONS ? level->count : ROM_LEVEL_REPETITIONS;

	if (level->count < LEVEL_KNOWN)
		return 0;
	/* The median: the one with as many below as above it. */
	for (unsigned i = 0; i < n; i++) {
		unsigned below = 0, equal = 0;

		for (unsigned j = 0; j < n; j++) {
			below += level->rom_deg[j] < level->rom_deg[i];
			equal += level->rom_deg[j] == level->rom_deg[i];
		}
		if (below <= n / 2 && n / 2 < below + equal)
			return level->rom_deg[i];
	}
	return 0;
}

static bool is_partial(const struct rep_measures *m, const struct rep_reference *reference,
		       const struct exercise *exercise, const struct rom_level *level)
{
	float least_deg = exercise->rom_min_percent / 100 * reference->rom_deg;

	return m->rom_deg < least_deg || m->rom_deg < WHOLE_WAY * rom_level_deg(level);
}

enum rep_label rep_label_find(const struct rep_measures *m, const struct rep_differences *d,
			      const struct rep_reference *reference,
			      const struct exercise *exercise, const struct rom_level *level)
{
	bool compensated = d->compensation_deg > d->compensation_limit_deg;

	if (m->missing_share > MISSING_MOST)
		return REP_NOT_SCORED;
	if (exercise->rom_max_deg > 0 && m->rom_deg > exercise->rom_max_deg)
		return REP_TOO_FAR;
	if (compensated && exercise->compensation_max_deg > 0) /* the physiotherapist's limit */
		return REP_COMPENSATED;
	if (d->tempo_ratio * exercise->tempo_tolerance < 1)
		return REP_FAST;
	if (is_partial(m, reference, exercise, level))
		return REP_PARTIAL;
	if (d->tempo_ratio > exercise->tempo_tolerance)
		return REP_SLOW;
	if (compensated)
		return REP_COMPENSATED;
	return d->z[EXERCISE_PART_SMOOTHNESS] > JERKY_SPREADS ? REP_JERKY : REP_OK;
}

bool rep_label_is_safety(enum rep_label label)
{
	return label == REP_TOO_FAR || label == REP_COMPENSATED;
}
