/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/gravity.h"

#include "common/timebase.h"
#include "health-models/motion/vector3.h"

#include <string.h>

#define GRAVITY_MS2   9.81f
#define FOLLOW_S      2.0f /* how fast a wrong direction is forgotten */
#define DISTURBED_MS2 1.0f /* an acceleration that far from 1 g says little about up */
#define LEAST_TRUST   0.2f
#define POLE_S        0.07f /* each of two; together 1.5 Hz at -3 dB */
#define RATE_OLD_NS   (200 * NS_PER_MS)

void gravity_init(struct gravity *g)
{
	*g = (struct gravity){0};
}

bool gravity_has_rate(const struct gravity *g)
{
	return g->has_rate;
}

/* Seconds from one sample to the next; a hole's time is not filtered over. */
static float step_s(int64_t from_ns, int64_t to_ns)
{
	float s = (float)(to_ns - from_ns) / (float)NS_PER_S;

	return s < 0.2f ? s : 0.2f;
}

static void start(struct gravity *g, const float direction[3], int64_t t_ns)
{
	memcpy(g->up, direction, sizeof g->up);
	memcpy(g->pole[0], direction, sizeof g->up);
	memcpy(g->pole[1], direction, sizeof g->up);
	g->acc_ns = t_ns;
	g->started = true;
}

static void turn(struct gravity *g, const struct imu_sample *sample)
{
	float turned[3];

	if (g->has_rate && g->started) {
		vector3_cross(sample->gyr_rads, g->up, turned);
		vector3_add(g->up, -step_s(g->gyr_ns, sample->t_ns), turned);
		vector3_unit(g->up);
	}
	g->has_rate = true;
	g->gyr_ns = sample->t_ns;
}

/* How much an acceleration of that length says about up, 0 .. 1. */
static float trust(float length_ms2)
{
	float off = (length_ms2 - GRAVITY_MS2) / DISTURBED_MS2;

	return expf(-off * off);
}

/* Without an angular rate there is nothing else to go by: what is disturbed is followed, slowly. */
static void low_pass(struct gravity *g, const float direction[3], float weight, float dt_s)
{
	float pull = 1 - expf(-dt_s / POLE_S), first = pull * fmaxf(LEAST_TRUST, weight);

	for (int i = 0; i < 3; i++) {
		g->pole[0][i] += first * (direction[i] - g->pole[0][i]);
		g->pole[1][i] += pull * (g->pole[0][i] - g->pole[1][i]);
	}
}

static void draw(struct gravity *g, const struct imu_sample *sample)
{
	float length = vector3_norm(sample->acc_ms2), direction[3], dt_s, pull;

	if (!(length > 0.01f))
		return;
	memcpy(direction, sample->acc_ms2, sizeof direction);
	vector3_unit(direction);
	if (!g->started) {
		start(g, direction, sample->t_ns);
		return;
	}
	dt_s = step_s(g->acc_ns, sample->t_ns);
	g->acc_ns = sample->t_ns;
	low_pass(g, direction, trust(length), dt_s);
	if (!g->has_rate) {
		memcpy(g->up, g->pole[1], sizeof g->up);
		vector3_unit(g->up);
		return;
	}
	pull = dt_s / FOLLOW_S * trust(length);
	for (int i = 0; i < 3; i++)
		g->up[i] += pull * (direction[i] - g->up[i]);
	vector3_unit(g->up);
}

void gravity_push(struct gravity *g, const struct imu_sample *sample)
{
	if (g->has_rate && sample->t_ns - g->gyr_ns > RATE_OLD_NS)
		g->has_rate = false;
	if (sample->has & IMU_ANGULAR_RATE)
		turn(g, sample);
	if (sample->has & IMU_ACCELERATION)
		draw(g, sample);
}
