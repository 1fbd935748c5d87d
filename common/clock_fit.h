/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a wearable's own time to the hub's.
 *
 * A frame is stamped by the wearable and arrives late by an unknown delay that is never negative:
 * connection interval, lost packets, a queue. So hub time runs along the lower edge of the arrivals
 * (common/lower_edge.h), offset + rate x device time. Rate and its slow change are taken from the
 * lower and the upper edge, the sharper one counting more; the offset from the lower edge alone.
 * Frames are forgotten after 10 minutes to an hour, sooner the sharper the edge is, so that a rate
 * that changes with temperature is followed.
 *
 * The least delay that ever occurs cannot be told from an offset: times are late by that much, some
 * 10 ms with BLE.
 *
 * What comes out never goes back and never jumps while the wearable's clock runs on: a better fit
 * is approached by running up to 10 % slower or faster. The past keeps its times.
 *
 * Fixed memory, no allocation; one thread at a time per fit. What comes out depends on nothing but
 * what was pushed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_FIT_BINS = 256, CLOCK_FIT_KNOTS = 16 };

struct clock_fit_settings {
	uint32_t horizon_ms;   /* frames older than this are forgotten at the latest */
	uint32_t delay_max_ms; /* a frame is seldom later than this */
	uint32_t reorder_ms;   /* device time that goes back by more was set */
	uint32_t step_ms;      /* a jump of device time that is taken for a setting of the clock */
	uint32_t late_ms;      /* every frame late for so long: the clock was set back */
	double rate_off_max;   /* the rate is within 1 +- this */
	double rate_drift_max; /* ... and changes by no more than this in an hour */
};

extern const struct clock_fit_settings clock_fit_settings_default;

struct clock_fit_frame {
	uint64_t device_ns;
	int64_t arrival_ns;
};

/* The frames of a span of device time that came soonest and latest. */
struct clock_fit_bin {
	int64_t number; /* span, counted from the first frame's; ring index is number % BINS */
	uint32_t count; /* frames in it; 0 = empty */
	struct clock_fit_frame soonest, latest;
};

/* From device_ns on (and before it, for the oldest) hub time runs along this line. */
struct clock_fit_knot {
	uint64_t device_ns;
	int64_t hub_ns;
	double rate;
};

/* Private. */
struct clock_fit {
	struct clock_fit_settings settings;
	bool started;
	uint64_t first_ns, newest_ns; /* of the wearable */
	int64_t newest_arrival_ns;
	uint64_t anchor_ns; /* the line: hub = anchor_hub_ns + rate * (device - anchor_ns) */
	int64_t anchor_hub_ns;
	double rate, rate_low, rate_high;
	bool new_link;
	double delay_s;      /* mean delay against the line, forgetting */
	double gap_s;        /* mean of the soonest frames' delays: how sharp the edge is */
	int fitted;          /* spans that the line rests on */
	double behind_s;     /* how far what comes out is still from the line */
	uint64_t on_time_ns; /* device time of the newest frame that was not late */
	uint32_t late;       /* frames since then */
	struct clock_fit_bin bin[CLOCK_FIT_BINS];
	unsigned knots;
	struct clock_fit_knot knot[CLOCK_FIT_KNOTS]; /* oldest first */
};

/* Returns 0, or -EINVAL for settings that make no sense. */
int clock_fit_init(struct clock_fit *f, const struct clock_fit_settings *settings);

/* A frame: the wearable's own time of its newest sample, and CLOCK_BOOTTIME when it came. Returns
 * 0; 1 when the wearable's clock was set or started anew, and the fit with it: times jump here;
 * -EINVAL for an arrival before that of an earlier frame, which counts for nothing. */
int clock_fit_push(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns);

/* The next frame is the first of a new connection or of a stream that was started anew. Nothing has
 * piled up for it, so if it is late, then not by delay: the wearable was off, and its clock with it. */
void clock_fit_new_link(struct clock_fit *f);

/* CLOCK_BOOTTIME of a time of the wearable, up to the newest pushed; 0 before the first push. Later
 * ones are a forecast that the next push may change. */
int64_t clock_fit_hub_ns(const struct clock_fit *f, uint64_t device_ns);
/* Hub seconds per second of the wearable; 1 before the first push. */
double clock_fit_rate(const struct clock_fit *f);
/* The error of clock_fit_hub_ns() at the newest frame is smaller, 99 times of 100, the least delay
 * aside, while the rate is steady or changes evenly. */
int64_t clock_fit_uncertainty_ns(const struct clock_fit *f);
