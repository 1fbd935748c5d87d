/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/event_queue.h"

bool event_queue_has_room(const struct event_queue *q, unsigned n)
{
	return ECG_QUEUE - q->count >= n;
}

void event_queue_put(struct event_queue *q, const struct ecg_event *event)
{
	if (q->count == ECG_QUEUE)
		return;
	q->event[(q->first + q->count) % ECG_QUEUE] = *event;
	q->count++;
}

void event_queue_put_finding(struct event_queue *q, const struct ecg_finding *finding)
{
	const struct ecg_event event = {.kind = ECG_FINDING, .finding = *finding};

	event_queue_put(q, &event);
}

void event_queue_drop(struct event_queue *q, unsigned i)
{
	for (; i + 1 < q->count; i++)
		*event_queue_at(q, i) = *event_queue_at(q, i + 1);
	q->count--;
}

int event_queue_get(struct event_queue *q, struct ecg_event *event)
{
	if (q->count == 0)
		return 0;
	*event = q->event[q->first];
	q->first = (q->first + 1) % ECG_QUEUE;
	q->count--;
	if (q->checked > 0)
		q->checked--;
	return 1;
}
