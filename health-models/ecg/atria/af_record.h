/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers of a short recording as a whole, for its class: normal, atrial
 * fibrillation, another rhythm, noise (the classes of the PhysioNet/CinC
 * Challenge 2017). They are taken of the newest AF_KEPT beats, breaks or not:
 * how fast and how even, early and late beats, how wide, high and like each
 * other the beats are, P waves, how sure and how noisy all this is, and the
 * mean of what is before and after the QRS.
 */
#pragma once

#include "health-models/ecg/atria/af_features.h"

enum af_class { AF_NORMAL = 0, AF_FIBRILLATION = 1, AF_OTHER = 2, AF_NOISE = 3, AF_CLASSES };

enum {
	AF_RECORD_CHANNELS = 12,
	AF_RECORD_CHANNEL_FEATURES = 6,
	AF_RECORD_MIDDLE = 1 + AF_INTERVAL_FEATURES, /* of af_features.h, about the middle beat */
	AF_RECORD_LEAST = 8,                         /* beats for that */
	AF_RECORD_FEATURES =
	    50 + AF_RECORD_CHANNELS * AF_RECORD_CHANNEL_FEATURES + AF_LOOKS + AF_RECORD_MIDDLE + 1,
};

/* seconds: how long it is; 0 = not known. */
void af_record_features(const struct af_window *w, double seconds,
			float feature[AF_RECORD_FEATURES]);
