/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/p_wave.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

enum { MEMORY = 16 /* beats */ };

static const float LITTLE_UV2 = 8; /* 1 uV at each point: below is no signal */
static const float OUTLIER = 4;    /* times the scatter: further off teaches no more */
/* Logistic weights: of 1, of log2(size of the average / scatter), of the likeness. */
static const float WEIGHT_ONE = 0.486f, WEIGHT_SIZE = 0.641f, WEIGHT_LIKENESS = 0.850f;
static const float LOG2_E = 1.4426950f;

struct comparison {
	float product, power, usual_power, distance;
};

static struct comparison compare(const struct p_wave *p, const float *before)
{
	struct comparison c = {0};

	for (int i = 0; i < P_WAVE_POINTS; i++) {
		float off = before[i] - p->usual[i];

		c.product += before[i] * p->usual[i];
		c.power += before[i] * before[i];
		c.usual_power += p->usual[i] * p->usual[i];
		c.distance += off * off;
	}
	return c;
}

void p_wave_init(struct p_wave *p)
{
	memset(p, 0, sizeof *p);
}

float p_wave_judge(const struct p_wave *p, const float *before)
{
	struct comparison c = compare(p, before);
	float size, likeness, odds;

	if (p->beats < P_WAVE_LEARNING)
		return -1;
	size = log2_portable(c.usual_power + LITTLE_UV2) - log2_portable(p->scatter + LITTLE_UV2);
	likeness = c.product / (sqrtf(c.power * c.usual_power) + LITTLE_UV2);
	odds =
	    exp2_portable(LOG2_E * (WEIGHT_ONE + WEIGHT_SIZE * size + WEIGHT_LIKENESS * likeness));
	return odds / (1 + odds);
}

void p_wave_learn(struct p_wave *p, const float *before)
{
	float distance = compare(p, before).distance;
	float part = 1.0f / (float)(p->beats + 1 < MEMORY ? p->beats + 1 : MEMORY);

	if (p->beats > P_WAVE_LEARNING)
		distance = smaller(distance, OUTLIER * p->scatter + LITTLE_UV2);
	/* The first beat is the average itself and scatters about nothing. */
	if (p->beats > 0)
		p->scatter +=
		    (distance - p->scatter) / (float)(p->beats < MEMORY ? p->beats : MEMORY);
	for (int i = 0; i < P_WAVE_POINTS; i++)
		p->usual[i] += part * (before[i] - p->usual[i]);
	if (p->beats < MEMORY)
		p->beats++;
}
