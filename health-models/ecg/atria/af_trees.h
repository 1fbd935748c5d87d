/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trees of the AF detector. Grown by health-models/training/train_af.py. */
#pragma once

#include "health-models/ecg/atria/af_record.h"
#include "health-models/ecg/boosted_trees.h"

extern const struct boosted_trees af_trees_beat;               /* log odds of fibrillation */
extern const struct boosted_trees af_trees_record[AF_CLASSES]; /* log likelihood, less a constant */
