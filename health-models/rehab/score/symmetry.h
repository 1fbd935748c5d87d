/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Left against right, over paired sets. Pure C. */
#pragma once

/* 100 |left - right| / their mean: 0 = alike. NAN unless both are greater than 0. */
float symmetry_percent(float left, float right);
/* The same, signed: greater than 0 where the left one is larger. */
float symmetry_lead_percent(float left, float right);
