/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/clock_fit.h"
#include "common/lower_edge.h"
#include "common/timebase.h"

#include <errno.h>
#include <math.h>
#include <string.h>

const struct clock_fit_settings clock_fit_settings_default = {
    .horizon_ms = 3600000,
    .delay_max_ms = 2000,
    .reorder_ms = 2000,
    .step_ms = 300,
    .late_ms = 60000,
    .rate_off_max = 0.025,
    .rate_drift_max = 2e-4,
};

enum { SPANS_FEW = 8 }; /* a line that rests on fewer is fitted with every frame */

static const double SLEW_S = 8;       /* an error is made good in this time ... */
static const double SLEW_MAX = 0.1;   /* ... but no faster than this, seconds per second */
static const double CARRY_OFF = 5e-4; /* a known rate may be off by this after a long silence */
static const double DELAY_FRAMES = 128;
static const double BLUNT_S = 0.1;      /* an edge that needs the whole horizon ... */
static const double SHARP_SHARE = 0.17; /* ... and the least part of it that any needs */
static const double UNSURE = 25;        /* from simulations, tests/unit/test-clock-fit.c */
static const uint32_t LATE_FRAMES = 30;
static const int64_t ARRIVAL_BACK_NS = 60000000000; /* frames may overtake each other */

/* A century. Two of these can be added. */
static const int64_t FAR_NS = INT64_C(4000000000000000000);

int clock_fit_init(struct clock_fit *f, const struct clock_fit_settings *settings)
{
	if (settings->horizon_ms < CLOCK_FIT_BINS || settings->delay_max_ms == 0 ||
	    !(settings->rate_off_max > 0 && settings->rate_off_max < 0.5))
		return -EINVAL;
	*f = (struct clock_fit){.settings = *settings, .rate = 1};
	return 0;
}

static int64_t bin_ns(const struct clock_fit *f)
{
	return f->settings.horizon_ms * NS_PER_MS / CLOCK_FIT_BINS;
}

/* Differences of device times; a clock may begin anywhere. */
static int64_t since_ns(uint64_t device_ns, uint64_t origin_ns)
{
	return (int64_t)(device_ns - origin_ns);
}

static int64_t along_ns(int64_t from_ns, double rate, int64_t device_ns)
{
	double to = (double)from_ns + rate * (double)device_ns;

	if (!(fabs(to) < (double)FAR_NS && fabs((double)device_ns) < (double)FAR_NS))
		return to < 0 ? -FAR_NS : FAR_NS;
	/* The excess of the rate over 1 is all that is rounded. */
	return from_ns + device_ns + (int64_t)llrint((rate - 1) * (double)device_ns);
}

static int64_t line_ns(const struct clock_fit *f, uint64_t device_ns)
{
	return along_ns(f->anchor_hub_ns, f->rate, since_ns(device_ns, f->anchor_ns));
}

static double delay_s(const struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	return ((double)arrival_ns - (double)line_ns(f, device_ns)) / (double)NS_PER_S;
}

static double uncertainty_s(const struct clock_fit *f)
{
	double most = f->settings.delay_max_ms / 1e3;
	double u = 0.004 + UNSURE * f->gap_s / (f->fitted + 1) + fabs(f->behind_s);

	return f->fitted < 3 || u > most ? most : u;
}

static void start(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	for (int i = 0; i < CLOCK_FIT_BINS; i++)
		f->bin[i].count = 0;
	f->started = true;
	f->first_ns = f->newest_ns = f->anchor_ns = f->on_time_ns = device_ns;
	f->anchor_hub_ns = arrival_ns;
	f->rate = 1;
	f->rate_low = 1 - f->settings.rate_off_max;
	f->rate_high = 1 + f->settings.rate_off_max;
	f->delay_s = f->settings.delay_max_ms / 2e3;
	f->gap_s = f->delay_s;
	f->fitted = 0;
	f->behind_s = 0;
	f->late = 0;
	f->new_link = false;
	f->knots = 1;
	f->knot[0] = (struct clock_fit_knot){device_ns, arrival_ns, 1};
}

