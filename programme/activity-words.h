/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How activity is named: in JSON, and to a person. All (transfer none). */
#pragma once

#include "health-models/motion/activity/fall.h"
#include "health-models/motion/activity/intensity.h"
#include "health-models/motion/activity/posture.h"

const char *ht_posture_name(enum posture posture);
const char *ht_posture_words(enum posture posture);
const char *ht_intensity_name(enum intensity_level level);
const char *ht_fall_state_name(enum fall_state state);
const char *ht_fall_reason_name(enum fall_reason reason);
const char *ht_fall_reason_words(enum fall_reason reason);
