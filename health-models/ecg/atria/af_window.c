/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_window.h"

#include <string.h>

#include "health-models/ecg/ecg_state.h"

static const float RR_MIN_MS = 200, RR_MAX_MS = 3000;
static const float TRUSTED_SNR_DB = 20;
static const float USUAL_FROM = 0.7f; /* likeness */

void af_window_init(struct af_window *w)
{
	memset(w, 0, sizeof *w);
}

void af_window_add(struct af_window *w, const struct ecg_beat *beat, const struct af_sight *sight)
{
	struct af_beat *b = &w->beat[w->count % AF_KEPT];
	bool after_ventricular =
	    w->count > w->first && af_is_ventricular(af_window_beat(w, w->count - 1));

	memset(b, 0, sizeof *b);
	b->sample_index = beat->sample_index;
	b->label = beat->label;
	b->confidence = beat->confidence;
	b->rr_ms = beat->rr_ms;
	b->qrs_ms = beat->qrs_ms;
	b->p_wave = beat->p_wave;
	b->seen = sight != NULL;
	if (sight)
		b->sight = *sight;
	else
		b->sight =
		    (struct af_sight){.likeness = 1, .snr_db = TRUSTED_SNR_DB, .readable = true};
	b->supported = beat->rr_ms >= RR_MIN_MS && beat->rr_ms <= RR_MAX_MS &&
		       !af_is_ventricular(b) && !after_ventricular;
	w->rr_ms += (double)beat->rr_ms;
	w->count++;
}

void af_window_add_shape(struct af_window *w, const struct beat_shape *shape, float sign)
{
	const struct af_beat *b = af_window_beat(w, w->count - 1);
	float scale = 10 / (b->sight.atrial.height_uv + 1), *sum = w->looks;

	if (af_is_ventricular(b) || b->sight.likeness < USUAL_FROM)
		return;
	if (w->shown == AF_KEPT) {
		w->shown /= 2;
		w->sign /= 2;
		for (int i = 0; i < AF_LOOKS; i++)
			w->looks[i] /= 2;
	}
	w->shown++;
	w->sign += sign;
	for (int i = 0; i < AF_WAVE; i++)
		*sum++ += scale * b->sight.atrial.wave[i];
	for (int i = 0; i < AF_SHAPE; i++)
		*sum++ += shape->point[i * ECG_SHAPE / AF_SHAPE];
	for (int i = 0; i < AF_AFTER; i++)
		*sum++ += scale * shape->after[i];
}

void af_window_break(struct af_window *w)
{
	w->first = w->count;
}
