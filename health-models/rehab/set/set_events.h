/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set has told and nobody has got yet: the oldest goes first when there is no room, but no
 * repetition goes while another event is left to. */
#pragma once

#include "health-models/rehab/repetition.h"
#include "health-models/rehab/set/set_event.h"

/* Counting without a reference tells all of the last 20 s at once when it is sure of them. */
enum { SET_EVENTS_MAX = 64 };

struct set_events {
	struct set_event event[SET_EVENTS_MAX];
	unsigned count;
};

void set_events_init(struct set_events *q);
void set_events_put(struct set_events *q, const struct set_event *event);
/* Returns 1 and the oldest, or 0. */
int set_events_get(struct set_events *q, struct set_event *event);
