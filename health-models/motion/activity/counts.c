/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/counts.h"

#include <math.h>
#include <string.h>

/* Table of the paper; its ninth number is zero in both rows. */
static const double B[COUNTS_ORDER + 1] = {
    -0.009341062898525, -0.025470289659360, -0.004235264826105, 0.044152415456420,
    0.036493718347760,  -0.011893961934740, -0.022917390623150, -0.006788163862310,
};
static const double A[COUNTS_ORDER + 1] = {
    1,
    -3.63367395910957,
    5.03689812757486,
    -3.09612247819666,
    0.50620507633883,
    0.32421701566682,
    -0.15685485875559,
    0.01949130205890,
};

/* From g to the device's steps: 3 / 4096 g a digit, 2.6 / 256 of the older one, its gain. */
static const double SCALE = 3.0 / 4096 / (2.6 / 256) * 237.5;
static const double DEAD_BAND = 4;
static const double SATURATED = 128;

void counts_init(struct activity_counts *c)
{
	*c = (struct activity_counts){.started = false};
}

/* As if x had stood there for ever. */
static void settle(double state[COUNTS_ORDER], double x)
{
	double b = 0, a = 0, y;

	for (int i = 0; i <= COUNTS_ORDER; i++) {
		b += B[i];
		a += A[i];
	}
	y = x * b / a;
	state[COUNTS_ORDER - 1] = B[COUNTS_ORDER] * x - A[COUNTS_ORDER] * y;
	for (int i = COUNTS_ORDER - 2; i >= 0; i--)
		state[i] = B[i + 1] * x - A[i + 1] * y + state[i + 1];
}

static double filter(double state[COUNTS_ORDER], double x)
{
	double y = B[0] * x + state[0];

	for (int i = 0; i < COUNTS_ORDER - 1; i++)
		state[i] = B[i + 1] * x - A[i + 1] * y + state[i + 1];
	state[COUNTS_ORDER - 1] = B[COUNTS_ORDER] * x - A[COUNTS_ORDER] * y;
	return y;
}

static unsigned trimmed(double y)
{
	double size = fabs(y * SCALE);

	if (size < DEAD_BAND)
		return 0;
	return (unsigned)(size > SATURATED ? SATURATED : size);
}

void counts_push(struct activity_counts *c, const struct motion_point *point)
{
	bool begins = point->begins || !c->started;

	c->odd = begins ? false : !c->odd;
	if (begins) {
		c->thirds = 0;
		memset(c->tenth, 0, sizeof c->tenth);
	}
	c->started = true;
	if (c->odd)
		return;
	c->thirds++;
	for (int i = 0; i < 3; i++) {
		double x = round((double)point->acc_g[i] * 1000) / 1000;

		if (begins)
			settle(c->state[i], x);
		c->tenth[i] += trimmed(filter(c->state[i], x));
		if (c->thirds == 3) {
			c->counts[i] += c->tenth[i] / 3;
			c->tenth[i] = 0;
		}
	}
	if (c->thirds == 3)
		c->thirds = 0;
}

void counts_take(struct activity_counts *c, uint32_t counts[3])
{
	for (int i = 0; i < 3; i++) {
		counts[i] = (uint32_t)c->counts[i];
		c->counts[i] = 0;
	}
}
