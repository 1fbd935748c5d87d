/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of one beat: Gaussian events P, Q, R, S and T around the time of its R wave.
 *
 * McSharry, Clifford, Tarassenko, Smith: "A dynamical model for generating synthetic
 * electrocardiogram signals", IEEE Trans Biomed Eng 50 (2003) 289-294. Events are placed in time
 * instead of angle, so that QRS keeps its width when the rate rises, while PR shortens and QT
 * follows Fridericia. T has two events, which makes it rise more slowly than it falls.
 */
#pragma once

#include <stdbool.h>

enum heart_beat_kind {
	HEART_BEAT_SINUS,
	HEART_BEAT_FIBRILLATION, /* conducted from fibrillating atria: no P wave */
	HEART_BEAT_VENTRICULAR,  /* wide, its T wave opposite to its QRS */
};

enum { HEART_WAVES = 6 };

struct heart_wave {
	double offset_s; /* from the R wave */
	double width_s;  /* standard deviation */
	double uv;       /* amplitude */
};

struct heart_beat {
	enum heart_beat_kind kind;
	double r_s; /* time of the R wave, or of the QRS peak of a ventricular beat */
	struct heart_wave wave[HEART_WAVES];
};

/* Shapes a beat at r_s. rr_s is the interval that its PR and QT follow, gain scales all of it. */
void heart_beat_shape(struct heart_beat *beat, enum heart_beat_kind kind, double r_s, double rr_s,
		      double gain);

/* Slope in uV/s of all the beat's waves at time t_s: the forcing term of the model's z equation. */
double heart_beat_slope(const struct heart_beat *beat, double t_s);
