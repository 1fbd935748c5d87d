/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of one window's intervals; see hrv.h. */
#pragma once

#include "health-models/ecg/variability/hrv.h"

/* Sets counts of every interval, by its neighbours. */
void hrv_judge_intervals(struct hrv_interval *interval, unsigned count);
/* Milliseconds that the counting intervals cover; *nn is how many they are. */
double hrv_covered_ms(const struct hrv_interval *interval, unsigned count, unsigned *nn);
/* Fills mean_nn_ms, sdnn_ms, rmssd_ms, pnn50, sd1_ms and sd2_ms; two must count. */
void hrv_measure_time(const struct hrv_interval *interval, unsigned count, struct hrv_window *w);
