/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/exercise.h"

const struct exercise exercise_default = {
    .place = SENSOR_PLACE_UNKNOWN,
    .signal = EXERCISE_SIGNAL_TILT,
    .rom_min_percent = 60,
    .tempo_tolerance = 1.5f,
    .weight = {.30f, .15f, .25f, .10f, .20f},
    .velocity_loss_stop = 0.2f,
    .repetitions = 10,
    .sets = 3,
    .rest_s = 60,
};
