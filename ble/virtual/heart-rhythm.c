/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/heart-rhythm.h"

#include <math.h>

#define TWO_PI 6.283185307179586

#define BREATHING_HZ 0.25
#define MAYER_HZ     0.1
/* Time constants of the heart rate's way to what effort asks for. */
#define RISE_S 32.0
#define FALL_S 48.0
/* Modulation of the interval, as parts of it, at 60 bpm. */
#define BREATHING_DEPTH 0.045
#define MAYER_DEPTH     0.022
#define JITTER_DEPTH    0.006
#define REFRACTORY_S    0.30
/* Coupling of a ventricular beat to a beat before it. */
#define ECTOPIC_COUPLING   0.60
#define RUN_INTERVAL_S     0.39
#define COUPLING_MIN_S     0.34
#define FIBRILLATION_DEPTH 0.22
#define FIBRILLATION_MIN_S 0.34
#define FIBRILLATION_MAX_S 1.60

void heart_rhythm_init(struct heart_rhythm *r, uint64_t seed, double rate_bpm)
{
	*r = (struct heart_rhythm){.rate_bpm = rate_bpm, .wanted_bpm = rate_bpm};
	noise_init(&r->noise, seed);
	r->sinus_rr_s = 60.0 / rate_bpm;
	/* The first beat comes after less than one interval from time 0. */
	r->last_r_s = r->last_sinus_s = -0.5 * r->sinus_rr_s;
}

void heart_rhythm_ectopics(struct heart_rhythm *r, unsigned n)
{
	r->ectopics_left = n;
}

double heart_breathing(double t_s)
{
	return sin(TWO_PI * BREATHING_HZ * t_s);
}

static void approach_wanted_rate(struct heart_rhythm *r)
{
	double tau_s = r->wanted_bpm > r->rate_bpm ? RISE_S : FALL_S;

	r->rate_bpm += (r->wanted_bpm - r->rate_bpm) * (1 - exp(-60.0 / r->rate_bpm / tau_s));
}

static double sinus_interval_s(struct heart_rhythm *r)
{
	/* Vagal tone goes with effort: at 120 bpm little is left. */
	double vagal = fmin(1.0, fmax(0.08, (130.0 - r->rate_bpm) / 70.0));
	double t = r->last_sinus_s;
	double modulation;

	approach_wanted_rate(r);
	modulation = vagal * (BREATHING_DEPTH * heart_breathing(t) +
			      MAYER_DEPTH * sin(TWO_PI * MAYER_HZ * t));
	modulation += JITTER_DEPTH * noise_normal(&r->noise);
	return 60.0 / r->rate_bpm * (1 + modulation);
}

static enum heart_beat_kind ventricular(struct heart_rhythm *r, double *r_s)
{
	double interval_s = r->pause_due ? RUN_INTERVAL_S : ECTOPIC_COUPLING * r->sinus_rr_s;

	interval_s *= 1 + 0.03 * noise_normal(&r->noise);
	*r_s = r->last_r_s + fmax(interval_s, COUPLING_MIN_S);
	r->ectopics_left--;
	r->pause_due = true;
	return HEART_BEAT_VENTRICULAR;
}

static enum heart_beat_kind fibrillating(struct heart_rhythm *r, double *r_s)
{
	double interval_s;

	approach_wanted_rate(r);
	interval_s = 60.0 / r->rate_bpm * (1 + FIBRILLATION_DEPTH * noise_normal(&r->noise));
	*r_s = r->last_r_s + fmin(fmax(interval_s, FIBRILLATION_MIN_S), FIBRILLATION_MAX_S);
	r->last_sinus_s = *r_s;
	r->sinus_rr_s = interval_s;
	r->pause_due = false;
	return HEART_BEAT_FIBRILLATION;
}

/* The node goes on through ectopics: what it fires into a ventricle that has just beaten, is lost.
 */
static enum heart_beat_kind sinus(struct heart_rhythm *r, double *r_s)
{
	double refractory_s = r->pause_due ? REFRACTORY_S + 0.5 * r->sinus_rr_s : 0;

	do {
		r->sinus_rr_s = sinus_interval_s(r);
		r->last_sinus_s += r->sinus_rr_s;
	} while (r->last_sinus_s <= r->last_r_s + refractory_s);
	*r_s = r->last_sinus_s;
	r->pause_due = false;
	return HEART_BEAT_SINUS;
}

enum heart_beat_kind heart_rhythm_next(struct heart_rhythm *r, double *r_s)
{
	enum heart_beat_kind kind;

	if (r->ectopics_left > 0)
		kind = ventricular(r, r_s);
	else if (r->fibrillation)
		kind = fibrillating(r, r_s);
	else
		kind = sinus(r, r_s);
	r->last_r_s = *r_s;
	return kind;
}
