/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script for the synthetic heart: acts one after the other, each with its length.
 *
 * As text, one act per line, "#" begins a comment:
 *	ACT SECONDS [KEY=NUMBER]...
 * where ACT is one of
 *	rest, exercise	rate=BPM the heart rate that is aimed at
 *	ectopics	count=N single ventricular beats, spread over the act
 *	couplets	count=N pairs of them
 *	run		count=N beats in a row (3 or more), in the middle of the act
 *	irregular	rate=BPM the atria fibrillate
 *	contact-lost	the electrodes leave the skin
 *	link-lost	the strap is out of reach
 * An act without rate= keeps the rate of the act before, one with effort=0..100 its effort.
 * Pure: no allocation.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { STORY_ACTS_MAX = 64, STORY_MESSAGE_MAX = 160 };

enum story_act_kind {
	ACT_REST,
	ACT_EXERCISE,
	ACT_ECTOPICS,
	ACT_COUPLETS,
	ACT_RUN,
	ACT_IRREGULAR,
	ACT_CONTACT_LOST,
	ACT_LINK_LOST,
};

struct story_act {
	enum story_act_kind kind;
	unsigned seconds;
	unsigned rate_bpm; /* never 0 */
	unsigned effort_percent;
	unsigned count; /* ectopics, couplets: how many; run: beats; else 0 */
};

struct story {
	unsigned acts;
	struct story_act act[STORY_ACTS_MAX];
};

/* The text of a story that is built in, or NULL. */
const char *story_builtin(const char *name);
/* Returns 0, or -EINVAL with one line in message: which line is wrong, and why. */
int story_parse(struct story *story, const char *text, char message[STORY_MESSAGE_MAX]);

uint64_t story_seconds(const struct story *story);
/* Returns an enum story_act_kind, or -1. */
int story_act_find(const char *name, size_t length);
const char *story_act_name(enum story_act_kind kind);
