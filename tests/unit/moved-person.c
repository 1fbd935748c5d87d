/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/moved-person.h"

#include <math.h>

#define GRAVITY_MS2 9.80665

void moved_person_init(struct moved_person *p, MovedSink sink, gpointer context)
{
	*p = (struct moved_person){.sink = sink,
				   .context = context,
				   .rate_hz = 50,
				   .up = {0, -1, 0},
				   .front = {0, 0, 1},
				   .noise_g = 0.004,
				   .seed = 1};
}

/* About normal, of a generator of one's own: the same everywhere. */
static double noise(struct moved_person *p)
{
	double sum = 0;

	for (int i = 0; i < 4; i++) {
		p->seed = p->seed * 1664525U + 1013904223U;
		sum += (double)(p->seed >> 8) / (1 << 24) - 0.5;
	}
	return sum * 1.7 * p->noise_g;
}

/* Specific force along the vertical, in g, seen by the sensor as it leans now. */
static void put(struct moved_person *p, double vertical_g)
{
	struct imu_sample sample = {.has = IMU_ACCELERATION, .t_ns = (gint64)llround(p->t_s * 1e9)};
	double up = cos(p->lean_rad) * vertical_g, front = -sin(p->lean_rad) * vertical_g;

	for (int i = 0; i < 3; i++)
		sample.acc_ms2[i] =
		    (float)((p->up[i] * up + p->front[i] * front + noise(p)) * GRAVITY_MS2);
	p->sink(p->context, &sample);
	p->t_s += 1 / p->rate_hz;
}

void moved_rest(struct moved_person *p, double seconds)
{
	for (double t = 0; t < seconds; t += 1 / p->rate_hz)
		put(p, 1);
}

double moved_walk(struct moved_person *p, double seconds, double cadence_spm, double height_g,
		  double uneven)
{
	for (double t = 0; t < seconds; t += 1 / p->rate_hz) {
		double steps = t * cadence_spm / 60;
		double weaker = (int)steps % 2 ? 1 - uneven : 1;

		put(p, 1 + weaker * height_g * sin(2 * G_PI * steps));
	}
	return seconds * cadence_spm / 60;
}

void moved_knock(struct moved_person *p, double size_g)
{
	put(p, 1 + (size_g - 1) / 2);
	put(p, size_g);
	put(p, 0.7);
	put(p, 1.1);
}

void moved_turn(struct moved_person *p, double lean_rad, double seconds)
{
	double from = p->lean_rad;

	for (double t = 0; t < seconds; t += 1 / p->rate_hz) {
		p->lean_rad = from + (lean_rad - from) * (1 - cos(G_PI * t / seconds)) / 2;
		put(p, 1);
	}
	p->lean_rad = lean_rad;
}

void moved_fall(struct moved_person *p, double impact_g)
{
	double from = p->lean_rad;

	for (double t = 0; t < 0.4; t += 1 / p->rate_hz) {
		p->lean_rad = from + (-G_PI / 2 - from) * t / 0.4;
		put(p, 0.4);
	}
	p->lean_rad = -G_PI / 2;
	put(p, impact_g);
	put(p, impact_g * 0.6);
	put(p, 0.5);
	put(p, 1.3);
}

/* The acceleration of half a turn of a cosine: up first, then down. */
void moved_lift(struct moved_person *p, double rise_m, double seconds)
{
	double omega = G_PI / seconds;

	for (double t = 0; t < seconds; t += 1 / p->rate_hz)
		put(p, 1 + rise_m / 2 * omega * omega * cos(omega * t) / GRAVITY_MS2);
}
