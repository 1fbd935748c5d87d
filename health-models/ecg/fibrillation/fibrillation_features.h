/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Four seconds of ECG in numbers that tell ventricular fibrillation and flutter from beats.
 *
 * Fibrillation has no isoelectric line, no steep QRS and one dominant period; the numbers measure
 * that in several ways, as they fail in different recordings: VF-filter leakage (Kuo & Dillman,
 * Computers in Cardiology 1978), threshold crossing sample count (Arafat et al., Signal Image
 * Video Process 5:337, 2011), phase space (Amann et al., IEEE Trans BME 54:174, 2007), spectral
 * moments (Hjorth, EEG Clin Neurophysiol 29:306, 1970), autocorrelation, and how energy and
 * amplitude are spread over the window. None depends on polarity.
 */
#pragma once

enum {
	FIBRILLATION_RATE_HZ = 50,
	FIBRILLATION_WINDOW = 200, /* samples: 4 s */
	FIBRILLATION_FEATURES = 24,
	/* Which of the features is log2 of half the dominant period in samples, and which is log2
	 * of what lies above 18 Hz over what lies from 1 to 18 Hz. */
	FIBRILLATION_HALF_PERIOD = 1,
	FIBRILLATION_SIZE = 20, /* log2 of the effective value in uV, plus one */
	FIBRILLATION_HIGH_SHARE = 21,
};

/* What the fast filters saw of the same four seconds. */
struct fibrillation_noise {
	float high_uv;     /* effective value of what lies above 18 Hz */
	float baseline_uv; /* range of what lies below 1 Hz */
};

/* x: FIBRILLATION_WINDOW samples of 1 to 18 Hz, in microvolts, finite. Fills
 * feature[0 .. FIBRILLATION_FEATURES) with finite numbers. */
void fibrillation_features(const float *x, const struct fibrillation_noise *noise, float *feature);
