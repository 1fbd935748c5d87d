/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/rep_measures.h"

#include "health-models/rehab/score/rep_curve.h"
#include "health-models/rehab/score/spectral_arc.h"
#include "health-models/motion/vector3.h"

enum { LEAST_ENTRIES = 8 }; /* 0.3 s: no person goes there and back faster */

#define MOVED 0.05f /* of the range of motion: it has left rest, or is back */
#define HELD  0.85f /* above that it is held */

/* Entries of the trace at which a repetition changes from one part to the next. */
struct parts {
	unsigned start, up, turn, down, end;
};

static float rise_at(const struct rep_trace *t, unsigned i, unsigned low)
{
	return t->along_deg[i] - t->along_deg[low];
}

static struct parts find_parts(const struct rep_trace *t, unsigned begin, unsigned turn,
			       unsigned end)
{
	float rise = rise_at(t, turn, begin), fall = rise_at(t, turn, end);
	struct parts p = {.start = turn, .up = begin, .turn = turn, .down = end, .end = turn};

	while (p.start > begin && rise_at(t, p.start, begin) > MOVED * rise)
		p.start--;
	while (p.end < end && rise_at(t, p.end, end) > MOVED * fall)
		p.end++;
	p.up = p.start;
	while (p.up < turn && rise_at(t, p.up, begin) < HELD * rise)
		p.up++;
	p.down = p.end;
	while (p.down > turn && rise_at(t, p.down, end) < HELD * fall)
		p.down--;
	return p;
}

static float peak_speed_rads(const struct rep_trace *t, const struct parts *p)
{
	float fastest = 0;

	for (unsigned i = p->start; i + 4 <= p->turn; i++)
		fastest = fmaxf(fastest, t->along_deg[i + 4] - t->along_deg[i]);
	if (p->turn < p->start + 4)
		return t->along_deg[p->turn] > t->along_deg[p->start]
			   ? (t->along_deg[p->turn] - t->along_deg[p->start]) /
				 (float)(p->turn - p->start) / rep_trace_step_s(t) / DEG_PER_RAD
			   : 0;
	return fastest / (4 * rep_trace_step_s(t)) / DEG_PER_RAD;
}

static float smoothness(const struct rep_trace *t, const struct parts *p)
{
	unsigned middle = (p->up + p->down) / 2;
	float out =
	    spectral_arc(t->speed_rads + p->start, middle - p->start + 1, rep_trace_step_s(t));
	float back = spectral_arc(t->speed_rads + middle, p->end - middle + 1, rep_trace_step_s(t));

	if (isnan(out))
		return back;
	return isnan(back) ? out : (out + back) / 2;
}

/* Off the axis, beyond the line from rest to rest. */
static float off_deg(const struct rep_trace *t, const struct parts *p)
{
	float first = t->off_deg[p->start], last = t->off_deg[p->end], most = 0;

	for (unsigned i = p->start; i <= p->end; i++) {
		float line =
		    first + (last - first) * (float)(i - p->start) / (float)(p->end - p->start);

		most = fmaxf(most, fabsf(t->off_deg[i] - line));
	}
	return most;
}

static float missing_share(const struct rep_trace *t, unsigned from, unsigned to)
{
	unsigned missing = 0;

	for (unsigned i = from; i <= to; i++)
		missing += t->missing[i];
	return (float)missing / (float)(to - from + 1);
}

/* A slow start has left rest before segmentation is sure of it. */
static unsigned lowest_before(const struct rep_trace *t, unsigned begin)
{
	unsigned lowest = begin, first = begin > REP_TRACE_BEFORE ? begin - REP_TRACE_BEFORE : 0;

	for (unsigned i = begin; i-- > first;)
		if (t->along_deg[i] < t->along_deg[lowest])
			lowest = i;
	return lowest;
}

bool rep_measure(const struct rep_trace *trace, int64_t begin_row, int64_t turn_row,
		 int64_t end_row, struct rep_measures *m)
{
	unsigned begin = rep_trace_entry(trace, begin_row), end = rep_trace_entry(trace, end_row);
	unsigned turn = rep_trace_entry(trace, turn_row);
	float step_s = rep_trace_step_s(trace);
	struct parts p;

	if (turn <= begin || end <= turn)
		return false;
	begin = lowest_before(trace, begin);
	p = find_parts(trace, begin, turn, end);
	if (p.end - p.start < LEAST_ENTRIES)
		return false;
	*m = (struct rep_measures){
	    .start_ns = rep_trace_t_ns(trace, p.start),
	    .turn_ns = rep_trace_t_ns(trace, turn),
	    .end_ns = rep_trace_t_ns(trace, end),
	    .rom_deg = (rise_at(trace, turn, begin) + rise_at(trace, turn, end)) / 2,
	    .concentric_s = (float)(p.up - p.start) * step_s,
	    .hold_s = (float)(p.down - p.up) * step_s,
	    .eccentric_s = (float)(p.end - p.down) * step_s,
	    .duration_s = (float)(p.end - p.start) * step_s,
	    .peak_speed_rads = peak_speed_rads(trace, &p),
	    .smoothness_sparc = smoothness(trace, &p),
	    .off_deg = off_deg(trace, &p),
	    .missing_share = missing_share(trace, begin, end),
	};
	m->mean_speed_rads = m->rom_deg / DEG_PER_RAD / fmaxf(m->concentric_s, step_s);
	rep_curve_make(trace->along_deg + p.start, p.end - p.start + 1, m->curve);
	return true;
}
