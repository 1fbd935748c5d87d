/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawn ECG for tests: bell curves at known times, with a little fixed noise. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { DRAWN_BEATS_MAX = 1000 };

struct drawn_beat {
	double at_s; /* of the R wave */
	bool ventricular;
};

struct drawn_ecg {
	struct drawn_beat beat[DRAWN_BEATS_MAX];
	size_t count;
	double end_s;        /* where the next beat would be */
	double amplitude_uv; /* of a normal R wave; negative = electrodes swapped */
};

void drawn_ecg_init(struct drawn_ecg *d, double amplitude_uv);
/* n beats, each rr_s after the one before. */
void drawn_ecg_add(struct drawn_ecg *d, size_t n, double rr_s, bool ventricular);
/* Samples of the whole drawing up to half a second after its last beat; free with g_free. */
float *drawn_ecg_samples(const struct drawn_ecg *d, double rate_hz, size_t *count);
