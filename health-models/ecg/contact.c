/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/contact.h"
#include "health-models/signal/limit.h"

#include <math.h>

enum {
	BLOCK = 20,         /* 100 ms */
	LOST_AFTER = 400,   /* 2 s */
	MISSING_MAX = 4,    /* samples of a block that may be missing */
	VIOLENT_REACH = 60, /* 300 ms: the filters have forgotten a step of 20 mV by then */
};

static const float STILL_UV = 12;      /* a block that moves less is flat */
static const float VIOLENT_UV = 10000; /* a block that moves more is no heart */

void contact_init(struct contact *c)
{
	*c = (struct contact){.dead_since = -1, .last_missing = -1};
}

static enum contact_change end_block(struct contact *c, int64_t *lost_since)
{
	float range = c->high - c->low;
	bool violent = c->missing_in_block > MISSING_MAX || !(range < VIOLENT_UV);
	bool dead = violent || range < STILL_UV;
	bool was_lost = c->lost;

	c->violent = c->violent << 1 | violent;
	c->in_block = 0;
	c->missing_in_block = 0;
	if (!dead) {
		*lost_since = c->dead_since;
		c->dead_since = -1;
		c->lost = false;
		return was_lost ? CONTACT_BACK : CONTACT_SAME;
	}
	if (c->dead_since < 0)
		c->dead_since = c->count - BLOCK;
	c->lost = c->count - c->dead_since >= LOST_AFTER;
	*lost_since = c->dead_since;
	return c->lost && !was_lost ? CONTACT_LOST : CONTACT_SAME;
}

enum contact_change contact_push(struct contact *c, float uv, bool missing, int64_t *lost_since)
{
	if (missing) {
		c->last_missing = c->count;
		c->missing_in_block++;
	}
	c->low = c->in_block == 0 ? uv : smaller(c->low, uv);
	c->high = c->in_block == 0 ? uv : larger(c->high, uv);
	c->count++;
	return ++c->in_block < BLOCK ? CONTACT_SAME : end_block(c, lost_since);
}

bool contact_violent_near(const struct contact *c, int64_t at)
{
	int64_t done = c->count / BLOCK; /* blocks judged so far; bit 0 is number done - 1 */
	int64_t from = (at - VIOLENT_REACH) / BLOCK, to = (at + VIOLENT_REACH) / BLOCK;

	for (int64_t block = from < 0 ? 0 : from; block <= to && block < done; block++) {
		if (done - 1 - block < 64 && c->violent >> (done - 1 - block) & 1)
			return true;
	}
	return false;
}
