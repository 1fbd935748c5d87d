/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power of the NN intervals in the Task Force's bands, in ms^2.
 *
 * Lomb's periodogram (Astrophys Space Sci 39:447, 1976; for heart rate: Laguna, Moody and Mark,
 * IEEE Trans Biomed Eng 45:698, 1998), after the line that fits best was taken off. It takes the
 * intervals where they are: resampling at 4 Hz damps the upper end of HF and invents what is
 * between the ends of a gap. Frequencies are the 119 multiples of 1/300 Hz below 0.4 Hz; one-sided
 * density 2 P T / N with T the time that counting intervals cover and N their number, so a sine of
 * amplitude A has the power A^2 / 2 in its band, and the bands add up to the variance where nothing
 * is faster than 0.4 Hz.
 */
#pragma once

#include "health-models/ecg/variability/hrv.h"

/* Fills vlf_ms2, lf_ms2, hf_ms2 and lf_hf from what counts; covered_ms: hrv_covered_ms(). */
void hrv_measure_spectrum(const struct hrv_interval *interval, unsigned count, double covered_ms,
			  struct hrv_window *w);
