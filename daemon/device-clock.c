/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/device-clock.h"

#include "common/timebase.h"
#include "common/timeline.h"

/* A wearable that was away for longer, by its own clock, has had that clock set. */
#define AWAY_MAX_NS (366 * 24 * 3600 * NS_PER_S)

/* Whether the clock goes on where it was: neither back before what is there already nor away. */
static gboolean goes_on(const struct device_clock *device, gint64 since_ns)
{
	return device->set && since_ns >= 0 && since_ns <= AWAY_MAX_NS &&
	       device->utc_ns + since_ns >= device->end_utc_ns;
}

static gint64 virtual_origin(struct device_clock *device, const HtClock *clock, gint64 device_ns)
{
	gint64 since_ns = device_ns - device->device_ns;

	if (!goes_on(device, since_ns)) {
		device->utc_ns = device->set ? device->end_utc_ns : ht_clock_start_utc_ns(clock);
		device->device_ns = device_ns;
		device->set = TRUE;
		since_ns = 0;
	}
	return device->utc_ns + since_ns;
}

gint64 device_clock_origin_utc_ns(struct device_clock *device, const HtClock *clock,
				  const struct ecg_block *first, gint64 arrival_boottime_ns)
{
	gint64 origin_utc_ns;

	if (ht_clock_is_virtual(clock))
		origin_utc_ns = virtual_origin(
		    device, clock,
		    (gint64)first->device_ns - timeline_span_ns(first->rate_mhz, first->count - 1));
	else
		origin_utc_ns = ht_clock_utc_of_boottime(clock, arrival_boottime_ns) -
				timeline_span_ns(first->rate_mhz, first->count);
	/* Two streams of one wearable never overlap. */
	return MAX(origin_utc_ns, device->end_utc_ns);
}
