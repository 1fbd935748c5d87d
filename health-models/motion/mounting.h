/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a sensor sits on the trunk: which of its directions is the body's up, and which its front.
 *
 * Up comes from a still moment upright (sitting or standing), or from walking: nobody walks lying
 * down. Front comes from a still moment on the back; without it one knows that a person lies, not
 * on which side. A strap put on upside down or turned is thus no fault, and one that is put on anew
 * the other way round is noticed at the next walk: up is then learnt anew, and front forgotten.
 *
 * Vectors are in the sensor's axes. Pure C, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mounting {
	bool has_up, has_front;
	float up[3]; /* unit vectors */
	float front[3];
	/* gravity while walking */
	double sum[3];
	unsigned points;
};

void mounting_init(struct mounting *m);
/* gravity: mean acceleration while still and upright, any unit. -EINVAL if it has no direction. */
int mounting_set_upright(struct mounting *m, const float gravity[3]);
/* gravity: the same while lying on the back. -EINVAL if up is not known, or is less than 45 degrees
 * away: that was not lying. */
int mounting_set_back(struct mounting *m, const float gravity[3]);
/* One point while walking, and false when the walk has ended. Returns true when up was learnt. */
bool mounting_walk(struct mounting *m, const float acc_g[3], bool walking);
/* Degrees between two vectors; 0 if one has no direction. */
float angle_deg(const float a[3], const float b[3]);
