/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/polarity.h"

#include "health-models/ecg/ecg_state.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

enum { KNOWN_AFTER = 8 /* beats */ };

static const float RATE = 0.1f;
static const float KNOWN_FROM = 0.25f;

void polarity_init(struct polarity *p)
{
	*p = (struct polarity){.said = POLARITY_UNKNOWN};
}

static enum lead_polarity polarity_of(const struct polarity *p)
{
	if (p->beats < KNOWN_AFTER)
		return POLARITY_UNKNOWN;
	if (p->mean >= KNOWN_FROM)
		return POLARITY_UPRIGHT;
	return p->mean <= -KNOWN_FROM ? POLARITY_INVERTED : POLARITY_UNKNOWN;
}

/* (up - down) / (up + down), from its mean. */
static float lean_of(const struct beat_shape *shape)
{
	float low = 0, high = 0;

	for (int i = 0; i < ECG_SHAPE; i++) {
		low = smaller(low, shape->point[i]);
		high = larger(high, shape->point[i]);
	}
	return high > low ? (high + low) / (high - low) : 0;
}

void polarity_push(struct polarity *p, const struct beat_shape *shape, int64_t index,
		   struct event_queue *q)
{
	struct ecg_event event = {.kind = ECG_POLARITY};
	float lean = lean_of(shape);

	if (p->beats == 0 || (lean > 0) != p->newest_up)
		p->since = index;
	p->newest_up = lean > 0;
	if (p->beats < KNOWN_AFTER)
		p->mean += (lean - p->mean) / (float)++p->beats;
	else
		p->mean += RATE * (lean - p->mean);
	event.polarity.polarity = polarity_of(p);
	event.polarity.start_index = p->since;
	if (event.polarity.polarity == POLARITY_UNKNOWN || event.polarity.polarity == p->said)
		return;
	p->said = event.polarity.polarity;
	event_queue_put(q, &event);
}
