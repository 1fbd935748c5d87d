/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/channel.h"

#include "common/timebase.h"
#include "common/timeline.h"

/* Silence of a sensor that stamps nothing: longer than any delay, so samples are missing. */
#define SILENCE_NS (5 * NS_PER_S / 2)
/* Where counting begins. */
#define COUNT_FROM_NS (3600 * NS_PER_S)

typedef enum {
	SWITCH_ON,
	SWITCH_OFF,
	SWITCH_RESUMING, /* on again, no sample seen yet */
} Switch;

struct _HtChannel {
	const HtSurroundings *around;
	const char *address;
	guint quantity;
	HtChannel *main;  /* NULL = this is it */
	HtStream *stream; /* open or newest; NULL = none yet */
	struct device_clock device_clock;
	enum gap_cause pending; /* why there will be a gap before the next stream; 0 = no reason */
	Switch switched;
	guint opened; /* streams so far */
	/* Of a sensor that stamps nothing: device time by counting. */
	guint64 counted_ns;
	gint64 counted_arrival_ns;
};

HtChannel *ht_channel_new(const HtSurroundings *around, const char *address, guint quantity,
			  HtChannel *main)
{
	HtChannel *channel = g_new0(HtChannel, 1);

	channel->around = around;
	channel->address = address;
	channel->quantity = quantity;
	channel->main = main;
	return channel;
}

void ht_channel_free(HtChannel *channel)
{
	g_free(channel);
}

guint ht_channel_quantity(const HtChannel *channel)
{
	return channel->quantity;
}

HtStream *ht_channel_open_stream(const HtChannel *channel)
{
	return channel->stream && !ht_stream_finished(channel->stream) ? channel->stream : NULL;
}

HtStream *ht_channel_stream(HtChannel *channel)
{
	const HtSurroundings *around = channel->around;
	const char *main_id = channel->main ? ht_stream_id(ht_channel_stream(channel->main)) : NULL;

	if (!ht_channel_open_stream(channel))
		channel->stream = ht_streams_open(around->streams, channel->address,
						  ht_people_owner(around->people, channel->address),
						  channel->quantity, main_id);
	return channel->stream;
}

static void finish(HtChannel *channel)
{
	HtStream *stream = ht_channel_open_stream(channel);

	if (!stream)
		return;
	ht_stream_finish(stream);
	if (ht_stream_started(stream))
		channel->device_clock.end_utc_ns = ht_stream_end_utc_ns(stream);
}

void ht_channel_close(HtChannel *channel, gboolean link_lost)
{
	finish(channel);
	if (link_lost)
		channel->pending = GAP_LINK_LOST;
}

void ht_channel_switch(HtChannel *channel, gboolean on)
{
	if (!on)
		channel->switched = SWITCH_OFF;
	else if (channel->switched == SWITCH_OFF)
		channel->switched = SWITCH_RESUMING;
}

void ht_channel_lost(HtChannel *channel, enum gap_cause cause, guint packets)
{
	HtStream *stream = ht_channel_open_stream(channel);

	/* Which characteristic they were of is not known: they are counted once. */
	if (stream)
		ht_stream_lost(stream, cause, channel->main ? 0 : packets,
			       ht_clock_now_utc_ns(channel->around->clock));
}

/* Counts a device time for samples without one. */
static void stamp_by_count(HtChannel *channel, HtSamples *samples)
{
	gint64 length_ns = timeline_span_ns(samples->span.rate_mhz, samples->span.count);
	gint64 silence_ns = samples->span.arrival_ns - channel->counted_arrival_ns - length_ns;

	if (channel->counted_ns == 0)
		channel->counted_ns = COUNT_FROM_NS;
	else if (samples->span.arrival_ns != 0 && silence_ns > SILENCE_NS)
		channel->counted_ns += (guint64)silence_ns;
	channel->counted_ns += (guint64)length_ns;
	channel->counted_arrival_ns = samples->span.arrival_ns;
	samples->span.device_ns = channel->counted_ns;
}