/* Files the frame; true if it may change the line. */
static bool file_frame(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	int64_t number = since_ns(device_ns, f->first_ns) / bin_ns(f);
	const struct clock_fit_frame frame = {device_ns, arrival_ns};
	struct clock_fit_bin *bin;
	double late_s;

	if (since_ns(device_ns, f->first_ns) < 0) /* overtaken by the very first frame */
		return false;
	bin = &f->bin[number % CLOCK_FIT_BINS];
	if (bin->count == 0 || bin->number != number) {
		*bin = (struct clock_fit_bin){number, 1, frame, frame};
		return true;
	}
	bin->count++;
	late_s = delay_s(f, device_ns, arrival_ns);
	if (late_s < delay_s(f, bin->soonest.device_ns, bin->soonest.arrival_ns))
		bin->soonest = frame;
	else if (late_s > delay_s(f, bin->latest.device_ns, bin->latest.arrival_ns))
		bin->latest = frame;
	/* What lies above the line moves it little: that can wait for the next span. */
	return late_s < 0 || f->fitted < SPANS_FEW;
}

/* Spans that count: the fewer, the sharper the edge. A rate that changes bends it with the square
 * of the time or more, and the noise falls with its inverse. */
static int horizon_bins(const struct clock_fit *f)
{
	double share = cbrt(f->gap_s / BLUNT_S);

	return (int)(CLOCK_FIT_BINS * fmin(fmax(share, SHARP_SHARE), 1));
}

static struct edge_point place(const struct clock_fit *f, const struct clock_fit_frame *frame)
{
	return (struct edge_point){
	    .x = (double)since_ns(frame->device_ns, f->newest_ns) / (double)NS_PER_S,
	    .y = (double)(frame->arrival_ns - f->newest_arrival_ns) / (double)NS_PER_S,
	};
}

/* Lays out what is not forgotten in the order of device time, the latest frames upside down;
 * returns how many spans. */
static int collect(const struct clock_fit *f, struct edge_point *soonest, struct edge_point *latest)
{
	int64_t newest = since_ns(f->newest_ns, f->first_ns) / bin_ns(f);
	int bins = horizon_bins(f), count = 0;

	for (int64_t number = newest < bins ? 0 : newest - bins + 1; number <= newest; number++) {
		const struct clock_fit_bin *bin = &f->bin[number % CLOCK_FIT_BINS];

		if (bin->count == 0 || bin->number != number)
			continue;
		soonest[count] = place(f, &bin->soonest);
		latest[count] = place(f, &bin->latest);
		latest[count].y = -latest[count].y;
		soonest[count].weight = bin->count * (1 - 0.5 * (double)(newest - number) / bins);
		latest[count].weight = soonest[count].weight;
		count++;
	}
	return count;
}

/* Rate and bend of both edges, each as sharp as it counts; the offset of the lower one. */
static void fit_curve(struct clock_fit *f, struct edge_curve *low)
{
	const double bend = f->settings.rate_drift_max / 3600 / 2;
	const struct edge_limits below = {f->rate_low, f->rate_high, bend};
	const struct edge_limits above = {-f->rate_high, -f->rate_low, bend};
	struct edge_point soonest[CLOCK_FIT_BINS], latest[CLOCK_FIT_BINS];
	struct edge_curve high = {.b = -f->rate};
	double of_high;

	*low = (struct edge_curve){.b = f->rate};
	f->fitted = collect(f, soonest, latest);
	lower_edge_fit(soonest, f->fitted, &below, low);
	lower_edge_fit(latest, f->fitted, &above, &high);
	of_high = low->gap * low->gap;
	of_high /= of_high + high.gap * high.gap + 1e-12;
	low->b += of_high * (-high.b - low->b);
	low->c += of_high * (-high.c - low->c);
	low->a = lower_edge_offset(soonest, f->fitted, low);
}

