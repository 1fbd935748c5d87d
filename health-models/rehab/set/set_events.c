/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/set_events.h"

void set_events_init(struct set_events *q)
{
	q->count = 0;
}

static void remove_at(struct set_events *q, unsigned i)
{
	q->count--;
	for (; i < q->count; i++)
		q->event[i] = q->event[i + 1];
}

static unsigned least_needed(const struct set_events *q)
{
	for (unsigned i = 0; i < q->count; i++)
		if (q->event[i].kind != SET_REPETITION)
			return i;
	return 0;
}

void set_events_put(struct set_events *q, const struct set_event *event)
{
	if (q->count == SET_EVENTS_MAX)
		remove_at(q, least_needed(q));
	q->event[q->count++] = *event;
}

int set_events_get(struct set_events *q, struct set_event *event)
{
	if (q->count == 0)
		return 0;
	*event = q->event[0];
	remove_at(q, 0);
	return 1;
}
