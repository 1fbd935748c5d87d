/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/variability/hrv_hours.h"

#include <math.h>

enum { SDANN_WINDOWS = 12, TRIANGULAR_WINDOWS = 4 };

static const float BINS_PER_MS = 0.128f;

void hrv_hours_add(struct hrv_hours *hours, const struct hrv_window *w,
		   const struct hrv_interval *interval, unsigned count)
{
	double deviation = (double)w->mean_nn_ms - hours->mean_ms;

	if (w->quality == HRV_NO_NUMBERS) {
		hours->left_out++;
		return;
	}
	hours->windows++;
	hours->mean_ms += deviation / hours->windows;
	hours->square_ms2 += deviation * ((double)w->mean_nn_ms - hours->mean_ms);
	hours->sdnn_sum_ms += (double)w->sdnn_ms;
	hours->nn += w->nn;
	for (unsigned i = 0; i < count; i++) {
		int bin = (int)(interval[i].rr_ms * BINS_PER_MS);

		if (interval[i].counts)
			hours->bin[bin < HRV_BINS ? bin : HRV_BINS - 1]++;
	}
}

struct hrv_hours_numbers hrv_hours_get(const struct hrv *h)
{
	const struct hrv_hours *hours = &h->hours;
	struct hrv_hours_numbers n = {
	    .windows = hours->windows, .left_out = hours->left_out, .nn = hours->nn};
	uint32_t highest = 0;

	if (hours->windows >= SDANN_WINDOWS) {
		n.has_sdann = true;
		n.sdann_ms = (float)sqrt(hours->square_ms2 / (hours->windows - 1));
		n.sdnn_index_ms = (float)(hours->sdnn_sum_ms / hours->windows);
	}
	for (int i = 0; i < HRV_BINS; i++)
		highest = hours->bin[i] > highest ? hours->bin[i] : highest;
	if (hours->windows >= TRIANGULAR_WINDOWS && highest > 0) {
		n.has_triangular_index = true;
		n.triangular_index = (float)((double)hours->nn / highest);
	}
	return n;
}
