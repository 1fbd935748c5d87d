/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/guided/chair_stand.h"

#include "common/timebase.h"

static const double GRAVITY_MS2 = 9.80665;
static const double SLOWEST_HZ = 0.15;
static const double HALF_RISE_M = 0.08;
static const double COVERED_MIN = 0.9;

void chair_stand_init(struct chair_stand *c, int64_t go_ns)
{
	*c = (struct chair_stand){.go_ns = go_ns, .one_g = 1};
	still_init(&c->still);
	for (int i = 0; i < 3; i++)
		biquad_high_pass(&c->high_pass[i], SLOWEST_HZ, MOTION_GRID_HZ);
}

static void start(struct chair_stand *c, int64_t t_ns)
{
	c->state = GUIDED_RUNNING;
	c->is_down = true; /* on the chair */
	c->result.start_ns = t_ns;
}

/* While sitting still: what the sensor calls 1 g. */
static void wait(struct chair_stand *c, const struct motion_point *point, bool slot)
{
	if (guided_hides_start(point, c->go_ns))
		c->state = GUIDED_WAITING;
	if (still_is(&c->still)) {
		c->state = GUIDED_READY;
		c->rest_sum += (double)point->norm_g;
		c->rest_points++;
		c->one_g = c->rest_sum / c->rest_points;
	}
	if (c->state == GUIDED_READY && c->go_ns != GUIDED_BY_MOVEMENT && point->t_ns >= c->go_ns)
		start(c, c->go_ns);
	else if (c->state == GUIDED_READY && c->go_ns == GUIDED_BY_MOVEMENT && slot &&
		 c->still.still_slots == 0)
		start(c, c->still.still_until_ns);
}

static void follow_height(struct chair_stand *c, const struct motion_point *point)
{
	double up_ms2 = ((double)point->norm_g / c->one_g - 1) * GRAVITY_MS2;

	if (point->begins) {
		c->speed_ms = 0;
		c->height_m = 0;
		for (int i = 0; i < 3; i++)
			biquad_high_pass(&c->high_pass[i], SLOWEST_HZ, MOTION_GRID_HZ);
	}
	c->speed_ms += biquad_step(&c->high_pass[0], up_ms2) / MOTION_GRID_HZ;
	c->height_m += biquad_step(&c->high_pass[1], c->speed_ms) / MOTION_GRID_HZ;
}

static void count(struct chair_stand *c, int64_t t_ns)
{
	struct chair_stand_result *r = &c->result;
	double height_m = biquad_step(&c->high_pass[2], c->height_m);

	if (c->state != GUIDED_RUNNING)
		return;
	if (height_m < -HALF_RISE_M)
		c->is_down = true;
	if (!c->is_down || height_m < HALF_RISE_M)
		return;
	c->is_down = false;
	if (r->stands < CHAIR_STANDS_MAX)
		r->stand_s[r->stands] = (float)((double)(t_ns - r->start_ns) / (double)NS_PER_S);
	r->stands++;
}

static enum guided_state refuse(struct chair_stand *c, enum guided_refusal refusal)
{
	c->state = GUIDED_REFUSED;
	c->refusal = refusal;
	return c->state;
}

enum guided_state chair_stand_push(struct chair_stand *c, const struct motion_point *point)
{
	bool slot;

	if (c->state == GUIDED_DONE || c->state == GUIDED_REFUSED)
		return c->state;
	slot = still_push(&c->still, point);
	follow_height(c, point);
	if (c->state != GUIDED_RUNNING)
		wait(c, point, slot);
	if (c->state == GUIDED_RUNNING &&
	    point->t_ns - c->result.start_ns >= CHAIR_STAND_S * NS_PER_S) {
		if (c->points < COVERED_MIN * CHAIR_STAND_S * MOTION_GRID_HZ)
			return refuse(c, GUIDED_SAMPLES_MISSING);
		c->state = GUIDED_DONE;
		return c->state;
	}
	c->points += c->state == GUIDED_RUNNING;
	count(c, point->t_ns);
	return c->state;
}

enum guided_state chair_stand_finish(struct chair_stand *c)
{
	switch (c->state) {
	case GUIDED_WAITING:
		return refuse(c, GUIDED_NEVER_STILL);
	case GUIDED_READY:
		return refuse(c, GUIDED_NEVER_STARTED);
	case GUIDED_RUNNING:
		return refuse(c, GUIDED_TOO_SHORT);
	case GUIDED_DONE:
	case GUIDED_REFUSED:
		break;
	}
	return c->state;
}

bool chair_stand_get(const struct chair_stand *c, struct chair_stand_result *result)
{
	if (c->state != GUIDED_DONE)
		return false;
	*result = c->result;
	return true;
}
