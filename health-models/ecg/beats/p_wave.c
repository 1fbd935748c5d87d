/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/p_wave.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/log_exp.h"
#include "health-models/signal/sorted.h"

static const float LITTLE_UV2 = 8; /* 1 uV at each point: below is no signal */
static const float LOG2_E = 1.4426950f;

void p_wave_init(struct p_wave *p)
{
	memset(p, 0, sizeof *p);
}

static float product(const float *a, const float *b)
{
	float sum = 0;

	for (int i = 0; i < P_WAVE_POINTS; i++)
		sum += a[i] * b[i];
	return sum;
}

static float distance(const float *a, const float *b)
{
	float sum = 0;

	for (int i = 0; i < P_WAVE_POINTS; i++)
		sum += (a[i] - b[i]) * (a[i] - b[i]);
	return sum;
}

/* The mean of the beats whose distance from the mean so far is at most `within`. Returns theirs
 * from it, on average. */
static float average(struct p_wave *p, const float *far, float within)
{
	float sum[P_WAVE_POINTS] = {0}, scatter = 0;
	unsigned n = 0;

	for (unsigned k = 0; k < p->beats; k++) {
		if (far[k] > within)
			continue;
		for (int i = 0; i < P_WAVE_POINTS; i++)
			sum[i] += p->before[k][i];
		n++;
	}
	for (int i = 0; i < P_WAVE_POINTS; i++)
		p->usual[i] = sum[i] / (float)n;
	for (unsigned k = 0; k < p->beats; k++)
		scatter += far[k] <= within ? distance(p->before[k], p->usual) : 0;
	return scatter / (float)n;
}

/* The largest distance that three quarters of the beats keep. */
static float usual_distance(const float *far, unsigned beats)
{
	float sorted[P_WAVE_MEMORY];

	for (unsigned k = 0; k < beats; k++)
		sorted_insert(sorted, k, far[k]);
	return sorted[beats - beats / 4 - 1];
}

void p_wave_learn(struct p_wave *p, const float *before)
{
	float far[P_WAVE_MEMORY] = {0};

	memcpy(p->before[p->next], before, sizeof p->before[0]);
	p->next = (p->next + 1) % P_WAVE_MEMORY;
	if (p->beats < P_WAVE_MEMORY)
		p->beats++;
	(void)average(p, far, 0);
	for (unsigned k = 0; k < p->beats; k++)
		far[k] = distance(p->before[k], p->usual);
	p->scatter = average(p, far, usual_distance(far, p->beats));
}

bool p_wave_measure(const struct p_wave *p, const float *before, float *measure)
{
	float usual = product(p->usual, p->usual), own = product(before, before);

	if (p->beats < P_WAVE_LEARNING)
		return false;
	measure[0] = log2_portable(usual + LITTLE_UV2) - log2_portable(p->scatter + LITTLE_UV2);
	measure[1] = product(before, p->usual) / (sqrtf(own * usual) + LITTLE_UV2);
	return true;
}

float p_wave_judge(const struct p_wave *p, const float *before)
{
	float measure[P_WAVE_MEASURES], sum = p_wave_weight[0], odds;

	if (!p_wave_measure(p, before, measure))
		return -1;
	for (int i = 0; i < P_WAVE_MEASURES; i++)
		sum += p_wave_weight[1 + i] * measure[i];
	odds = exp2_portable(LOG2_E * sum);
	return odds / (1 + odds);
}
