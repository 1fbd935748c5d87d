/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/quality/contact.h"
#include "health-models/signal/limit.h"

#include <math.h>
#include <string.h>

enum {
	BLOCK = 20,         /* 100 ms */
	LOST_AFTER = 400,   /* 2 s */
	MISSING_MAX = 4,    /* samples of a block that may be missing */
	VIOLENT_REACH = 60, /* 300 ms: the filters have forgotten a step of 20 mV by then */
};

static const float STILL_UV = 12; /* a block that moves less is flat */
static const float SATURATED_UV = 5000;
static const float VIOLENT_UV = 7000; /* a block that moves more is no heart */

void contact_init(struct contact *c)
{
	*c = (struct contact){.dead_since = -1, .break_at = -1};
}

/* A line that stands still far from where it was hangs at the amplifier's end. */
static enum no_signal_line line_of_block(const struct contact *c)
{
	if (c->missing & 15)
		return NO_SIGNAL_LINE_MISSING;
	if (c->violent & 15 || fabsf(c->newest_uv - c->alive_uv) > SATURATED_UV)
		return NO_SIGNAL_LINE_VIOLENT;
	return NO_SIGNAL_LINE_FLAT;
}

enum no_signal_line contact_line(const struct contact *c)
{
	enum no_signal_line most = NO_SIGNAL_LINE_UNKNOWN;

	for (int line = NO_SIGNAL_LINE_MISSING; line <= NO_SIGNAL_LINE_VIOLENT; line++)
		if (c->dead[line] > c->dead[most])
			most = (enum no_signal_line)line;
	return most;
}

/* Judges the block before the newest one: a filter rings before and after a violent step, so its
 * neighbours count for nothing. */
static enum contact_change judge_block(struct contact *c, int64_t *lost_since)
{
	bool dead = (c->still & 2) || (c->violent & 15);
	bool was_lost = c->lost;

	c->judged = c->count - BLOCK;
	*lost_since = c->dead_since;
	if (!dead) {
		c->alive_uv = c->newest_uv;
		c->dead_since = -1;
		c->lost = false;
		if (was_lost) /* electrodes touch the skin with a step, however small */
			c->violent |= 2;
		return was_lost ? CONTACT_BACK : CONTACT_SAME;
	}
	if (c->dead_since < 0) {
		c->dead_since = c->judged > BLOCK ? c->judged - BLOCK : 0;
		memset(c->dead, 0, sizeof c->dead);
	}
	c->dead[line_of_block(c)]++;
	c->lost = c->judged - c->dead_since >= LOST_AFTER;
	if (c->lost)
		c->break_at = c->count;
	*lost_since = c->dead_since;
	return c->lost && !was_lost ? CONTACT_LOST : CONTACT_SAME;
}

static enum contact_change end_block(struct contact *c, int64_t *lost_since)
{
	float range = c->high - c->low;
	bool missing = c->missing_in_block > MISSING_MAX;
	bool violent = missing || !(range < VIOLENT_UV);

	c->violent = c->violent << 1 | violent;
	c->still = c->still << 1 | (range < STILL_UV);
	c->missing = c->missing << 1 | missing;
	c->in_block = 0;
	c->missing_in_block = 0;
	return c->count < 2 * BLOCK ? CONTACT_SAME : judge_block(c, lost_since);
}

enum contact_change contact_push(struct contact *c, float uv, bool missing, int64_t *lost_since)
{
	/* A block begins with the sample before it: a step may lie between two blocks. */
	if (c->in_block == 0)
		c->low = c->high = c->count == 0 ? uv : c->newest_uv;
	c->newest_uv = uv;
	if (missing) {
		c->break_at = c->count;
		c->missing_in_block++;
	}
	c->low = smaller(c->low, uv);
	c->high = larger(c->high, uv);
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
