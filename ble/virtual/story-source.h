/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A synthetic heart that lives through a story, as the strap measures it. Pure: the caller owns
 * the memory.
 */
#pragma once

#include "ble/virtual/story.h"
#include "ble/virtual/synthetic-heart.h"
#include "ble/virtual/wearable-source.h"

/* What is true of a sample, for tests that judge detectors. */
struct story_truth {
	uint64_t sample_index;
	const char *label; /* N or V for a beat; an act's name where it begins */
};

struct story_source {
	const struct story *story;
	struct synthetic_heart heart;
	unsigned acts_begun;
	const struct story_act *act; /* now */
	uint64_t act_left;           /* samples of it still to come */
	uint64_t act_samples;
	unsigned events_done; /* couplets, runs ... begun in this act */
	uint64_t index;
	/* Told of every beat that can be seen and of every act; may be NULL. */
	void (*tell)(void *context, const struct story_truth *truth);
	void *tell_context;
};

/* story must live as long as s. */
void story_source_init(struct story_source *s, const struct story *story, uint64_t seed,
		       struct wearable_source *source);
