/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/history.h"

#include "health-models/signal/sorted.h"

void history_clear(struct history *h)
{
	*h = (struct history){0};
}

static float median(const struct history *h)
{
	float sorted[ECG_HISTORY];

	for (unsigned i = 0; i < h->count; i++)
		sorted_insert(sorted, i, h->value[i]);
	return 0.5f * (sorted[(h->count - 1) / 2] + sorted[h->count / 2]);
}

void history_add(struct history *h, float value)
{
	h->value[h->next] = value;
	h->next = (h->next + 1) % ECG_HISTORY;
	if (h->count < ECG_HISTORY)
		h->count++;
	h->median = median(h);
}
