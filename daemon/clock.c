/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/clock.h"

#include "common/timebase.h"

#include <time.h>

struct _HtClock {
	gboolean is_virtual;
	gint64 start_utc_ns;
	gint64 now_utc_ns; /* virtual only */
};

static gint64 read_clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

HtClock *ht_clock_new_system(void)
{
	return g_new0(HtClock, 1);
}

HtClock *ht_clock_new_virtual(gint64 start_utc_ns)
{
	HtClock *clock = g_new0(HtClock, 1);

	clock->is_virtual = TRUE;
	clock->start_utc_ns = start_utc_ns;
	clock->now_utc_ns = start_utc_ns;
	return clock;
}

void ht_clock_free(HtClock *clock)
{
	g_free(clock);
}

gboolean ht_clock_is_virtual(const HtClock *clock)
{
	return clock->is_virtual;
}

const char *ht_clock_name(const HtClock *clock)
{
	return clock->is_virtual ? "virtual" : "system";
}

gint64 ht_clock_start_utc_ns(const HtClock *clock)
{
	return clock->start_utc_ns;
}

gint64 ht_clock_now_utc_ns(const HtClock *clock)
{
	return clock->is_virtual ? clock->now_utc_ns : read_clock_ns(CLOCK_REALTIME);
}

gint64 ht_clock_utc_of_boottime(const HtClock *clock, gint64 boottime_ns)
{
	g_return_val_if_fail(!clock->is_virtual, clock->now_utc_ns);
	return boottime_ns + read_clock_ns(CLOCK_REALTIME) - read_clock_ns(CLOCK_BOOTTIME);
}

void ht_clock_saw(HtClock *clock, gint64 utc_ns)
{
	if (clock->is_virtual && utc_ns > clock->now_utc_ns)
		clock->now_utc_ns = utc_ns;
}