static void fit_line(struct clock_fit *f)
{
	struct edge_curve curve;

	fit_curve(f, &curve);
	f->gap_s = curve.gap;
	f->rate = curve.b;
	f->anchor_ns = f->newest_ns;
	f->anchor_hub_ns = f->newest_arrival_ns + (int64_t)llrint(curve.a * (double)NS_PER_S);
	if (f->fitted < CLOCK_FIT_BINS / 8)
		return;
	/* Known by now: after a silence in which all is forgotten, the search begins here. */
	f->rate_low = fmax(1 - f->settings.rate_off_max, f->rate - CARRY_OFF);
	f->rate_high = fmin(1 + f->settings.rate_off_max, f->rate + CARRY_OFF);
}

/* From the newest frame on, the way out approaches the line. */
static void bend(struct clock_fit *f)
{
	int64_t hub_ns = clock_fit_hub_ns(f, f->newest_ns);
	double off_s = ((double)line_ns(f, f->newest_ns) - (double)hub_ns) / (double)NS_PER_S;
	double slew = fmin(fmax(off_s / SLEW_S, -SLEW_MAX), SLEW_MAX);

	if (f->knots == CLOCK_FIT_KNOTS)
		memmove(f->knot, f->knot + 1, --f->knots * sizeof *f->knot);
	f->behind_s = off_s;
	f->knot[f->knots++] = (struct clock_fit_knot){f->newest_ns, hub_ns, f->rate + slew};
}

/* No delay explains this frame. */
static bool clock_was_set(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	double step_s = f->settings.step_ms / 1e3 + 4 * uncertainty_s(f);
	double late_s = delay_s(f, device_ns, arrival_ns);
	double wait_s = fmin(3 * f->delay_s, f->settings.delay_max_ms / 1e3);
	bool first = f->new_link;

	f->new_link = false;
	if (since_ns(device_ns, f->newest_ns) < -(int64_t)f->settings.reorder_ms * NS_PER_MS)
		return true;
	/* So little is known of a short connection that the next one tells more. */
	if (late_s < -step_s || (first && f->fitted < SPANS_FEW))
		return true;
	if (late_s < step_s + wait_s) {
		f->late = 0;
		f->on_time_ns = device_ns;
		return false;
	}
	return first ||
	       (++f->late >= LATE_FRAMES &&
	       since_ns(device_ns, f->on_time_ns) / NS_PER_MS >= (int64_t)f->settings.late_ms);
}

void clock_fit_new_link(struct clock_fit *f)
{
	f->new_link = true;
}

int clock_fit_push(struct clock_fit *f, uint64_t device_ns, int64_t arrival_ns)
{
	bool anew;
	int64_t ahead_ns;

	if (arrival_ns < 0 || arrival_ns > FAR_NS ||
	    (f->started && arrival_ns < f->newest_arrival_ns - ARRIVAL_BACK_NS))
		return -EINVAL;
	anew = f->started && clock_was_set(f, device_ns, arrival_ns);
	if (!f->started || anew)
		start(f, device_ns, arrival_ns);
	f->newest_arrival_ns =
	    anew || arrival_ns > f->newest_arrival_ns ? arrival_ns : f->newest_arrival_ns;
	ahead_ns = since_ns(device_ns, f->newest_ns);
	if (ahead_ns > 0)
		f->newest_ns = device_ns;
	if (file_frame(f, device_ns, arrival_ns))
		fit_line(f);
	if (f->late == 0)
		f->delay_s +=
		    (fmax(delay_s(f, device_ns, arrival_ns), 0) - f->delay_s) / DELAY_FRAMES;
	if (ahead_ns > 0)
		bend(f);
	return anew;
}

int64_t clock_fit_hub_ns(const struct clock_fit *f, uint64_t device_ns)
{
	unsigned i = f->knots;

	if (!f->started)
		return 0;
	while (i > 1 && since_ns(device_ns, f->knot[i - 1].device_ns) <= 0)
		i--;
	return along_ns(f->knot[i - 1].hub_ns, f->knot[i - 1].rate,
			since_ns(device_ns, f->knot[i - 1].device_ns));
}

double clock_fit_rate(const struct clock_fit *f)
{
	return f->rate;
}

int64_t clock_fit_uncertainty_ns(const struct clock_fit *f)
{
	return (int64_t)(uncertainty_s(f) * (double)NS_PER_S);
}
