/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a P wave leads up to a beat.
 *
 * What lies 250 to 90 ms before the R wave, in points of 20 ms, is averaged over some 16 beats: a P
 * wave stays, fibrillating atria and noise average out. Two numbers tell: how large the average is
 * against the scatter around it (no P wave stands out of noise or of fibrillation), and how like it
 * this beat is. Their logistic weights were fitted on 200,000 beats of mitdb, cpsc2021, nsrdb and
 * challenge-2017, with no P wave where the reference says atrial fibrillation, flutter or nodal
 * rhythm, each record weighted by the root of its beats; docs/ecg.md has the figures by person.
 *
 * It is as good as its window: with a PR interval beyond 200 ms the P wave's beginning lies
 * outside, and above some 150 beats a minute the T wave before lies in it and is taken for one.
 */
#pragma once

#include <stdbool.h>

enum {
	P_WAVE_POINTS = 8,
	P_WAVE_LEARNING = 8, /* beats before anything is said */
};

struct p_wave {
	float usual[P_WAVE_POINTS]; /* uV */
	float scatter;              /* mean squared distance from it, uV^2 */
	unsigned beats;
};

void p_wave_init(struct p_wave *p);
/* The probability that there is one, 0..1, or -1 while too few beats were learned. before: what
 * leads up to the beat, in uV with zero mean (struct beat_shape). */
float p_wave_judge(const struct p_wave *p, const float *before);
/* Takes in a normal beat. */
void p_wave_learn(struct p_wave *p, const float *before);
