/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A second-order Butterworth low-pass whose time step may change from sample to sample, in float.
 *
 * The direct forms lose their digits in float where the cut-off is a thousandth of the rate. This
 * is the state-variable form with trapezoidal integration (Zavalishin, The Art of VA Filter Design,
 * 2012): it keeps the output and its slope, and is stable for any step. Until it has seen tau_s of
 * input its output is the mean.
 */
#pragma once

struct low_pass {
	float slope, level; /* all zero at first */
};

/* One step for all the signals that share it. */
struct low_pass_step {
	float mean_share; /* of the new sample, while the mean is formed; 0 = no longer */
	float a1, a2, a3;
};

/* tau_s: of the part of the step response that does not swing, 1/(sqrt(2) pi fc) = sqrt(2)/omega.
 * seen_s: how much input there was before these step_s. */
static inline struct low_pass_step low_pass_step_of(float tau_s, float step_s, float seen_s)
{
	const float sqrt2 = 1.41421356f;
	float g = 0.5f * sqrt2 * step_s / tau_s;
	float a1 = 1 / (1 + g * (g + sqrt2));
	struct low_pass_step step = {0, a1, g * a1, g * g * a1};

	if (seen_s < tau_s)
		step.mean_share = step_s / (seen_s + step_s);
	return step;
}

static inline float low_pass(struct low_pass *f, const struct low_pass_step *step, float input)
{
	float difference = input - f->level;
	float slope;
	float level;

	if (step->mean_share > 0) {
		f->level += step->mean_share * difference;
		f->slope = 0;
		return f->level;
	}
	slope = step->a1 * f->slope + step->a2 * difference;
	level = f->level + step->a2 * f->slope + step->a3 * difference;
	f->slope = 2 * slope - f->slope;
	f->level = 2 * level - f->level;
	return level;
}
