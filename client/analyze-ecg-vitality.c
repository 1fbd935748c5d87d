/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze-ecg-vitality.h"

HtEcgVitality *ht_ecg_vitality_new(double rate_hz)
{
	HtEcgVitality *v = g_new0(HtEcgVitality, 1);

	v->rate_hz = rate_hz;
	/* The engine takes fewer rates than these two. */
	(void)hrv_init(&v->hrv, rate_hz);
	(void)respiration_init(&v->respiration, rate_hz);
	v->windows = g_array_new(FALSE, FALSE, sizeof(struct hrv_window));
	v->per_minute = g_array_new(FALSE, FALSE, sizeof(float));
	return v;
}

void ht_ecg_vitality_free(HtEcgVitality *v)
{
	g_array_unref(v->windows);
	g_array_unref(v->per_minute);
	g_free(v);
}

void ht_ecg_vitality_add(HtEcgVitality *v, const struct ecg_beat *beat)
{
	struct hrv_window window;
	struct respiration_reading reading;

	if (hrv_push(&v->hrv, beat, &window) > 0)
		g_array_append_val(v->windows, window);
	if (respiration_push(&v->respiration, beat, &reading) > 0) {
		v->readings++;
		if (reading.per_minute > 0)
			g_array_append_val(v->per_minute, reading.per_minute);
	}
	if (beat->p_wave >= 0) {
		v->judged++;
		v->with_p += beat->p_wave > 0.5f;
	}
}

void ht_ecg_vitality_end(HtEcgVitality *v, gint64 samples)
{
	struct hrv_window window;

	if (hrv_flush(&v->hrv, samples, &window) > 0)
		g_array_append_val(v->windows, window);
}
