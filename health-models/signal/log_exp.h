/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logarithm and exponential made of exactly rounded operations only, so that every machine and C
 * library finds the same beats. Relative error below 1e-4: features need no more.
 */
#pragma once

/* log2(x); x at or below 1e-30 counts as 1e-30. */
float log2_portable(float x);
/* 2^x; x is clamped to -60 .. 60. */
float exp2_portable(float x);
