/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Heart rate variability in windows of five minutes.
 *
 * Measures as the Task Force of the European Society of Cardiology and NASPE defines them
 * (Circulation 93:1043, 1996), and the Poincare plot's SD1 and SD2 (Brennan, Palaniswami and Kamen,
 * IEEE Trans Biomed Eng 48:1342, 2001). Only NN intervals count: both beats normal, nothing missing
 * between them. One that is further than 25 % from the median of its neighbours (up to five on
 * either side) is taken for a beat missed, made up or mislabelled. What does not count is left out,
 * nothing is filled in: differences are taken between neighbours alone, and the spectrum is one
 * that needs no even spacing (hrv_spectrum.h).
 *
 * The artefact share is the part of the window that no counting interval covers. Above 20 % a
 * window has no numbers; above 10 % it has none of frequency. In atrial fibrillation most intervals
 * are left out, and rightly: they are not the sinus node's.
 *
 * Over hours: SDANN, the standard deviation of the windows' mean NN, and the SDNN index, the mean
 * of their SDNN, from one hour of windows with numbers on (they are meant for 24; say over how many
 * it was); the HRV triangular index, all NN over the height of their histogram with bins of 1/128
 * s, from 20 minutes on, as the Task Force asks.
 *
 * Windows stand side by side from the stream's first sample on. 20 KiB, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

enum {
	HRV_WINDOW_S = 300,
	HRV_NN_MAX = 1536, /* five minutes at 300 a minute and some */
	HRV_BINS = 384,    /* of 1/128 s: 3 s */
};

struct hrv_interval {
	float end_s;  /* of its second beat, from the window's start */
	float rr_ms;  /* between two normal beats */
	bool follows; /* begins where the interval before it in the list ends */
	bool counts;  /* no artefact */
};

enum hrv_quality {
	HRV_NO_NUMBERS = 0, /* too much was left out */
	HRV_TIME_ONLY = 1,  /* enough for what is told of time, too little for frequency */
	HRV_FULL = 2,
};

/* What is not told by its quality is 0. */
struct hrv_window {
	int64_t start_index, end_index; /* in the stream's samples, end exclusive */
	enum hrv_quality quality;
	float artefact_share; /* 0..1, see above */
	unsigned nn;          /* intervals that count */
	float mean_nn_ms;
	float sdnn_ms;  /* standard deviation, n - 1 */
	float rmssd_ms; /* root mean square of the differences of neighbours */
	float pnn50;    /* share of these differences above 50 ms, 0..1 */
	float sd1_ms, sd2_ms;
	float vlf_ms2; /* up to 0.04 Hz; five minutes hold nothing slower than 0.0033 Hz */
	float lf_ms2;  /* 0.04 to 0.15 Hz */
	float hf_ms2;  /* 0.15 to 0.4 Hz */
	float lf_hf;   /* 0 = no HF power */
};

/* Sums over the windows. */
struct hrv_hours {
	unsigned windows, left_out; /* with and without numbers */
	double mean_ms, square_ms2; /* of the windows' means: Welford's running sums */
	double sdnn_sum_ms;
	uint64_t nn;
	uint32_t bin[HRV_BINS];
};

struct hrv_hours_numbers {
	unsigned windows, left_out; /* of five minutes, with and without numbers */
	uint64_t nn;
	bool has_sdann; /* and the SDNN index */
	float sdann_ms, sdnn_index_ms;
	bool has_triangular_index;
	float triangular_index;
};

struct hrv {
	double rate_hz;
	int64_t window; /* number of the one being filled */
	bool last_normal;
	bool last_kept; /* the newest interval is in the list */
	unsigned count;
	struct hrv_interval interval[HRV_NN_MAX];
	struct hrv_hours hours;
};

/* Returns 0, or -ERANGE for a rate that is not positive and finite. */
int hrv_init(struct hrv *h, double rate_hz);
/* Takes a beat with its final label, in order. Returns 1 and fills *window when the beat lies
 * behind the window that was being filled, else 0. A window without a single interval is not told.
 */
int hrv_push(struct hrv *h, const struct ecg_beat *beat, struct hrv_window *window);
/* The stream ends at end_index. Returns as push: a window that was cut short is not told. */
int hrv_flush(struct hrv *h, int64_t end_index, struct hrv_window *window);
/* Like hrv_push() with what it looks at of a beat: rr_ms 0 = none. */
int hrv_push_interval(struct hrv *h, int64_t sample_index, float rr_ms, bool normal,
		      struct hrv_window *window);

/* Over all windows told so far. */
struct hrv_hours_numbers hrv_hours_get(const struct hrv *h);
