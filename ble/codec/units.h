/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What wearables count in, in the units of common/sample.h. */
#pragma once

#define STANDARD_GRAVITY     9.80665 /* m/s2, exact (CGPM 1901) */
#define RADIANS_PER_DEGREE   0.017453292519943295
#define MICROTESLA_PER_GAUSS 100.0
#define KELVIN_AT_0_CELSIUS  273.15
