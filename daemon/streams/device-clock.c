/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/device-clock.h"

#include "common/timebase.h"
#include "common/timeline.h"

/* A wearable that was away for longer, by its own clock, has had that clock set. */
#define AWAY_MAX_NS (366 * 24 * 3600 * NS_PER_S)
/* UTC that goes back by less is followed, slowly; by more, it was set. */
#define UTC_BACK_MAX_NS (NS_PER_S / 2)
/* Over this the rate is taken. */
#define RATE_SPAN_NS (2 * NS_PER_S)

void device_clock_reset(struct device_clock *device)
{
	device->fit_ready = FALSE;
	/* Under virtual time the next stream follows the last one, as it does where time goes back.
	 */
}

void device_clock_begin(struct device_clock *device)
{
	if (device->fit_ready)
		clock_fit_new_link(&device->fit);
}

static void follow_utc(struct device_clock *device, const HtClock *clock)
{
	gint64 offset_ns = ht_clock_utc_of_boottime(clock, 0);

	if (device->utc_offset_ns == 0 || offset_ns > device->utc_offset_ns - UTC_BACK_MAX_NS)
		device->utc_offset_ns = offset_ns;
}

void device_clock_saw(struct device_clock *device, const HtClock *clock,
		      const struct sample_span *span)
{
	if (ht_clock_is_virtual(clock))
		return;
	if (!device->fit_ready) {
		clock_fit_init(&device->fit, &clock_fit_settings_default);
		device->fit_ready = TRUE;
	}
	(void)clock_fit_push(&device->fit, span->device_ns, span->arrival_ns);
	follow_utc(device, clock);
}

/* Whether the clock goes on where it was: neither back before what is there already nor away. */
static gboolean goes_on(const struct device_clock *device, gint64 since_ns)
{
	return device->set && since_ns >= 0 && since_ns <= AWAY_MAX_NS &&
	       device->utc_ns + since_ns >= device->end_utc_ns;
}

static void begin_virtual(struct device_clock *device, const HtClock *clock, gint64 device_ns)
{
	if (goes_on(device, device_ns - device->device_ns))
		return;
	device->utc_ns = device->set ? device->end_utc_ns : ht_clock_start_utc_ns(clock);
	device->device_ns = device_ns;
	device->set = TRUE;
}

gint64 device_clock_origin_utc_ns(struct device_clock *device, const HtClock *clock,
				  const struct sample_span *first)
{
	gint64 length_ns = timeline_span_ns(first->rate_mhz, first->count - 1);
	gint64 origin_utc_ns;

	if (ht_clock_is_virtual(clock)) {
		begin_virtual(device, clock, (gint64)first->device_ns - length_ns);
	} else {
		/* UTC that was set back holds from here on. */
		device->utc_offset_ns = 0;
		follow_utc(device, clock);
	}
	origin_utc_ns = device_clock_utc_ns(device, clock, first->device_ns, NULL) - length_ns;
	/* Two streams of one wearable never overlap. */
	return MAX(origin_utc_ns, device->end_utc_ns);
}

static gint64 fitted_utc_ns(const struct device_clock *device, guint64 device_ns)
{
	return clock_fit_hub_ns(&device->fit, device_ns) + device->utc_offset_ns;
}

gint64 device_clock_utc_ns(const struct device_clock *device, const HtClock *clock,
			   guint64 device_ns, double *rate)
{
	if (ht_clock_is_virtual(clock)) {
		if (rate)
			*rate = 1.0;
		return device->utc_ns + ((gint64)device_ns - device->device_ns);
	}
	if (rate)
		*rate = (double)(fitted_utc_ns(device, device_ns) -
				 fitted_utc_ns(device, device_ns - (guint64)RATE_SPAN_NS)) /
			(double)RATE_SPAN_NS;
	return fitted_utc_ns(device, device_ns);
}
