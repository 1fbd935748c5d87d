/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which way the R waves of this lead point: up, or down as with swapped electrodes or a strap put
 * on the wrong way round.
 *
 * By how much normal beats reach further up than down, as a share of their height, averaged over
 * the newest dozen or so: from a quarter on it is known. Where R and S are much alike nothing is
 * said, or what was said stays. It says nothing of why: a lead in which the S wave is far deeper
 * than the R wave is high counts as inverted, too.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

struct beat_shape;
struct event_queue;

struct polarity {
	enum lead_polarity said;
	float mean;     /* lean of the newest beats, -1 .. 1 */
	unsigned beats; /* taken in, counts no further than is needed */
	bool newest_up;
	int64_t since; /* the first of the beats in a row that lean as the newest does */
};

void polarity_init(struct polarity *p);
/* Takes the shape of a normal beat at index, in the caller's samples. */
void polarity_push(struct polarity *p, const struct beat_shape *shape, int64_t index,
		   struct event_queue *q);
