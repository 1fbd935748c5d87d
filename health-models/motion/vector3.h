/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three floats as a vector, written out: compilers leave such loops as loops. */
#pragma once

#include <math.h>
#include <stdbool.h>

#define DEG_PER_RAD 57.295780f

static inline float vector3_dot(const float a[3], const float b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline void vector3_cross(const float a[3], const float b[3], float product[3])
{
	product[0] = a[1] * b[2] - a[2] * b[1];
	product[1] = a[2] * b[0] - a[0] * b[2];
	product[2] = a[0] * b[1] - a[1] * b[0];
}

static inline void vector3_scale(const float a[3], float factor, float product[3])
{
	product[0] = factor * a[0];
	product[1] = factor * a[1];
	product[2] = factor * a[2];
}

static inline float vector3_norm(const float a[3])
{
	return sqrtf(vector3_dot(a, a));
}

/* sum += factor x a */
static inline void vector3_add(float sum[3], float factor, const float a[3])
{
	sum[0] += factor * a[0];
	sum[1] += factor * a[1];
	sum[2] += factor * a[2];
}

static inline bool vector3_is_zero(const float a[3])
{
	return a[0] == 0 && a[1] == 0 && a[2] == 0;
}

/* No NaN and no infinity among them. */
static inline bool vector3_is_finite(const float a[3])
{
	return (a[0] - a[0]) + (a[1] - a[1]) + (a[2] - a[2]) == 0;
}

/* To length 1; a vector of no length stays. */
static inline void vector3_unit(float a[3])
{
	float length = vector3_norm(a);

	if (length > 1e-9f) {
		a[0] /= length;
		a[1] /= length;
		a[2] /= length;
	}
}

/* The angle between two unit vectors, 0 .. 180 degrees; exact for small ones too. */
static inline float vector3_angle_deg(const float a[3], const float b[3])
{
	float square[3];

	vector3_cross(a, b, square);
	return DEG_PER_RAD * atan2f(vector3_norm(square), vector3_dot(a, b));
}
