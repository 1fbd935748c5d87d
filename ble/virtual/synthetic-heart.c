/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/synthetic-heart.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.283185307179586

/* Narrow waves need finer steps than the strap's 7.7 ms. */
enum { STEPS_PER_SAMPLE = 4 };

/* How fast z is drawn to the baseline. */
#define RELAXATION_HZ 0.6
/* A beat's waves reach no further than this from its R wave. */
#define BEAT_REACH_S 0.9

#define BASELINE_REST_UV   35.0
#define BASELINE_EFFORT_UV 130.0
#define WANDER_S           2.5
#define WANDER_UV          18.0
#define MUSCLE_REST_UV     5.0
#define MUSCLE_EFFORT_UV   26.0
#define CADENCE_HZ         1.9
#define MOVEMENT_UV        45.0
#define EFFORT_LAG_S       6.0
#define FIBRILLATION_LAG_S 1.0
#define ATRIAL_HZ          6.2
#define ATRIAL_UV          55.0
/* As seen of a Polar H10: the first sample after contact is at 11 mV. */
#define SETTLING_UV 11000.0
#define SETTLING_S  0.18
#define NO_SKIN_UV  3.0

const struct synthetic_heart_settings synthetic_heart_settings_default = {
    .seed = 1, .rate_hz = 130, .heart_rate_bpm = 66, .gain = 1};

static void add_beat(struct synthetic_heart *h)
{
	double r_s;
	enum heart_beat_kind kind = heart_rhythm_next(&h->rhythm, &r_s);
	double gain =
	    h->settings.gain * (1 + 0.05 * heart_breathing(r_s) + 0.01 * noise_normal(&h->noise));

	if (h->beats == HEART_BEATS_NEAR)
		memmove(h->beat, h->beat + 1, --h->beats * sizeof(h->beat[0]));
	heart_beat_shape(&h->beat[h->beats++], kind, r_s, h->rhythm.sinus_rr_s, gain);
}

void synthetic_heart_init(struct synthetic_heart *h,
			  const struct synthetic_heart_settings *settings)
{
	*h = (struct synthetic_heart){
	    .settings = *settings,
	    .condition = {.wanted_bpm = settings->heart_rate_bpm, .contact = true},
	    .settling_uv = SETTLING_UV,
	};
	heart_rhythm_init(&h->rhythm, settings->seed, settings->heart_rate_bpm);
	noise_init(&h->noise, settings->seed + 1);
	add_beat(h);
}

void synthetic_heart_ectopics(struct synthetic_heart *h, unsigned n)
{
	heart_rhythm_ectopics(&h->rhythm, n);
}

static double baseline_uv(const struct synthetic_heart *h, double t_s)
{
	double depth_uv = BASELINE_REST_UV + h->effort * BASELINE_EFFORT_UV;

	return h->settings.gain * depth_uv * heart_breathing(t_s);
}

static double slope_uv_s(const struct synthetic_heart *h, double t_s, double z_uv)
{
	double sum = -RELAXATION_HZ * (z_uv - baseline_uv(h, t_s));

	for (unsigned i = 0; i < h->beats; i++) {
		if (fabs(t_s - h->beat[i].r_s) < BEAT_REACH_S)
			sum += heart_beat_slope(&h->beat[i], t_s);
	}
	return sum;
}

/* Runge-Kutta, fourth order. */
static void advance_z(struct synthetic_heart *h, double t_s, double step_s)
{
	double k1 = slope_uv_s(h, t_s, h->z_uv);
	double k2 = slope_uv_s(h, t_s + step_s / 2, h->z_uv + step_s / 2 * k1);
	double k3 = slope_uv_s(h, t_s + step_s / 2, h->z_uv + step_s / 2 * k2);
	double k4 = slope_uv_s(h, t_s + step_s, h->z_uv + step_s * k3);

	h->z_uv += step_s / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
}

static double approach(double x, double target, double lag_s, double step_s)
{
	return x + (target - x) * (1 - exp(-step_s / lag_s));
}

