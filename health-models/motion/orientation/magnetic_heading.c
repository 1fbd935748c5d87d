/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/orientation/magnetic_heading.h"

#include <math.h>
#include <string.h>

static const float PI = 3.14159265f;
static const float RAD_PER_DEG = 3.14159265f / 180;

void magnetic_heading_init(struct magnetic_heading *h,
			   const struct magnetic_heading_settings *settings)
{
	memset(h, 0, sizeof *h);
	h->rotation = QUATERNION_IDENTITY;
	h->disturbed = true;
	h->rejected_s = settings->rejection_max_s;
}

static bool is_near(struct magnetic_field field, struct magnetic_field reference,
		    const struct magnetic_heading_settings *settings)
{
	return fabsf(field.size_ut - reference.size_ut) <
		   settings->size_tolerance * reference.size_ut &&
	       fabsf(field.dip_rad - reference.dip_rad) < settings->dip_tolerance_deg * RAD_PER_DEG;
}

static void approach(struct magnetic_field *reference, struct magnetic_field field, float gain)
{
	reference->size_ut += gain * (field.size_ut - reference->size_ut);
	reference->dip_rad += gain * (field.dip_rad - reference->dip_rad);
}

/* The share of a step in a first-order low-pass. */
static float gain_of(float tau_s, float step_s)
{
	return step_s / (tau_s + step_s);
}

/* Is this the field of the place? */
static void compare(struct magnetic_heading *h, const struct magnetic_heading_settings *settings,
		    struct magnetic_field field, float step_s)
{
	if (!is_near(field, h->reference, settings)) {
		h->undisturbed_s = 0;
		h->disturbed = true;
		return;
	}
	h->undisturbed_s += step_s;
	if (h->undisturbed_s < settings->undisturbed_min_s)
		return;
	h->disturbed = false;
	approach(&h->reference, field, gain_of(settings->reference_tau_s, step_s));
}

/* A field that stays the same while the sensor turns is the one of a new place. */
static void consider(struct magnetic_heading *h, const struct magnetic_heading_settings *settings,
		     struct magnetic_field field, float step_s, float rate_rads)
{
	bool is_first = !(h->reference.size_ut > 0);

	if (!is_near(field, h->candidate, settings)) {
		h->candidate = field;
		h->candidate_s = 0;
		return;
	}
	if (rate_rads >= settings->motion_deg_s * RAD_PER_DEG)
		h->candidate_s += step_s;
	approach(&h->candidate, field, gain_of(settings->reference_tau_s, step_s));
	if (!h->disturbed || h->candidate_s < (is_first ? settings->first_s : settings->new_s))
		return;
	h->reference = h->candidate;
	h->disturbed = false;
	h->undisturbed_s = settings->undisturbed_min_s;
}

/* How much a disturbed field counts; the time that it did not is given back later. */
static float trust_of(struct magnetic_heading *h, const struct magnetic_heading_settings *settings,
		      float step_s)
{
	if (!h->disturbed) {
		h->rejected_s = fmaxf(h->rejected_s - settings->rejection_factor * step_s, 0);
		return 1;
	}
	if (h->rejected_s > settings->rejection_max_s)
		return 1 / settings->rejection_factor;
	h->rejected_s += step_s;
	return 0;
}

static float wrapped(float angle_rad)
{
	if (angle_rad > PI)
		return angle_rad - 2 * PI;
	return angle_rad < -PI ? angle_rad + 2 * PI : angle_rad;
}

/* The mean of all fields at first, which is quicker than the low-pass. */
static float gain_at_first(struct magnetic_heading *h, float gain, float tau_s, float step_s)
{
	float first = h->first_gain;

	if (!(first > 0))
		return gain;
	h->first_gain = first / (first + 1);
	if (h->first_gain * tau_s < step_s)
		h->first_gain = 0;
	return fmaxf(gain, first);
}

static void set_angle(struct magnetic_heading *h, float angle_rad)
{
	h->angle_rad = wrapped(angle_rad);
	h->rotation = (struct quaternion){cosf(h->angle_rad / 2), 0, 0, sinf(h->angle_rad / 2)};
}

void magnetic_heading_start(struct magnetic_heading *h, const float field_ut[3])
{
	set_angle(h, atan2f(field_ut[0], field_ut[1]));
	h->started = true;
	h->first_gain = 0.5f;
}

void magnetic_heading_step(struct magnetic_heading *h,
			   const struct magnetic_heading_settings *settings,
			   const float field_ut[3], float step_s, float rate_rads,
			   bool has_gyroscope)
{
	float tau_s = has_gyroscope ? settings->tau_s : settings->alone_tau_s;
	struct low_pass_step now = low_pass_step_of(settings->now_tau_s, step_s, h->seen_s);
	float level = sqrtf(field_ut[0] * field_ut[0] + field_ut[1] * field_ut[1]);
	float size = sqrtf(level * level + field_ut[2] * field_ut[2]);
	float away_rad = wrapped(atan2f(field_ut[0], field_ut[1]) - h->angle_rad);
	struct magnetic_field field;
	float gain;

	h->seen_s += step_s;
	field.size_ut = low_pass(&h->size, &now, size);
	field.dip_rad = low_pass(&h->dip, &now, -atan2f(field_ut[2], level));
	compare(h, settings, field, step_s);
	consider(h, settings, field, step_s, rate_rads);
	gain = gain_of(tau_s, step_s) * trust_of(h, settings, step_s);
	gain = gain_at_first(h, gain, tau_s, step_s);
	set_angle(h, h->angle_rad + gain * away_rad);
}

void magnetic_heading_lose(struct magnetic_heading *h)
{
	h->started = false;
}
