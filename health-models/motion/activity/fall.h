/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Falls: an impact, then another posture than before, then stillness, makes a candidate. Whoever
 * walks again or is up again as before, or says so, has cancelled it; when the window has passed it
 * is confirmed. A candidate is a question to the person, not a finding.
 *
 * Samples may be lost before, between and after the signs: a hole of up to twelve seconds takes
 * away the stillness that was measured before it, and nothing else.
 *
 * The three signs are Bourke's and Noury's (Bourke et al., J Biomech 43:3051, 2010; Noury et al.,
 * IEEE EMBS 2007): none alone tells a fall from sitting down hard. Slow slides, falls against a
 * wall and falls with nobody still afterwards are missed; lying down hard looks like one. See
 * docs/motion.md, Falls, for how often that is.
 *
 * Time is passed in, so that the window ends though the link was lost. Pure C, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/motion/motion_grid.h"

enum { FALL_SLOT_POINTS = MOTION_GRID_HZ / 2, FALL_SLOTS = 16 };

struct fall_settings {
	float impact_g;      /* size of a sample */
	float turned_deg;    /* gravity after, against before */
	float still_g;       /* standard deviation of the size afterwards */
	float window_s;      /* to cancel in */
	unsigned walk_steps; /* so many cancel */
	float up_again_s;    /* gravity as before for so long cancels */
	float putting_on_s;  /* no candidate so soon after the first sample: that is handling */
};

extern const struct fall_settings fall_settings_default;

/* Stored: a number keeps its meaning. */
enum fall_state {
	FALL_NONE = 0,
	FALL_CANDIDATE = 1,
	FALL_CANCELLED = 2,
	FALL_CONFIRMED = 3,
};

enum fall_reason {
	FALL_REASON_NONE = 0,
	FALL_WALKED = 1,
	FALL_UP_AGAIN = 2,
	FALL_PRESSED = 3, /* somebody said so */
	FALL_WINDOW_PASSED = 4,
};

struct fall_event {
	enum fall_state state;
	enum fall_reason reason; /* of a candidate's end */
	int64_t t_ns;            /* of the impact */
	int64_t told_ns;         /* when this state was reached */
	float impact_g;
	float turned_deg;
	float still_g;
	float confidence; /* 0 to 1; how marked the three signs are, not a probability */
};

/* Half a second. */
struct fall_slot {
	double sum_g[3];
	double size_sum_g, size_squares_g2;
	unsigned points;
};

struct fall_watch {
	struct fall_settings settings;
	struct fall_slot slot[FALL_SLOTS]; /* newest first; [0] is being filled */
	unsigned slots;                    /* complete ones */
	unsigned unbroken;                 /* of these, behind the last hole */
	int64_t newest_ns;
	bool began;
	int64_t began_ns;
	float before_g[3]; /* gravity before the impact */
	bool before_known;
	bool struck;
	int64_t impact_ns;      /* the newest of those that belong together */
	float impact_g;         /* the largest */
	struct fall_event open; /* FALL_NONE or FALL_CANDIDATE */
	unsigned steps;         /* since the candidate */
	unsigned up_points;
};

/* settings NULL = the default. */
void fall_init(struct fall_watch *w, const struct fall_settings *settings);
struct fall_context {
	unsigned steps;  /* counted with this point */
	const float *up; /* direction of the body's up, NULL = not known: who is upright lies not */
};

/* Returns 1 with the event when the state changed. */
int fall_push(struct fall_watch *w, const struct motion_point *point,
	      const struct fall_context *context, struct fall_event *event);
/* It is t_ns now, with samples or without. Returns 1 with the event when the window has passed. */
int fall_pass_time(struct fall_watch *w, int64_t t_ns, struct fall_event *event);
/* A candidate of before a restart, told anew at told_ns: its window begins again. How the person
 * stood before is not known any more: walking cancels it, and saying so. */
void fall_resume(struct fall_watch *w, const struct fall_event *candidate, int64_t told_ns);
/* The person is all right. Returns 1 with the event, or 0 when there is no candidate. */
int fall_cancel(struct fall_watch *w, int64_t t_ns, struct fall_event *event);
