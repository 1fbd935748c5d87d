/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/row_reader.h"

void row_reader_init(struct row_reader *r, const struct imu_sample *samples, size_t count)
{
	r->samples = samples;
	r->count = count;
	r->next = 0;
	motion_rows_init(&r->rows);
}

int row_reader_next(struct row_reader *r, struct motion_row *row)
{
	while (!motion_rows_get(&r->rows, row)) {
		if (r->next == r->count)
			return 0;
		motion_rows_push(&r->rows, &r->samples[r->next++]);
	}
	return 1;
}
