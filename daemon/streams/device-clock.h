/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One wearable's sensor's own time as hub time, over all its connections.
 *
 * By the system clock it is the fit of common/clock_fit.h over the arrivals, and UTC as the system
 * has it; where that is set back, the streams that are open keep the old UTC. Under virtual time
 * the wearable's clock is hub time but for its origin.
 */
#pragma once

#include "common/clock_fit.h"
#include "common/sample_index.h"
#include "daemon/clock.h"

G_BEGIN_DECLS

/* Starts all zero. */
struct device_clock {
	struct clock_fit fit;
	gboolean fit_ready;
	gint64 utc_offset_ns; /* UTC less boot time; 0 = not known yet */
	gboolean set;         /* virtual time only: device_ns falls on utc_ns */
	gint64 device_ns;
	gint64 utc_ns;
	gint64 end_utc_ns; /* of the newest stream */
};

/* The wearable's clock was set: what was learned of it is worth nothing. */
void device_clock_reset(struct device_clock *device);
/* The next block is the first of a connection or of a stream that was started. */
void device_clock_begin(struct device_clock *device);
/* A block came. */
void device_clock_saw(struct device_clock *device, const HtClock *clock,
		      const struct sample_span *span);
/* A stream begins with this block, which was seen: when its first sample was taken. Never before
 * the end of the stream before. */
gint64 device_clock_origin_utc_ns(struct device_clock *device, const HtClock *clock,
				  const struct sample_span *first);
/* When the newest sample of a block that was seen was taken, and hub seconds for each second of the
 * wearable. Within a stream that has begun. */
gint64 device_clock_utc_ns(const struct device_clock *device, const HtClock *clock,
			   guint64 device_ns, double *rate);

G_END_DECLS
