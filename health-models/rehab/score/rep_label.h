/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one word for a repetition: what to do otherwise next time. It is found before the score.
 * Pure C.
 */
#pragma once

#include "health-models/rehab/score/rep_compare.h"

enum { ROM_LEVEL_REPETITIONS = 9 };

/* How far the person goes in this set: a sensor that sits a little otherwise than in the reference,
 * or a good day, moves all repetitions alike and is no fault of one. */
struct rom_level {
	float rom_deg[ROM_LEVEL_REPETITIONS];
	unsigned count; /* taken so far */
};

void rom_level_init(struct rom_level *level);
/* Takes the repetitions that went the whole way and took their time. */
void rom_level_take(struct rom_level *level, enum rep_label label, float rom_deg);
/* 0 = not known yet. */
float rom_level_deg(const struct rom_level *level);

enum rep_label rep_label_find(const struct rep_measures *m, const struct rep_differences *d,
			      const struct rep_reference *reference,
			      const struct exercise *exercise, const struct rom_level *level);
/* A label that warns: the score says so too. */
bool rep_label_is_safety(enum rep_label label);
