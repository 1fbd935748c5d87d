/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A synthetic heart and the strap that lies over it: one sample of ECG after the other.
 *
 * The z equation of McSharry et al. (see heart-wave.h) is solved on the model's limit cycle, where
 * the angle is the time since the last R wave; z is drawn to the baseline z0, which breathes.
 * Around it stand a rhythm (heart-rhythm.h), muscle noise and body movement that grow with effort,
 * the fine waves of fibrillating atria, and electrodes that may lose the skin. Deterministic for a
 * seed; pure.
 */
#pragma once

#include "ble/virtual/heart-rhythm.h"

#include <stdint.h>

enum { HEART_BEATS_NEAR = 6 };

struct synthetic_heart_settings {
	uint64_t seed;
	double rate_hz;
	double heart_rate_bpm; /* at the start */
	double gain;           /* 1 = an R wave of about 1 mV */
};

extern const struct synthetic_heart_settings synthetic_heart_settings_default;

/* What the story may turn at any time. */
struct heart_condition {
	double wanted_bpm;
	double effort; /* 0 = at rest .. 1 = hard work */
	bool fibrillation;
	bool contact;
};

struct synthetic_heart_sample {
	double uv;
	bool beat; /* an R wave lies at most half a sample away, and the skin is felt */
	enum heart_beat_kind kind;
	double rr_s; /* with beat: since the one before; 0 = that was not felt */
};

struct synthetic_heart {
	struct synthetic_heart_settings settings;
	struct heart_condition condition;
	struct heart_rhythm rhythm;
	struct heart_beat beat[HEART_BEATS_NEAR]; /* in time order; the last lies ahead */
	unsigned beats;
	struct noise noise;
	uint64_t index;
	double z_uv;
	double last_r_s; /* of the last beat given out */
	bool has_last_r;
	double effort;       /* follows the condition's with a lag */
	double fibrillation; /* depth of the atrial waves, 0 .. 1 */
	double flutter_phase;
	double wander_uv, muscle_uv, movement_uv;
	double settling_uv; /* the amplifier's way back after the skin was touched */
};

void synthetic_heart_init(struct synthetic_heart *h,
			  const struct synthetic_heart_settings *settings);
/* The next n beats are ventricular. */
void synthetic_heart_ectopics(struct synthetic_heart *h, unsigned n);
/* The condition may be changed before any call. */
void synthetic_heart_next(struct synthetic_heart *h, struct synthetic_heart_sample *sample);
