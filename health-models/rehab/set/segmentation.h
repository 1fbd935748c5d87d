/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a repetition begins, turns and ends, in an excursion of MOTION_ROWS_HZ rows a second.
 *
 * A zigzag with thresholds in shares of the reference's range of motion: a repetition rises from a
 * low by at least `least` of it and gives half of what it rose back. Since it is measured from its
 * own low, a rest that has moved does no harm. It has ended when it lies still, nears the low it
 * rose from, or rises again; all of that is seen at most SEGMENT_TELL_ROWS rows after the lowest
 * point. Positions count rows since the start. Pure C.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { SEGMENT_TELL_ROWS = 6 };

enum segment_told {
	SEGMENT_NOTHING = 0,
	SEGMENT_BEGAN = 1,   /* it has risen far enough */
	SEGMENT_ENDED = 2,   /* begin_row, turn_row and end_row hold the repetition */
	SEGMENT_STALLED = 3, /* it is held, and for longer than anyone holds it */
};

struct segmentation {
	/* what was told last */
	int64_t begin_row; /* the low it rose from */
	int64_t turn_row, end_row;
	/* private */
	float scale; /* the reference's range of motion */
	float least; /* share of it that a repetition has at least */
	float stall_rows;
	int phase;
	int64_t row, low_row;
	float recent[SEGMENT_TELL_ROWS]; /* the excursion of the rows before */
	float low, high, lowest_after;
	float still_rows;
};

/* rom_deg > 0: the reference's; stall_s: held up there for longer than that, it is none. */
void segmentation_init(struct segmentation *s, float rom_deg, float stall_s);
enum segment_told segmentation_push(struct segmentation *s, float along_deg);
/* Forgets an open movement; rest is here and now. */
void segmentation_restart(struct segmentation *s);
bool segmentation_is_open(const struct segmentation *s);
/* The row that the next repetition would begin at; what is older is not needed. */
int64_t segmentation_needs_row(const struct segmentation *s);
/* No more samples: whether the open movement has come back far enough to be a repetition. */
enum segment_told segmentation_finish(struct segmentation *s);
