/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hands out what fibrillation.h sees, second by second, for train_fibrillation.py (ctypes). Not
 * part of the product.
 */
#include "health-models/ecg/fibrillation/fibrillation.h"
#include "health-models/signal/rate_converter.h"

#include <string.h>

enum { INTERNAL_HZ = 200, NEWEST = FIBRILLATION_LOOKS - 1 };

int fibrillation_columns(void);
long fibrillation_rows(const float *uv, long n, double rate_hz, float *out, long max);

/* The features of a look, then the share of missing samples. */
int fibrillation_columns(void)
{
	return FIBRILLATION_FEATURES + 1;
}

static void copy_row(const struct fibrillation *f, float *row)
{
	int missing = 0;

	memcpy(row, f->look[NEWEST], sizeof f->look[NEWEST]);
	for (int i = 0; i < FIBRILLATION_SECONDS; i++)
		missing += f->second[i].missing;
	row[FIBRILLATION_FEATURES] = (float)missing / (FIBRILLATION_SECONDS * (float)INTERNAL_HZ);
}

/* Row i is of the four seconds that end i + 1 seconds after the start; the first three are zero.
 * Returns the rows written, or -1 for a rate that cannot be. */
long fibrillation_rows(const float *uv, long n, double rate_hz, float *out, long max)
{
	struct rate_converter converter;
	struct rate_converter_sample s;
	struct fibrillation_span span;
	struct fibrillation f;
	long rows = 0;

	if (!(rate_hz >= 50 && rate_hz <= 2000))
		return -1;
	rate_converter_init(&converter, rate_hz, INTERNAL_HZ);
	fibrillation_init(&f);
	for (long i = 0; i < n; i++) {
		rate_converter_push(&converter, uv[i]);
		while (rate_converter_get(&converter, &s)) {
			fibrillation_push(&f, s.value, s.missing, &span);
			if (f.count % INTERNAL_HZ == 0 && rows < max)
				copy_row(&f, out + rows++ * fibrillation_columns());
		}
	}
	return rows;
}
