/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beat_network.h"

#include "health-models/signal/log_exp.h"

static float logistic(float x)
{
	return 1 / (1 + exp2_portable(-1.442695f * x));
}

/* Size against what is usual, and the T wave test: small, slow, soon after something larger. */
static void judge(const float *f, float probability[3])
{
	float beat = 3 * (f[0] + 1.5f) + (f[8] > 0.25f ? 1.0f : -3.0f);
	float ventricular = -3;

	if (f[4] < -0.8f && f[4] > -5)
		beat -= 3;
	if (f[15] > 0.85f + 0.1f)
		beat += 2;
	if (f[16] < 0.75f && f[21] > 0)
		ventricular += 2 + 3 * (f[24] - 0.3f) - 3 * f[7];
	probability[0] = 1 - logistic(beat);
	probability[2] = (1 - probability[0]) * logistic(ventricular);
	probability[1] = 1 - probability[0] - probability[2];
}

void beat_network_first(const float *feature, float probability[3])
{
	judge(feature, probability);
}

void beat_network_final(const float *feature, float probability[3])
{
	judge(feature, probability);
}
