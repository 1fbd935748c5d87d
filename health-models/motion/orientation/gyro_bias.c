/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/orientation/gyro_bias.h"

#include <math.h>
#include <string.h>

#include "health-models/motion/vector3.h"

/* The covariance's unit, which keeps its numbers near 1. */
static const float UNIT_RADS = 0.01f * 3.14159265f / 180;
static const float RAD_PER_DEG = 3.14159265f / 180;
/* What forgetting_s is about. */
static const float FORGOTTEN_UNITS = 10;

/* Where row i, column j of a symmetric matrix lies. */
static int place(int i, int j)
{
	return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

static float squared_units(float deg_s)
{
	return deg_s * 100 * (deg_s * 100);
}

void gyro_bias_init(struct gyro_bias *b, const struct gyro_bias_settings *settings)
{
	memset(b, 0, sizeof *b);
	for (int i = 0; i < 3; i++)
		b->covariance[place(i, i)] = squared_units(settings->sigma_init_deg_s);
}

static float squared_distance(const float a[3], const float b[3])
{
	float d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};

	return vector3_dot(d, d);
}

void gyro_bias_rate(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		    const float rate_rads[3], float step_s)
{
	const float *reference = b->rate_reference_rads;
	float limit = settings->limit_deg_s * RAD_PER_DEG;
	float deviation = settings->rest_rate_deg_s * RAD_PER_DEG;

	vector3_add(b->rate_sum, step_s, rate_rads);
	b->rate_sum_s += step_s;
	if (squared_distance(rate_rads, reference) >= deviation * deviation ||
	    fabsf(reference[0]) > limit || fabsf(reference[1]) > limit ||
	    fabsf(reference[2]) > limit)
		b->still_s = 0;
}

void gyro_bias_acc(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		   const float acc_ms2[3], float step_s)
{
	float deviation = settings->rest_acc_ms2;

	vector3_add(b->acc_sum, step_s, acc_ms2);
	b->acc_sum_s += step_s;
	if (squared_distance(acc_ms2, b->acc_reference_ms2) >= deviation * deviation)
		b->still_s = 0;
	else
		b->still_s += step_s;
}

/* Low-passes the mean since the last step. */
static void follow(struct low_pass filter[3], float reference[3], float sum[3], float *sum_s,
		   float *seen_s, float tau_s)
{
	struct low_pass_step step = low_pass_step_of(tau_s, *sum_s, *seen_s);

	if (!(*sum_s > 0))
		return;
	for (int i = 0; i < 3; i++) {
		reference[i] = low_pass(&filter[i], &step, sum[i] / *sum_s);
		sum[i] = 0;
	}
	*seen_s += *sum_s;
	*sum_s = 0;
}

/* One number that is row . bias but for an error of this variance: by how much the bias is to be
 * corrected. The covariance shrinks. */
static void measure(struct gyro_bias *b, float correction[3], const float row[3], float innovation,
		    float variance)
{
	float *p = b->covariance;
	float gain[3];
	float total = variance;

	for (int i = 0; i < 3; i++) {
		gain[i] =
		    p[place(i, 0)] * row[0] + p[place(i, 1)] * row[1] + p[place(i, 2)] * row[2];
		total += gain[i] * row[i];
		innovation -= row[i] * correction[i];
	}
	for (int i = 0; i < 3; i++) {
		correction[i] += gain[i] * (innovation / total);
		for (int j = 0; j <= i; j++)
			p[place(i, j)] -= gain[i] * (gain[j] / total);
	}
}

/* The variance of one measurement, such that the estimate converges to this sigma while it is
 * forgotten by this much per step. */
static float variance_of(float sigma_deg_s, float forgotten)
{
	float p = squared_units(sigma_deg_s);

	return p * p / forgotten + p;
}

static float clip(float x, float limit)
{
	return x > limit ? limit : x < -limit ? -limit : x;
}

