/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a candidate's features to three probabilities: no beat, N, V. */
#pragma once

#include "health-models/ecg/ecg_state.h"

void beat_network_first(const float *feature, float probability[3]);
void beat_network_final(const float *feature, float probability[3]);
