/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by health-models/training/train_signal_quality.py of mitdb, svdb, nsrdb and nstdb. */
#include "health-models/ecg/signal_quality.h"

/* clang-format off */
const float signal_quality_mean[FIBRILLATION_FEATURES] = {
	0.718307f, 2.43676f, 0.33058f, 0.398185f, 0.369194f, 2.57832f, 3.41906f, -0.406444f,
	0.689164f, 0.545769f, 5.33961f, -0.29369f, 0.514246f, 0.115388f, 0.20754f, 0.505007f,
	0.21551f, 0.435959f, 0.708038f, 0.944763f, 8.45645f, -0.543898f, 1.95515f, 0.692924f,
};
const float signal_quality_scale[FIBRILLATION_FEATURES] = {
	15.4007f, 2.83807f, 6.71102f, 6.28892f, 8.07081f, 1.37498f, 1.53746f, 2.6523f,
	4.43125f, 4.0535f, 2.37552f, 11.215f, 3.52595f, 16.1126f, 9.30774f, 3.00973f,
	7.69138f, 5.01282f, 7.02386f, 1.24506f, 1.03745f, 1.75988f, 1.67785f, 11.8165f,
};
const float signal_quality_weight[FIBRILLATION_FEATURES] = {
	-1.1745f, 4.42391f, 2.12873f, -2.25741f, -2.04455f, -2.57974f, 0.275116f, -2.22045f,
	-4.67432f, -0.642258f, -0.939618f, -1.01499f, -0.0129135f, 0.287597f, -2.08392f, 0.172769f,
	0.657175f, 0.690365f, 1.00559f, -0.927916f, -1.69141f, 4.2824f, -1.03631f, -2.83414f,
};
const float signal_quality_bias = 15.4081f;
/* clang-format on */
