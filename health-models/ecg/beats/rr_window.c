/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/rr_window.h"

#include "health-models/signal/sorted.h"

#include <math.h>

/* Removes one of the values that equal `value`; there is one. */
static void sorted_remove(float *sorted, unsigned count, float value)
{
	unsigned i = 0;

	while (i + 1 < count && sorted[i] < value)
		i++;
	for (; i + 1 < count; i++)
		sorted[i] = sorted[i + 1];
}

/* i = 0 is the oldest. */
static float value_at(const struct rr_window *w, unsigned i)
{
	return w->value[(w->next + ECG_RR_WINDOW - w->count + i) % ECG_RR_WINDOW];
}

static void forget_oldest(struct rr_window *w)
{
	sorted_remove(w->sorted, w->count, value_at(w, 0));
	sorted_remove(w->steps, w->count - 1, fabsf(value_at(w, 1) - value_at(w, 0)));
	w->count--;
}

void rr_window_add(struct rr_window *w, float rr)
{
	if (w->count == ECG_RR_WINDOW)
		forget_oldest(w);
	if (w->count > 0)
		sorted_insert(w->steps, w->count - 1, fabsf(rr - value_at(w, w->count - 1)));
	sorted_insert(w->sorted, w->count, rr);
	w->value[w->next] = rr;
	w->next = (w->next + 1) % ECG_RR_WINDOW;
	w->count++;
	w->median = w->sorted[w->count / 2];
	w->quarter = w->sorted[w->count / 4];
	w->three_quarters = w->sorted[3 * w->count / 4];
	w->step = w->count > 1 ? w->steps[(w->count - 2) / 2] : 0;
}
