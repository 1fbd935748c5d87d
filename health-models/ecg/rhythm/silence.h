/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long no beat has been heard, and whether what came instead is small enough to be none.
 *
 * Small goes by this heart's newest 16 sure beats: by the energy that all but a quarter of them
 * exceed, so that a burst of noise taken for beats does not make real ones look small. The level
 * that the beat detector learns anew in every silence is of no use here: it is that of the noise.
 *
 * A line that runs by a millivolt in a second without a beat in it is an electrode that has come
 * loose: that counts as something large. Of 71 recordings on the skin none was steadier than 20 uV
 * in 100 ms between two beats, so a heart that stands still is not "no signal" (contact.h).
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

struct silent {
	int64_t since;       /* the newest beat, or what was as large, in internal samples */
	float seconds;       /* from there on */
	float largest_share; /* of what came instead, as a share of a usual beat */
};

/* Call once per internal sample. Returns true ten times a second, and
 * what there is to say. */
bool silence_step(struct ecg *e, float uv, struct silent *silent);

/* Takes in the beat that candidate `number` turned out to be. */
void silence_learn(struct ecg *e, int64_t number, float confidence);
/* Something else than a beat was heard until internal position `at`: fibrillation. */
void silence_heard(struct ecg *e, int64_t at);

/* What speaks for candidate `number`, a beat. */
struct beat_evidence silence_evidence(const struct ecg *e, int64_t number);
