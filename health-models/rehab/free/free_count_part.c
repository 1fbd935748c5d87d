/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count_part.h"

#include "health-models/rehab/free/free_count.h"
#include "health-models/rehab/free/free_count_bouts.h"

enum {
	UNDECIDED = 60 * FREE_COUNT_HZ, /* rows that the next part decides on */
	/* and rows before them that it sees too */
	OVERLAP = 2 * FREE_PERIOD_MAX,
	PARTS = 4, /* times that a stretch is cut */
};

static const float APART = 0.6F;   /* periods, as in the search */
static const float FOLLOWS = 1.5F; /* periods: two repetitions that touch */
static const float FAR = 2.5F;     /* periods: what does not follow any more */
static const float HOLE = 0.5F;    /* a period: a hole in which one may be lost */
static const float LONGEST_HOLE = 2;

/* The usual rows from one repetition to the next: the middle of those that follow each other. */
static float usual_distance(const struct free_search *s)
{
	const struct free_places *p = &s->places;
	unsigned best = s->template.period, best_off = p->count;

	for (unsigned i = 1; i < p->count; i++) {
		unsigned distance = p->row[i] - p->row[i - 1], less = 0, more = 0, off;

		for (unsigned k = 1; k < p->count; k++) {
			less += (unsigned)(p->row[k] - p->row[k - 1]) < distance;
			more += (unsigned)(p->row[k] - p->row[k - 1]) > distance;
		}
		off = less > more ? less - more : more - less;
		if (off < best_off)
			best_off = off, best = distance;
	}
	return (float)best;
}

static unsigned missing_between(const struct free_signal *s, unsigned from, unsigned to)
{
	unsigned missing = 0;

	for (unsigned i = from; i < to; i++)
		missing += !s->present[i];
	return missing;
}

/* Repetitions that a hole between two rows may have swallowed. */
static unsigned swallowed(const struct free_search *s, unsigned from, unsigned to, float distance,
			  bool more_follow)
{
	float hole = (float)missing_between(&s->signal, from, to),
	      room = (float)(to - from) / distance;
	unsigned count = more_follow ? (unsigned)(room + 0.5F) : (unsigned)room + 1, most;

	if (hole < HOLE * distance || hole > LONGEST_HOLE * distance)
		return 0;
	most = (unsigned)(hole / distance + 0.5F);
	return count - 1 < most ? count - 1 : most;
}

/* The row behind the last hole after `from`, if that begins within a period; else `from`. */
static unsigned end_of_hole(const struct free_signal *s, unsigned from, float distance)
{
	unsigned first = from, last = from;

	while (first < s->count && s->present[first])
		first++;
	if ((float)(first - from) > distance)
		return from;
	for (unsigned i = first; i < s->count; i++)
		if (!s->present[i])
			last = i + 1;
	return last;
}

static void add_final(struct free_count *c, float row, float before, float after, bool assumed)
{
	struct free_repetition r = {free_rows_time(&c->rows, row - before),
				    free_rows_time(&c->rows, row + after),
				    free_rows_time(&c->rows, row), assumed};

	if (c->final_count < FREE_COUNT_MAX)
		c->final[c->final_count] = r;
	c->final_count++;
	c->decided_ns = r.turn_ns;
}

static void add_swallowed(struct free_count *c, unsigned from, unsigned count, float distance)
{
	for (unsigned i = 1; i <= count; i++)
		add_final(c, (float)from + (float)i * distance, distance / 2, distance / 2, true);
}

/* Half the way to the next place, or half a repetition where that is far. */
static float reach(float way, float distance)
{
	return way > 0 && way <= FOLLOWS * distance ? way / 2 : distance / 2;
}

static bool is_decided(const struct free_count *c, unsigned row, float distance)
{
	int64_t apart_ns = (int64_t)(APART * distance * (float)FREE_COUNT_ROW_NS);

	return c->final_count > 0 &&
	       free_rows_time(&c->rows, (float)row) < c->decided_ns + apart_ns;
}

/* Makes final the places of a stretch that begins at row `first` and lie before row `until`. */
static void add_places(struct free_count *c, unsigned first, unsigned until)
{
	const struct free_places *p = &c->search.places;
	float distance = usual_distance(&c->search);

	for (unsigned i = 0; i < p->count && first + p->row[i] < until; i++) {
		bool last = i + 1 == p->count;
		unsigned row = first + p->row[i];
		float before = i > 0 ? (float)(p->row[i] - p->row[i - 1]) : 0;
		float after = last ? 0 : (float)(p->row[i + 1] - p->row[i]);
		unsigned next =
		    last ? end_of_hole(&c->search.signal, p->row[i], distance) : p->row[i + 1];
		unsigned lost = swallowed(&c->search, p->row[i], next, distance, !last);

		if (is_decided(c, row, distance))
			continue;
		add_final(c, (float)row, reach(before, distance), reach(after, distance), false);
		add_swallowed(c, row, lost, last ? distance : after / (float)(lost + 1));
	}
}

/* Where places do not follow each other something else begins, another set or a pause: the row,
 * counted from the stretch's first, that ends the first part; the stretch's length if it is of one
 * part. */
static unsigned first_part(const struct free_search *s)
{
	const struct free_places *p = &s->places;
	unsigned period = s->template.period, most = (unsigned)(FAR * (float)period);

	if (p->row[0] > most)
		return p->row[0] - period;
	for (unsigned i = 0; i < p->count; i++) {
		unsigned next = i + 1 < p->count ? p->row[i + 1] : s->signal.count;

		if (next - p->row[i] > most)
			return p->row[i] + period;
	}
	return s->signal.count;
}

/* The last final repetition's row in the stretch, or FREE_NO_ANCHOR: rows of the last part are seen
 * again, and the same movement must not be cut elsewhere. */
static unsigned anchor_in(const struct free_count *c, unsigned first)
{
	int64_t row =
	    (c->decided_ns - c->rows.start_ns + FREE_COUNT_ROW_NS / 2) / FREE_COUNT_ROW_NS;

	return c->final_count > 0 && row >= (int64_t)first ? (unsigned)(row - (int64_t)first)
							   : FREE_NO_ANCHOR;
}

/* Looks at the stretch, and again at its first part if it has several. Returns the row behind what
 * was looked at last. */
static unsigned decide_first_part(struct free_count *c, unsigned first, unsigned end,
				  unsigned until)
{
	unsigned anchor = anchor_in(c, first);
	bool found = free_search_run(&c->search, &c->rows, first, end - first, anchor);

	for (unsigned i = 0; i < PARTS && found && first + first_part(&c->search) < end; i++) {
		end = first + first_part(&c->search);
		found = free_search_run(&c->search, &c->rows, first, end - first, anchor);
	}
	if (found)
		add_places(c, first, until);
	return end;
}

/* Makes final what lies before row `until`, stretch by stretch. */
static void decide(struct free_count *c, unsigned until)
{
	float change = free_bout_change(&c->rows);
	unsigned end = 0;

	while (end < c->rows.count) {
		unsigned first = free_bout_next(&c->rows, change, end, &end);

		while (first < end)
			first = decide_first_part(c, first, end, until);
	}
}

void free_count_decide_part(struct free_count *c)
{
	unsigned keep = UNDECIDED + OVERLAP;

	decide(c, c->rows.count - UNDECIDED);
	free_rows_drop(&c->rows, c->rows.count - keep);
}

void free_count_decide_rest(struct free_count *c)
{
	decide(c, c->rows.count);
	c->rows.count = 0;
}
