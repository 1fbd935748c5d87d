/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two sampling rates as an exact fraction, so that positions never drift. */
#pragma once

#include <stdint.h>

struct rate_ratio {
	int64_t from; /* from_hz / to_hz = from / to, without a common factor */
	int64_t to;
};

/* Both rates in 0.001 .. 1000000 Hz, or -ERANGE. The fraction is the simplest one that a double
 * cannot tell from the quotient: exact for rates in whole millihertz and for fractions such as
 * 2000/7. */
int rate_ratio_init(struct rate_ratio *ratio, double from_hz, double to_hz);

/* The sample at to_hz that is nearest in time to sample `index` at from_hz; halves go up. */
int64_t rate_ratio_map(const struct rate_ratio *ratio, int64_t index);
