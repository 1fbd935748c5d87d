/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First in, first out. Room is checked before a sample is taken, so nothing is ever lost here. */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* True if at least n more events fit. */
bool event_queue_has_room(const struct event_queue *q, unsigned n);
void event_queue_put_finding(struct event_queue *q, const struct ecg_finding *finding);
void event_queue_put(struct event_queue *q, const struct ecg_event *event);
/* The i-th oldest, i below q->count. */
static inline struct ecg_event *event_queue_at(struct event_queue *q, unsigned i)
{
	return &q->event[(q->first + i) % ECG_QUEUE];
}
/* The i-th oldest is not told. */
void event_queue_drop(struct event_queue *q, unsigned i);
/* Returns 1 and the oldest, or 0. */
int event_queue_get(struct event_queue *q, struct ecg_event *event);
