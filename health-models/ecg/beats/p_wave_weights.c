/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by health-models/training/train_p_wave.py (after e1a8ce3) of mitdb without 107, 118, 119 and
 * 217, cpsc2021, nsrdb and challenge-2017. */
#include "health-models/ecg/beats/p_wave.h"

const float p_wave_weight[P_WAVE_MEASURES + 1] = {-0.572905f, 0.757257f, 0.746267f};
