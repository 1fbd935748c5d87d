/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest beats as the search for atrial fibrillation sees them, and how far
 * each can be trusted. */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/atria/af_atrial.h"
#include "health-models/ecg/ecg_event.h"

struct beat_shape;

enum {
	AF_KEPT = 128, /* beats */
	AF_SHAPE = 18, /* points of 20 ms about the R wave */
	AF_AFTER = 8,  /* points of 20 ms after the QRS */
	AF_LOOKS = AF_WAVE + AF_SHAPE + AF_AFTER,
};

/* What the engine saw of a beat, beyond its label. */
struct af_sight {
	struct af_atrial atrial;
	float likeness;                 /* of its shape with this heart's usual one, -1 .. 1 */
	float none, ventricular, early; /* probabilities: no beat, ventricular, supraventricular */
	float snr_db;                   /* of the signal about it */
	float turned_down;              /* candidates between the beat before and it that were no
					   beats */
	float loudest;                  /* energy of the largest of them / energy of the beat */
	float background;               /* usual energy in the second before / energy of the beat */
	float p_range, t_range;         /* peak to peak where P and T waves are / QRS height */
	bool readable;                  /* the grade of the signal about it is not "unreadable" */
};

struct af_beat {
	int64_t sample_index;
	enum beat_label label;
	float confidence;
	float rr_ms;    /* since the beat before; 0 = none */
	float qrs_ms;   /* QRS width */
	float p_wave;   /* 0..1; -1 = not known */
	bool supported; /* the interval has no ventricular beat at its ends */
	bool seen;      /* sight was known */
	struct af_sight sight;
};

/* Beat number k (counted from 0) is beat[k % AF_KEPT]. */
struct af_window {
	struct af_beat beat[AF_KEPT];
	int64_t count; /* ever added */
	int64_t first; /* number of the first beat after the newest break */
	double rr_ms;  /* sum over all beats */
	/* Of the usual beats, sums that forget: what is before the QRS, in tenths of
	 * its height; the shape; what is after it, in tenths; and which way the R
	 * wave points. */
	float looks[AF_LOOKS], sign;
	int shown; /* beats in these sums */
};

void af_window_init(struct af_window *w);
/* Takes the next beat with its final label; sight NULL = not known, the beat is
 * trusted. */
void af_window_add(struct af_window *w, const struct ecg_beat *beat, const struct af_sight *sight);
/* The shape of the beat that was added last; sign: of its largest deflection,
 * -1 or 1. */
void af_window_add_shape(struct af_window *w, const struct beat_shape *shape, float sign);
/* What follows has nothing to do with what was. */
void af_window_break(struct af_window *w);

static inline const struct af_beat *af_window_beat(const struct af_window *w, int64_t number)
{
	return &w->beat[number % AF_KEPT];
}

static inline bool af_is_ventricular(const struct af_beat *b)
{
	return b->label == BEAT_VENTRICULAR || b->label == BEAT_FUSION;
}
