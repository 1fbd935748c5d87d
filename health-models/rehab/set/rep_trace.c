/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/rep_trace.h"

#include "common/timebase.h"

#include <string.h>

void rep_trace_init(struct rep_trace *t)
{
	t->count = 0;
	t->stride = 1;
	t->first_row = t->next_row = 0;
}

static void move(struct rep_trace *t, unsigned to, unsigned from)
{
	t->along_deg[to] = t->along_deg[from];
	t->off_deg[to] = t->off_deg[from];
	t->speed_rads[to] = t->speed_rads[from];
	t->missing[to] = t->missing[from];
}

static void thin_out(struct rep_trace *t)
{
	for (unsigned i = 0; i < t->count / 2; i++)
		move(t, i, 2 * i);
	t->count /= 2;
	t->stride *= 2;
}

void rep_trace_push(struct rep_trace *t, const struct excursion_point *p)
{
	int64_t row = t->next_row++;

	if (row == 0)
		t->first_t_ns = p->t_ns;
	if (t->count == 0) {
		t->first_row = row;
		t->stride = 1;
	}
	if (t->count == REP_TRACE_ROWS)
		thin_out(t);
	if ((row - t->first_row) % t->stride)
		return;
	t->along_deg[t->count] = p->along_deg;
	t->off_deg[t->count] = p->off_deg;
	t->speed_rads[t->count] = p->speed_rads;
	t->missing[t->count] = p->missing;
	t->count++;
}

void rep_trace_drop_before(struct rep_trace *t, int64_t row)
{
	unsigned gone = t->stride > 1 && row > t->first_row + REP_TRACE_ROWS / 2
			    ? t->count /* begin again with all rows */
			    : rep_trace_entry(t, row);

	if (gone == 0)
		return;
	for (unsigned i = gone; i < t->count; i++)
		move(t, i - gone, i);
	t->count -= gone;
	t->first_row += (int64_t)gone * t->stride;
}

unsigned rep_trace_entry(const struct rep_trace *t, int64_t row)
{
	int64_t entry = (row - t->first_row) / t->stride;

	if (entry < 0 || t->count == 0)
		return 0;
	return entry < t->count ? (unsigned)entry : t->count - 1;
}

int64_t rep_trace_t_ns(const struct rep_trace *t, unsigned entry)
{
	int64_t row = t->first_row + (int64_t)entry * t->stride;

	return t->first_t_ns + row * (NS_PER_S / MOTION_ROWS_HZ);
}

float rep_trace_step_s(const struct rep_trace *t)
{
	return (float)t->stride / MOTION_ROWS_HZ;
}
