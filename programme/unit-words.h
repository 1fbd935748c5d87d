/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of health-models/motion/unit_gate.h: what is wrong with motion samples, and what to do.
 */
#pragma once

#include "health-models/motion/unit_gate.h"

/* (transfer none) "acceleration looks like g, not m/s2: multiply it by 9.80665"; NULL where nothing
 * is wrong. */
const char *ht_unit_words(enum unit_verdict verdict);
