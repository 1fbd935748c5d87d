/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/trust/strap_contact.h"

#include <errno.h>
#include <math.h>

const struct strap_contact_settings strap_contact_settings_default = {
    .rate_hz = 130,
    .still_uv = 5,
    .rail_uv = 18600,
    .mains_uv = 1000,
    .mains_share = 0.8F,
    .drift_uv = 3000,
    .jump_uv = 3000,
    .jumps = 4,
    .flag_s = 5,
    .flat_after = 3,
    .drift_after = 5,
    .off_after = 2,
    .on_after = 2,
};

static const double MAINS_HZ[2] = {50, 60};

static void begin_second(struct strap_contact *c)
{
	c->in_second = 0;
	c->sum = c->square = c->path_uv = 0;
	c->at_rail = c->jumped = c->missing = 0;
	for (int k = 0; k < 2; k++)
		c->tone[k][0] = c->tone[k][1] = 0;
}

int strap_contact_init(struct strap_contact *c, const struct strap_contact_settings *settings)
{
	if (!(settings->rate_hz >= 50 && settings->rate_hz <= STRAP_RATE_MAX_HZ))
		return -EINVAL;
	*c = (struct strap_contact){.settings = *settings, .window = (uint32_t)settings->rate_hz};
	for (int k = 0; k < 2; k++)
		c->turn[k] = 2 * cos(2 * M_PI * MAINS_HZ[k] / settings->rate_hz);
	begin_second(c);
	return 0;
}

/* Share of the second's power that lies at the mains' frequency. */
static double mains_share(const struct strap_contact *c, double power)
{
	double best = 0;

	for (int k = 0; k < 2; k++) {
		double a = c->tone[k][0], b = c->tone[k][1];
		double tone = 2 * (a * a + b * b - c->turn[k] * a * b) / c->window;

		/* A tone that the sampling folds onto slow waves cannot be told from them. */
		if (MAINS_HZ[k] * 2 < c->settings.rate_hz)
			best = fmax(best, tone);
	}
	return power > 0 ? best / power : 0;
}

static unsigned signs_of_second(const struct strap_contact *c)
{
	const struct strap_contact_settings *s = &c->settings;
	double range = (double)c->high_uv - (double)c->low_uv;
	double run = fabs((double)c->newest_uv - (double)c->first_uv);
	double power = c->square - c->sum * c->sum / c->window;
	unsigned signs = 0;

	if (c->missing * 2 > c->window)
		return 0;
	if (range <= s->still_uv)
		signs |= STRAP_FLAT;
	if (c->at_rail * 2 > c->window)
		signs |= STRAP_RAIL;
	if (range > s->mains_uv && mains_share(c, power) > s->mains_share)
		signs |= STRAP_MAINS;
	if (c->jumped >= s->jumps || (run > s->drift_uv && run > 0.8 * c->path_uv))
		signs |= STRAP_DRIFT;
	return signs;
}

static void judge(struct strap_contact *c)
{
	const struct strap_contact_settings *s = &c->settings;

	c->signs = signs_of_second(c);
	if (c->flag_left_s > 0) {
		c->flag_left_s--;
		if (!c->flag_contact)
			c->signs |= STRAP_FLAG;
		else
			c->signs &= ~(unsigned)STRAP_FLAT;
	}
	c->flat_s = c->signs & STRAP_FLAT ? c->flat_s + 1 : 0;
	c->bad_s = c->signs & (STRAP_RAIL | STRAP_MAINS) ? c->bad_s + 1 : 0;
	c->drift_s = c->signs & (STRAP_RAIL | STRAP_DRIFT) ? c->drift_s + 1 : 0;
	c->good_s = c->signs ? 0 : c->good_s + 1;
	if (c->flat_s >= s->flat_after || c->bad_s >= s->off_after ||
	    c->drift_s >= s->drift_after || c->signs & STRAP_FLAG)
		c->off = true;
	else if (c->good_s >= s->on_after)
		c->off = false;
}

static void add(struct strap_contact *c, float uv)
{
	double x;

	if (c->in_second == 0)
		c->first_uv = c->low_uv = c->high_uv = c->newest_uv = c->mark_uv = uv;
	x = (double)uv - (double)c->first_uv;
	c->low_uv = fminf(c->low_uv, uv);
	c->high_uv = fmaxf(c->high_uv, uv);
	if (c->in_second % (c->window / 10) == 0) { /* tenths of a second: noise is no way */
		c->path_uv += fabs((double)uv - (double)c->mark_uv);
		c->mark_uv = uv;
	}
	c->jumped += fabsf(uv - c->newest_uv) > c->settings.jump_uv;
	c->at_rail += fabsf(uv) >= c->settings.rail_uv;
	c->newest_uv = uv;
	c->sum += x;
	c->square += x * x;
	for (int k = 0; k < 2; k++) {
		double next = x + c->turn[k] * c->tone[k][0] - c->tone[k][1];

		c->tone[k][1] = c->tone[k][0];
		c->tone[k][0] = next;
	}
}

int strap_contact_push(struct strap_contact *c, float uv)
{
	if (!isfinite(uv)) {
		c->missing++;
		uv = c->newest_uv;
	}
	/* More than any converter gives; keeps the sums finite. */
	add(c, fminf(fmaxf(uv, -1e9F), 1e9F));
	if (++c->in_second < c->window)
		return 0;
	judge(c);
	begin_second(c);
	return 1;
}

void strap_contact_flag(struct strap_contact *c, bool contact)
{
	c->flag_contact = contact;
	c->flag_left_s = c->settings.flag_s;
}

bool strap_contact_is_off(const struct strap_contact *c)
{
	return c->off;
}

unsigned strap_contact_signs(const struct strap_contact *c)
{
	return c->signs;
}
