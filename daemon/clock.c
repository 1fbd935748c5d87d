/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/clock.h"

#include "common/timebase.h"

#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/* Two clocks that were read within this are as good as read at once. */
#define READ_MAX_NS 20000
enum { READ_ATTEMPTS_MAX = 5 };

/* No hub runs before 2026-01-01. */
#define FIRST_UTC_NS (G_GINT64_CONSTANT(1767225600) * NS_PER_S)

struct _HtClock {
	gboolean is_virtual, trusted;
	gint64 start_utc_ns;
	gint64 now_utc_ns; /* virtual only */
};

static gint64 read_clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (gint64)now.tv_sec * NS_PER_S + now.tv_nsec;
}

HtClock *ht_clock_new_system(gboolean trusted)
{
	HtClock *clock = g_new0(HtClock, 1);

	clock->trusted = trusted;
	return clock;
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

gboolean ht_clock_is_believable(gint64 utc_ns, gboolean vouched)
{
	return vouched && utc_ns >= FIRST_UTC_NS;
}

static gboolean somebody_vouches(void)
{
	struct timex state = {0};
	int status = adjtimex(&state);

	return (status >= 0 && status != TIME_ERROR) || access("/sys/class/rtc/rtc0", F_OK) == 0 ||
	       access("/run/systemd/timesync/synchronized", F_OK) == 0;
}

gboolean ht_clock_is_set(const HtClock *clock)
{
	return ht_clock_is_believable(ht_clock_now_utc_ns(clock),
				      clock->is_virtual || clock->trusted || somebody_vouches());
}

gint64 ht_clock_utc_of_boottime(const HtClock *clock, gint64 boottime_ns)
{
	gint64 before_ns, utc_ns, after_ns;

	g_return_val_if_fail(!clock->is_virtual, clock->now_utc_ns);
	/* Whoever is interrupted between the two clocks reads them once more. */
	for (int attempt = 0;; attempt++) {
		before_ns = read_clock_ns(CLOCK_BOOTTIME);
		utc_ns = read_clock_ns(CLOCK_REALTIME);
		after_ns = read_clock_ns(CLOCK_BOOTTIME);
		if (after_ns - before_ns < READ_MAX_NS || attempt == READ_ATTEMPTS_MAX)
			return boottime_ns + utc_ns - before_ns / 2 - after_ns / 2;
	}
}

void ht_clock_saw(HtClock *clock, gint64 utc_ns)
{
	if (clock->is_virtual && utc_ns > clock->now_utc_ns)
		clock->now_utc_ns = utc_ns;
}
