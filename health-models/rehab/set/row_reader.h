/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of samples that are all there already. Pure C. */
#pragma once

#include "health-models/rehab/set/motion_rows.h"

#include <stddef.h>

struct row_reader {
	/* private */
	const struct imu_sample *samples;
	size_t count, next;
	struct motion_rows rows;
};

/* The samples must outlive the reader. */
void row_reader_init(struct row_reader *r, const struct imu_sample *samples, size_t count);
/* 1 and the next row, or 0 at the end. */
int row_reader_next(struct row_reader *r, struct motion_row *row);
