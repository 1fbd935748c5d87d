/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the open movement, in bounded memory: when a movement is longer than there is room,
 * every second row goes. Pure C.
 */
#pragma once

#include "health-models/rehab/set/excursion.h"

enum {
	REP_TRACE_ROWS = 512,
	REP_TRACE_BEFORE = 15, /* rows of rest kept before a movement */
};

struct rep_trace {
	float along_deg[REP_TRACE_ROWS];
	float off_deg[REP_TRACE_ROWS];
	float speed_rads[REP_TRACE_ROWS];
	bool missing[REP_TRACE_ROWS];
	unsigned count;
	unsigned stride;    /* rows of time from one to the next */
	int64_t first_row;  /* of entry 0 */
	int64_t next_row;   /* the next one pushed */
	int64_t first_t_ns; /* time of row 0 */
};

/* The next point pushed is row 0. */
void rep_trace_init(struct rep_trace *t);
void rep_trace_push(struct rep_trace *t, const struct excursion_point *p);
void rep_trace_drop_before(struct rep_trace *t, int64_t row);
/* The entry nearest to a row. */
unsigned rep_trace_entry(const struct rep_trace *t, int64_t row);
int64_t rep_trace_t_ns(const struct rep_trace *t, unsigned entry);
/* From one entry to the next. */
float rep_trace_step_s(const struct rep_trace *t);
