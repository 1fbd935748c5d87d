/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/free/free_count.h"

#include "health-models/rehab/free/free_count_part.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
	LOOK_BACK =
	    20 * FREE_COUNT_HZ, /* rows in which something new is looked for, and each second */
	LEAST_TOLD = 3,         /* at once, at first */
	AXES = 3,
};

static const float APART = 0.6F; /* periods, as in the search */
static const float SURE = 0.85F; /* mean similarity that is believed while a set goes on */
static const float FAINT = 0.3F; /* of the strongest movement so far */
static const float SILENCE =
    2.5F; /* periods without a repetition: what is looked for is forgotten */

int free_count_init(struct free_count *c, float rate_hz)
{
	if (!isfinite(rate_hz) || rate_hz < 0 || (rate_hz > 0 && rate_hz < FREE_COUNT_HZ))
		return -EINVAL;
	memset(c, 0, sizeof *c);
	return 0;
}

static void tell(struct free_count *c, int64_t turn_ns)
{
	int64_t half_ns = (int64_t)c->like.period * FREE_COUNT_ROW_NS / 2;
	struct free_repetition told = {turn_ns - half_ns, turn_ns + half_ns, turn_ns, false};

	if (c->told_any && told.start_ns < c->told_ns)
		told.start_ns = c->told_ns;
	if (c->waiting == FREE_COUNT_QUEUE)
		memmove(c->queue, c->queue + 1, --c->waiting * sizeof c->queue[0]);
	c->queue[c->waiting++] = told;
	c->told_any = true;
	c->told_ns = turn_ns;
	c->live++;
}

static bool is_apart(const struct free_count *c, int64_t turn_ns, float periods)
{
	return !c->told_any || (float)(turn_ns - c->told_ns) >=
				   periods * (float)c->like.period * (float)FREE_COUNT_ROW_NS;
}

/* The first of the places that follow each other up to the last one. */
static unsigned last_chain(const struct free_places *p, unsigned period)
{
	unsigned first = p->count - 1;

	while (first > 0 && (float)(p->row[first] - p->row[first - 1]) <= SILENCE * (float)period)
		first--;
	return first;
}

/* Whether places from `first` on, up to the present, are enough to say while it goes on that this
 * repeats. */
static bool is_sure(const struct free_places *p, unsigned first, unsigned period, unsigned count)
{
	float sum = 0;

	for (unsigned i = first; i < p->count; i++)
		sum += p->similarity[i];
	return p->count - first >= LEAST_TOLD && sum >= SURE * (float)(p->count - first) &&
	       (float)(count - p->row[p->count - 1]) <= SILENCE * (float)period;
}

/* Far less movement than there was: fidgeting in a pause. */
static bool is_faint(const struct free_count *c)
{
	const float *now = c->search.template.strength;

	return now[0] < FAINT * c->strongest[0] && now[1] < FAINT * c->strongest[1];
}

/* Takes what repeats in the last seconds as what to look for, and tells what is complete of it. */
static void look_for_new(struct free_count *c)
{
	const struct free_places *p = &c->search.places;
	unsigned count = c->rows.count < LOOK_BACK ? c->rows.count : LOOK_BACK;
	unsigned first_row = c->rows.count - count, period, first;

	if (!free_search_run(&c->search, &c->rows, first_row, count, FREE_NO_ANCHOR))
		return;
	period = c->search.template.period;
	first = last_chain(p, period);
	if (!is_sure(p, first, period, count) || is_faint(c))
		return;
	for (unsigned i = 0; i < 2; i++)
		c->strongest[i] = fmaxf(c->strongest[i], c->search.template.strength[i]);
	c->like = c->search.template;
	c->before[0] = c->before[1] = 0;
	for (unsigned i = first; i < p->count; i++) {
		int64_t turn_ns = free_rows_time(&c->rows, (float)(first_row + p->row[i]));

		if (p->row[i] + c->like.half < count && is_apart(c, turn_ns, APART))
			tell(c, turn_ns);
	}
}

static void follow(struct free_count *c)
{
	unsigned count = c->rows.count < LOOK_BACK ? c->rows.count : LOOK_BACK;
	float now;
	int64_t turn_ns;

	if (count < c->like.half + 2)
		return;
	free_signal_make(&c->search.signal, &c->rows, c->rows.count - count, count,
			 c->like.strength);
	now = free_signal_similarity(&c->search.signal, &c->like, count - 1 - c->like.half);
	turn_ns = free_rows_time(&c->rows, (float)(c->rows.count - 2 - c->like.half));
	if (c->before[1] >= free_search_alike && c->before[1] >= c->before[0] &&
	    c->before[1] > now && is_apart(c, turn_ns, APART))
		tell(c, turn_ns);
	c->before[0] = c->before[1];
	c->before[1] = now;
	if (is_apart(c, turn_ns, SILENCE))
		c->like.period = 0;
}

static void live_row(struct free_count *c)
{
	if (c->like.period > 0)
		follow(c);
	else if (c->rows.count % FREE_COUNT_HZ == 0)
		look_for_new(c);
}

static bool is_number(const struct imu_sample *sample)
{
	float sum = 0;

	for (unsigned i = 0; i < AXES; i++) {
		if (sample->has & IMU_ACCELERATION)
			sum += sample->acc_ms2[i];
		if (sample->has & IMU_ANGULAR_RATE)
			sum += sample->gyr_rads[i];
	}
	return isfinite(sum);
}

/* Everything up to t_ns becomes rows, and is decided on where there is no more room. */
static void catch_up(struct free_count *c, int64_t t_ns)
{
	while (free_rows_behind(&c->rows, t_ns)) {
		free_rows_complete(&c->rows);
		live_row(c);
		if (c->rows.count == FREE_COUNT_ROWS)
			free_count_decide_part(c);
	}
}

int free_count_push(struct free_count *c, const struct imu_sample *sample)
{
	if (!is_number(sample) || (c->started && sample->t_ns < c->last_ns))
		return -EINVAL;
	if (!c->started || sample->t_ns - c->last_ns > FREE_COUNT_S * INT64_C(1000000000)) {
		free_count_decide_rest(c);
		free_rows_init(&c->rows, sample->t_ns);
		c->like.period = 0;
		c->started = true;
	}
	c->last_ns = sample->t_ns;
	catch_up(c, sample->t_ns);
	free_rows_add(&c->rows, sample);
	return c->waiting > 0;
}

int free_count_get(struct free_count *c, struct free_repetition *repetition)
{
	if (c->waiting == 0)
		return 0;
	*repetition = c->queue[0];
	memmove(c->queue, c->queue + 1, --c->waiting * sizeof c->queue[0]);
	return 1;
}

unsigned free_count_live(const struct free_count *c)
{
	return c->live;
}

unsigned free_count_finish(struct free_count *c)
{
	if (c->started)
		catch_up(c, c->last_ns + FREE_COUNT_ROW_NS);
	free_count_decide_rest(c);
	return c->final_count;
}

struct free_repetition free_count_final(const struct free_count *c, unsigned i)
{
	return c->final[i < FREE_COUNT_MAX ? i : FREE_COUNT_MAX - 1];
}
