/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count_rows.h"

#include <string.h>

enum { AXES = 3 };

/* Less weight than this in a row says that samples are missing about it. */
static const float LEAST_WEIGHT = 0.3F;

void free_rows_init(struct free_rows *r, int64_t start_ns)
{
	r->start_ns = start_ns;
	r->count = 0;
	memset(r->sum, 0, sizeof r->sum);
	memset(r->weight, 0, sizeof r->weight);
}

bool free_rows_behind(const struct free_rows *r, int64_t t_ns)
{
	return (t_ns - r->start_ns) / FREE_COUNT_ROW_NS > (int64_t)r->count;
}

void free_rows_complete(struct free_rows *r)
{
	static const uint8_t BIT[2] = {IMU_ACCELERATION, IMU_ANGULAR_RATE};
	float *row = r->row[r->count];
	uint8_t has = 0;

	for (unsigned sensor = 0; sensor < 2; sensor++) {
		float weight = r->weight[0][sensor];

		if (weight > LEAST_WEIGHT)
			has |= BIT[sensor];
		for (unsigned i = sensor * AXES; i < (sensor + 1) * AXES; i++)
			row[i] = weight > LEAST_WEIGHT ? r->sum[0][i] / weight : 0;
	}
	r->has[r->count++] = has;
	memcpy(r->sum[0], r->sum[1], sizeof r->sum[0]);
	memcpy(r->weight[0], r->weight[1], sizeof r->weight[0]);
	memset(r->sum[1], 0, sizeof r->sum[1]);
	memset(r->weight[1], 0, sizeof r->weight[1]);
}

static void add_axes(struct free_rows *r, unsigned sensor, const float *value, const float share[2])
{
	for (unsigned open = 0; open < 2; open++) {
		for (unsigned i = 0; i < AXES; i++)
			r->sum[open][sensor * AXES + i] += share[open] * value[i];
		r->weight[open][sensor] += share[open];
	}
}

void free_rows_add(struct free_rows *r, const struct imu_sample *sample)
{
	int64_t after_ns = sample->t_ns - r->start_ns - (int64_t)r->count * FREE_COUNT_ROW_NS;
	float later = (float)after_ns / (float)FREE_COUNT_ROW_NS;
	const float share[2] = {1 - later, later};

	if (sample->has & IMU_ACCELERATION)
		add_axes(r, 0, sample->acc_ms2, share);
	if (sample->has & IMU_ANGULAR_RATE)
		add_axes(r, 1, sample->gyr_rads, share);
}

void free_rows_drop(struct free_rows *r, unsigned count)
{
	r->count -= count;
	r->start_ns += (int64_t)count * FREE_COUNT_ROW_NS;
	memmove(r->row, r->row + count, r->count * sizeof r->row[0]);
	memmove(r->has, r->has + count, r->count * sizeof r->has[0]);
}

int64_t free_rows_time(const struct free_rows *r, float row)
{
	return r->start_ns + (int64_t)(row * (float)FREE_COUNT_ROW_NS);
}
