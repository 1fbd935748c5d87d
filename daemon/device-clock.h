/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a stream's first sample was taken, in hub time.
 *
 * By the system clock it is the arrival of the first block less the block's length: late by the
 * radio's delay (tens of milliseconds), and later samples follow the device clock, which drifts by
 * some parts in a million. A robust fit of many arrivals is to replace this. Under virtual time
 * the wearable's device clock is hub time but for its origin.
 */
#pragma once

#include "common/sample.h"
#include "daemon/clock.h"

G_BEGIN_DECLS

/* One wearable's; starts all zero. */
struct device_clock {
	gboolean set; /* virtual time only: device_ns falls on utc_ns */
	gint64 device_ns;
	gint64 utc_ns;
	gint64 end_utc_ns; /* of the newest stream */
};

gint64 device_clock_origin_utc_ns(struct device_clock *device, const HtClock *clock,
				  const struct ecg_block *first, gint64 arrival_boottime_ns);

G_END_DECLS