/* Three measurements at once: the rows of a matrix. */
static void update(struct gyro_bias *b, const float matrix[9], const float innovation[3],
		   const float variance[3], float limit)
{
	float correction[3] = {0, 0, 0};

	for (int i = 0; i < 3; i++)
		measure(b, correction, matrix + 3 * i, clip(innovation[i], limit), variance[i]);
	for (int i = 0; i < 3; i++)
		b->bias_rads[i] = clip(b->bias_rads[i] + correction[i], limit);
}

static void update_at_rest(struct gyro_bias *b, const struct gyro_bias_settings *settings,
			   float forgotten)
{
	static const float identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
	float w = variance_of(settings->sigma_rest_deg_s, forgotten);
	const float variance[3] = {w, w, w};
	float innovation[3];

	for (int i = 0; i < 3; i++)
		innovation[i] = b->rate_reference_rads[i] - b->bias_rads[i];
	update(b, identity, innovation, variance, settings->limit_deg_s * RAD_PER_DEG);
}

static void update_in_motion(struct gyro_bias *b, const struct gyro_bias_settings *settings,
			     const float matrix[9], const float seen_rads[2], float forgotten)
{
	float w = variance_of(settings->sigma_motion_deg_s, forgotten);
	const float variance[3] = {w, w, w / settings->vertical_weight};
	float innovation[3] = {seen_rads[0], seen_rads[1], 0};

	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++)
			innovation[i] -= matrix[3 * i + j] * b->bias_rads[j];
	}
	update(b, matrix, innovation, variance, settings->limit_deg_s * RAD_PER_DEG);
}

static void forget(struct gyro_bias *b, const struct gyro_bias_settings *settings, float forgotten)
{
	for (int i = 0; i < 3; i++) {
		float *variance = &b->covariance[place(i, i)];

		if (*variance < squared_units(settings->sigma_init_deg_s))
			*variance += forgotten;
	}
}

void gyro_bias_step(struct gyro_bias *b, const struct gyro_bias_settings *settings,
		    struct quaternion attitude, const float correction_rad[2], float step_s,
		    const struct low_pass_step *low_pass_step)
{
	float forgotten = FORGOTTEN_UNITS * FORGOTTEN_UNITS * step_s / settings->forgetting_s;
	float matrix[9];
	float seen_rads[2];

	follow(b->rate, b->rate_reference_rads, b->rate_sum, &b->rate_sum_s, &b->rate_seen_s,
	       settings->rest_tau_s);
	follow(b->acc, b->acc_reference_ms2, b->acc_sum, &b->acc_sum_s, &b->acc_seen_s,
	       settings->rest_tau_s);
	quaternion_to_matrix(attitude, matrix);
	for (int i = 0; i < 2; i++) {
		const float *row = matrix + 3 * i;
		float turned =
		    row[0] * b->bias_rads[0] + row[1] * b->bias_rads[1] + row[2] * b->bias_rads[2];

		seen_rads[i] =
		    low_pass(&b->turned[i], low_pass_step, turned) - correction_rad[i] / step_s;
	}
	for (int i = 0; i < 9; i++)
		matrix[i] = low_pass(&b->matrix[i], low_pass_step, matrix[i]);
	forget(b, settings, forgotten);
	if (gyro_bias_at_rest(b, settings))
		update_at_rest(b, settings, forgotten);
	else
		update_in_motion(b, settings, matrix, seen_rads, forgotten);
}

bool gyro_bias_at_rest(const struct gyro_bias *b, const struct gyro_bias_settings *settings)
{
	return b->still_s >= settings->rest_min_s;
}

float gyro_bias_sigma_rads(const struct gyro_bias *b, const struct gyro_bias_settings *settings)
{
	float largest = 0;

	/* No eigenvalue is larger than the largest sum of a row (Gershgorin). */
	for (int i = 0; i < 3; i++) {
		float sum = 0;

		for (int j = 0; j < 3; j++)
			sum += fabsf(b->covariance[place(i, j)]);
		largest = fmaxf(largest, sum);
	}
	return UNIT_RADS * sqrtf(fminf(largest, squared_units(settings->sigma_init_deg_s)));
}
