/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smaller, larger and limited values, inline: fminf() and fmaxf() are calls. No NaN comes here. */
#pragma once

static inline float smaller(float a, float b)
{
	return a < b ? a : b;
}

static inline float larger(float a, float b)
{
	return a > b ? a : b;
}

static inline float limited(float x, float low, float high)
{
	return x < low ? low : x < high ? x : high;
}
