/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much the signal can be relied on, second by second.
 *
 * From the numbers that fibrillation.h takes of the newest four seconds, boosted trees estimate the
 * ratio of the heart's signal to noise (trained by health-models/training/train_signal_quality.py
 * on recordings with known noise mixed in); two limits with a little hysteresis make three grades
 * of it. That the signal-to-noise ratio decides what an ECG is good for is from Smital et al., IEEE
 * Trans BME 67:2721, 2020.
 */
#pragma once

#include "health-models/ecg/boosted_trees.h"
#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/fibrillation/fibrillation.h"

struct signal_quality_state {
	enum signal_quality grade;
	float snr_db; /* mean of about the newest three seconds */
	bool started;
};

extern const struct boosted_trees signal_quality_trees;

void signal_quality_init(struct signal_quality_state *q);
/* Call once a second, when fibrillation_looked() says so; lost: the electrodes do not hold. Returns
 * true if the grade has changed; it holds from some two seconds ago. */
bool signal_quality_second(struct signal_quality_state *q, const struct fibrillation *f, bool lost);
/* How far the newest second can be trusted: 0 (nothing of the heart is to be seen, or not known
 * yet) to 1 (as good as without noise); 0.5 is where beats begin to stand out of it. Noise of the
 * electrodes and of muscle counts alike, fibrillation like noise: its waves hide beats, too. */
float signal_quality_trust(const struct signal_quality_state *q);
/* The estimate for one window, in dB. */
float signal_quality_snr_db(const float *feature);
