/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Motion of any rate on even rows of FREE_COUNT_HZ: each sample gives to the two rows beside it,
 * more to the nearer one, so that a row is a mean over 0.2 s. Pure C.
 */
#pragma once

#include "common/imu_sample.h"

#include <stdbool.h>

enum {
	FREE_COUNT_HZ = 10,
	FREE_COUNT_S = 240,
	FREE_COUNT_ROWS = FREE_COUNT_HZ * FREE_COUNT_S,
	FREE_COUNT_CHANNELS = 6, /* acceleration in m/s2, angular rate in rad/s */
};

#define FREE_COUNT_ROW_NS (INT64_C(1000000000) / FREE_COUNT_HZ)

struct free_rows {
	int64_t start_ns; /* of row 0 */
	unsigned count;   /* rows that are complete */
	float row[FREE_COUNT_ROWS][FREE_COUNT_CHANNELS];
	uint8_t has[FREE_COUNT_ROWS];      /* IMU_ bits; 0 = a hole */
	float sum[2][FREE_COUNT_CHANNELS]; /* of the two rows that are open */
	float weight[2][2];
};

/* Empty, with row 0 at start_ns. */
void free_rows_init(struct free_rows *r, int64_t start_ns);
/* Whether a sample of this time leaves the first open row behind: complete it then, and ask again.
 */
bool free_rows_behind(const struct free_rows *r, int64_t t_ns);
/* There must be room. */
void free_rows_complete(struct free_rows *r);
/* A sample that leaves no open row behind. */
void free_rows_add(struct free_rows *r, const struct imu_sample *sample);
/* Forgets the first rows. */
void free_rows_drop(struct free_rows *r, unsigned count);
/* The time of a row, which may lie before the first or after the last. */
int64_t free_rows_time(const struct free_rows *r, float row);