/* Coarse waves of 5 to 7 Hz whose rate and depth drift. */
static double atrial_uv(struct synthetic_heart *h, double t_s, double step_s)
{
	double depth = 0.75 + 0.25 * sin(TWO_PI * 0.31 * t_s);
	double hz = ATRIAL_HZ * (1 + 0.10 * sin(TWO_PI * 0.17 * t_s));

	h->fibrillation = approach(h->fibrillation, h->condition.fibrillation ? 1 : 0,
				   FIBRILLATION_LAG_S, step_s);
	h->flutter_phase = fmod(h->flutter_phase + TWO_PI * hz * step_s, TWO_PI);
	return h->fibrillation * depth * ATRIAL_UV *
	       (sin(h->flutter_phase) + 0.35 * sin(2 * h->flutter_phase + 0.8));
}

/* What the body adds: slow drift of the skin, muscles, steps. */
static double body_uv(struct synthetic_heart *h, double t_s, double step_s)
{
	double muscle_uv = MUSCLE_REST_UV + h->effort * MUSCLE_EFFORT_UV;
	double white_uv = muscle_uv * noise_normal(&h->noise);
	double colored_uv = white_uv - 0.4 * h->muscle_uv;
	double pull = sqrt(2 * step_s / WANDER_S);

	h->effort = approach(h->effort, h->condition.effort, EFFORT_LAG_S, step_s);
	h->wander_uv += -h->wander_uv * step_s / WANDER_S +
			WANDER_UV * (1 + 2 * h->effort) * pull * noise_normal(&h->noise);
	h->muscle_uv = white_uv;
	h->movement_uv =
	    h->effort * MOVEMENT_UV *
	    (sin(TWO_PI * CADENCE_HZ * t_s) + 0.4 * sin(2.2 * TWO_PI * CADENCE_HZ * t_s));
	return h->wander_uv + colored_uv + h->movement_uv;
}

static double electrode_uv(struct synthetic_heart *h, double skin_uv, double step_s)
{
	double uv;

	if (!h->condition.contact) {
		h->settling_uv = SETTLING_UV;
		return NO_SKIN_UV * noise_normal(&h->noise);
	}
	uv = skin_uv + h->settling_uv;
	h->settling_uv = approach(h->settling_uv, 0, SETTLING_S, step_s);
	return uv;
}

static void take_beat(struct synthetic_heart *h, double t_s, double half_s,
		      struct synthetic_heart_sample *sample)
{
	sample->beat = false;
	for (unsigned i = 0; i < h->beats; i++) {
		const struct heart_beat *beat = &h->beat[i];

		if (beat->r_s < t_s - half_s || beat->r_s >= t_s + half_s)
			continue;
		sample->beat = h->condition.contact;
		sample->kind = beat->kind;
		sample->rr_s = h->has_last_r ? beat->r_s - h->last_r_s : 0;
		h->last_r_s = beat->r_s;
		h->has_last_r = h->condition.contact;
	}
}

void synthetic_heart_next(struct synthetic_heart *h, struct synthetic_heart_sample *sample)
{
	double step_s = 1.0 / h->settings.rate_hz;
	double t_s = (double)h->index * step_s;

	h->rhythm.wanted_bpm = h->condition.wanted_bpm;
	h->rhythm.fibrillation = h->condition.fibrillation;
	/* A P wave begins before its R wave: the next beat must be known that far ahead. */
	while (h->beat[h->beats - 1].r_s < t_s + BEAT_REACH_S / 2)
		add_beat(h);
	for (int i = 0; i < STEPS_PER_SAMPLE && h->index > 0; i++)
		advance_z(h, t_s + (i - STEPS_PER_SAMPLE) * step_s / STEPS_PER_SAMPLE,
			  step_s / STEPS_PER_SAMPLE);
	take_beat(h, t_s, step_s / 2, sample);
	sample->uv =
	    electrode_uv(h, h->z_uv + atrial_uv(h, t_s, step_s) + body_uv(h, t_s, step_s), step_s);
	h->index++;
}
