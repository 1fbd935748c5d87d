/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a P wave leads up to a beat.
 *
 * What lies 250 to 90 ms before the R wave, in points of 20 ms, is averaged over the newest 16
 * normal beats, less the quarter that is furthest from all: a P wave stays, fibrillating atria and
 * noise average out. Two numbers tell: how large the average is against the scatter around it (no P
 * wave stands out of noise or of fibrillation), and how like it this beat is. Their logistic
 * weights were fitted (health-models/training/train_p_wave.py) on 74,000 beats of mitdb (without
 * 118 and 119), cpsc2021, nsrdb and challenge-2017, where no P wave
 * is where the reference says atrial fibrillation, flutter or nodal rhythm (there are no marks of
 * single P waves in hand), each record weighted by the root of its beats.
 *
 * In other people (five folds by person, as a strap sends it): told in 97 % of mitdb's sinus beats,
 * 98 % of nsrdb's, 67 % of cpsc2021's and 75 % of challenge-2017's; in 2, 5 and 18 % of the beats
 * without in mitdb, cpsc2021 and challenge-2017. A P wave that drowns in noise is not told.
 *
 * With a PR interval beyond 200 ms the P wave's beginning lies outside, and above some 150 beats a
 * minute the T wave before lies inside and is taken for one.
 */
#pragma once

#include <stdbool.h>

enum {
	P_WAVE_POINTS = 8,
	P_WAVE_LEARNING = 8, /* beats before anything is said */
	P_WAVE_MEMORY = 16,
	P_WAVE_MEASURES = 2,
};

struct p_wave {
	float before[P_WAVE_MEMORY][P_WAVE_POINTS]; /* of the newest normal beats, a ring; uV */
	unsigned beats, next;
	float usual[P_WAVE_POINTS]; /* their average, uV */
	float scatter;              /* mean squared distance from it, uV^2 */
};

/* Logistic weights: of 1 and of the measures. Made by health-models/training/train_p_wave.py. */
extern const float p_wave_weight[P_WAVE_MEASURES + 1];

void p_wave_init(struct p_wave *p);
/* The probability that there is one, 0..1, or -1 while too few beats were learned. before: what
 * leads up to the beat, in uV with zero mean (struct beat_shape). */
float p_wave_judge(const struct p_wave *p, const float *before);
/* What it is judged by: log2 of the average's size over the scatter, and the likeness. Returns
 * false while too few beats were learned. */
bool p_wave_measure(const struct p_wave *p, const float *before, float *measure);
/* Takes in a normal beat. */
void p_wave_learn(struct p_wave *p, const float *before);