/* The block is of no use to the stream that is open: the next one begins with it. */
static void begin_anew(HtChannel *channel, enum sample_fit fit)
{
	finish(channel);
	channel->pending = GAP_STREAM_OFF;
	if (fit == SAMPLE_CLOCK_SET && channel->switched == SWITCH_ON) {
		channel->pending = GAP_CLOCK_SET;
		device_clock_reset(&channel->device_clock);
	}
	ht_channel_stream(channel);
}

static void start(HtChannel *channel, const HtSamples *first, gint64 origin_utc_ns)
{
	gint64 ended_utc_ns = channel->device_clock.end_utc_ns;
	enum gap_cause cause = channel->pending;

	ht_stream_start(channel->stream, first, origin_utc_ns);
	/* A clock that was set is told even where no time can be said to be missing. */
	if (cause && ended_utc_ns && (ended_utc_ns < origin_utc_ns || cause == GAP_CLOCK_SET))
		ht_stream_gap(channel->stream, cause, ended_utc_ns, origin_utc_ns, -1);
	channel->pending = 0;
}

static void set_trust(HtChannel *channel, const HtOrigin *origin)
{
	ht_stream_set_trust(channel->stream, origin->trust, origin->reasons, 0);
}

static void take_stamped(HtChannel *channel, const HtSamples *samples, const HtOrigin *origin)
{
	HtClock *clock = channel->around->clock;
	struct device_clock *device = &channel->device_clock;
	gint64 utc_ns;
	double rate;

	device_clock_saw(device, clock, &samples->span);
	if (!ht_stream_started(channel->stream))
		start(channel, samples, device_clock_origin_utc_ns(device, clock, &samples->span));
	set_trust(channel, origin);
	if (channel->switched != SWITCH_ON)
		ht_stream_lost(channel->stream, GAP_STREAM_OFF, 0, 0);
	ht_stream_take(channel->stream, samples);
	utc_ns = device_clock_utc_ns(device, clock, samples->span.device_ns, &rate);
	ht_stream_steer(channel->stream, utc_ns, rate);
}

/* Neither stamped nor of a known rate: the samples lie between the arrivals. */
static void take_loose(HtChannel *channel, const HtSamples *samples, const HtOrigin *origin)
{
	HtClock *clock = channel->around->clock;
	gint64 utc_ns = ht_clock_is_virtual(clock)
			    ? ht_clock_now_utc_ns(clock)
			    : ht_clock_utc_of_boottime(clock, samples->span.arrival_ns);

	if (!ht_stream_started(channel->stream))
		start(channel, samples, MAX(utc_ns, channel->device_clock.end_utc_ns));
	set_trust(channel, origin);
	ht_stream_stretch(channel->stream, samples, utc_ns);
	ht_stream_take(channel->stream, samples);
}

void ht_channel_take(HtChannel *channel, const HtSamples *given, const HtOrigin *origin)
{
	HtStream *stream = ht_channel_stream(channel);
	HtSamples samples = *given;
	enum sample_fit fit;

	if (!samples.has_time && samples.span.rate_mhz != 0 && !ht_samples_are_rubbish(&samples))
		stamp_by_count(channel, &samples);
	fit = ht_stream_fit(stream, &samples);
	if (fit == SAMPLE_FOREIGN || fit == SAMPLE_CLOCK_SET)
		begin_anew(channel, fit);
	else if (fit != SAMPLE_FITS) {
		ht_stream_refuse(stream, &samples, fit);
		return;
	}
	if (samples.span.rate_mhz != 0)
		take_stamped(channel, &samples, origin);
	else
		take_loose(channel, &samples, origin);
	if (channel->switched == SWITCH_RESUMING)
		channel->switched = SWITCH_ON;
	ht_clock_saw(channel->around->clock, ht_stream_end_utc_ns(channel->stream));
}
