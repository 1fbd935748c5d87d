/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/sensor.h"

#include "daemon/upkeep/undated.h"

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

struct _HtSensor {
	const HtSurroundings *around;
	const char *address;
	guint quantity;
	HtSensor *main;   /* NULL = this is it */
	HtStream *stream; /* open or newest; NULL = none yet */
	struct device_clock device_clock;
	enum gap_cause pending; /* why there will be a gap before the next stream; 0 = no reason */
	Switch switched;
	guint opened; /* streams so far */
	/* Of a sensor that stamps nothing: device time by counting. */
	guint64 counted_ns;
	gint64 counted_arrival_ns;
};

HtSensor *ht_sensor_new(const HtSurroundings *around, const char *address, guint quantity,
			HtSensor *main)
{
	HtSensor *sensor = g_new0(HtSensor, 1);

	sensor->around = around;
	sensor->address = address;
	sensor->quantity = quantity;
	sensor->main = main;
	return sensor;
}

void ht_sensor_free(HtSensor *sensor)
{
	g_free(sensor);
}

guint ht_sensor_quantity(const HtSensor *sensor)
{
	return sensor->quantity;
}

HtStream *ht_sensor_open_stream(const HtSensor *sensor)
{
	return sensor->stream && !ht_stream_finished(sensor->stream) ? sensor->stream : NULL;
}

HtStream *ht_sensor_stream(HtSensor *sensor)
{
	const HtSurroundings *around = sensor->around;
	g_autofree char *id = NULL;

	if (ht_sensor_open_stream(sensor))
		return sensor->stream;
	/* Whichever sensor speaks first: the numbers stay the same. */
	if (sensor->main)
		id = g_strdup_printf("%s.%u.%u", ht_stream_id(ht_sensor_stream(sensor->main)),
				     sensor->quantity, sensor->opened++);
	sensor->stream =
	    ht_streams_open(around->streams, sensor->address,
			    ht_people_owner(around->people, sensor->address), sensor->quantity, id);
	return sensor->stream;
}

static void finish(HtSensor *sensor)
{
	HtStream *stream = ht_sensor_open_stream(sensor);

	if (!stream)
		return;
	ht_stream_finish(stream);
	if (ht_stream_started(stream))
		sensor->device_clock.end_utc_ns = ht_stream_end_utc_ns(stream);
}

void ht_sensor_close(HtSensor *sensor, gboolean link_lost)
{
	finish(sensor);
	if (link_lost)
		sensor->pending = GAP_LINK_LOST;
}

void ht_sensor_switch(HtSensor *sensor, gboolean on)
{
	if (!on)
		sensor->switched = SWITCH_OFF;
	else if (sensor->switched == SWITCH_OFF)
		sensor->switched = SWITCH_RESUMING;
}

void ht_sensor_lost(HtSensor *sensor, enum gap_cause cause, guint packets)
{
	HtStream *stream = ht_sensor_open_stream(sensor);

	/* Which characteristic they were of is not known: they are counted once. */
	if (stream)
		ht_stream_lost(stream, cause, sensor->main ? 0 : packets,
			       ht_clock_now_utc_ns(sensor->around->clock));
}

/* Counts a device time for samples without one. */
static void stamp_by_count(HtSensor *sensor, HtSamples *samples)
{
	gint64 length_ns = timeline_span_ns(samples->span.rate_mhz, samples->span.count);
	gint64 silence_ns = samples->span.arrival_ns - sensor->counted_arrival_ns - length_ns;

	if (sensor->counted_ns == 0)
		sensor->counted_ns = COUNT_FROM_NS;
	else if (samples->span.arrival_ns != 0 && silence_ns > SILENCE_NS)
		sensor->counted_ns += (guint64)silence_ns;
	sensor->counted_ns += (guint64)length_ns;
	sensor->counted_arrival_ns = samples->span.arrival_ns;
	samples->span.device_ns = sensor->counted_ns;
}

/* The block is of no use to the stream that is open: the next one begins with it. */
static void begin_anew(HtSensor *sensor, enum sample_fit fit)
{
	finish(sensor);
	sensor->pending = GAP_STREAM_OFF;
	if (fit == SAMPLE_CLOCK_SET && sensor->switched == SWITCH_ON) {
		sensor->pending = GAP_CLOCK_SET;
		device_clock_reset(&sensor->device_clock);
	}
	ht_sensor_stream(sensor);
}

/* Nobody may vouch for the time yet: the stream says so, to be dated once it is known. */
static void mark_undated(const HtSensor *sensor, gint64 origin_utc_ns)
{
	const HtClock *clock = sensor->around->clock;
	HtTimeTie tie;

	if (!ht_clock_is_set(clock) && ht_time_tie(&tie, clock))
		ht_undated_mark(sensor->around->outlets->writer, &tie,
				ht_stream_person(sensor->stream), ht_stream_id(sensor->stream),
				origin_utc_ns);
}

static void start(HtSensor *sensor, const HtSamples *first, gint64 origin_utc_ns)
{
	gint64 ended_utc_ns = sensor->device_clock.end_utc_ns;
	enum gap_cause cause = sensor->pending;

	ht_stream_start(sensor->stream, first, origin_utc_ns);
	mark_undated(sensor, origin_utc_ns);
	/* A clock that was set is told even where no time can be said to be missing. */
	if (cause && ended_utc_ns && (ended_utc_ns < origin_utc_ns || cause == GAP_CLOCK_SET))
		ht_stream_gap(sensor->stream, cause, ended_utc_ns, origin_utc_ns, -1);
	sensor->pending = 0;
}

static void set_trust(HtSensor *sensor, const HtOrigin *origin)
{
	ht_stream_set_trust(sensor->stream, origin->trust, origin->reasons, 0);
}

static void take_stamped(HtSensor *sensor, const HtSamples *samples, const HtOrigin *origin)
{
	HtClock *clock = sensor->around->clock;
	struct device_clock *device = &sensor->device_clock;
	gint64 utc_ns;
	double rate;

	if (!ht_stream_started(sensor->stream))
		device_clock_begin(device);
	device_clock_saw(device, clock, &samples->span);
	if (!ht_stream_started(sensor->stream))
		start(sensor, samples, device_clock_origin_utc_ns(device, clock, &samples->span));
	set_trust(sensor, origin);
	if (sensor->switched != SWITCH_ON)
		ht_stream_lost(sensor->stream, GAP_STREAM_OFF, 0, 0);
	ht_stream_take(sensor->stream, samples);
	utc_ns = device_clock_utc_ns(device, clock, samples->span.device_ns, &rate);
	ht_stream_steer(sensor->stream, utc_ns, rate);
}

/* Neither stamped nor of a known rate: the samples lie between the arrivals. */
static void take_loose(HtSensor *sensor, const HtSamples *samples, const HtOrigin *origin)
{
	HtClock *clock = sensor->around->clock;
	gint64 utc_ns = ht_clock_is_virtual(clock)
			    ? ht_clock_now_utc_ns(clock)
			    : ht_clock_utc_of_boottime(clock, samples->span.arrival_ns);

	if (!ht_stream_started(sensor->stream))
		start(sensor, samples, MAX(utc_ns, sensor->device_clock.end_utc_ns));
	set_trust(sensor, origin);
	ht_stream_stretch(sensor->stream, samples, utc_ns);
	ht_stream_take(sensor->stream, samples);
}

void ht_sensor_take(HtSensor *sensor, const HtSamples *given, const HtOrigin *origin)
{
	HtStream *stream = ht_sensor_stream(sensor);
	HtSamples samples = *given;
	enum sample_fit fit;

	if (!samples.has_time && samples.span.rate_mhz != 0 && !ht_samples_are_rubbish(&samples))
		stamp_by_count(sensor, &samples);
	fit = ht_stream_fit(stream, &samples);
	if (fit == SAMPLE_FOREIGN || fit == SAMPLE_CLOCK_SET)
		begin_anew(sensor, fit);
	else if (fit != SAMPLE_FITS) {
		ht_stream_refuse(stream, &samples, fit);
		return;
	}
	if (samples.span.rate_mhz != 0)
		take_stamped(sensor, &samples, origin);
	else
		take_loose(sensor, &samples, origin);
	if (sensor->switched == SWITCH_RESUMING)
		sensor->switched = SWITCH_ON;
	ht_clock_saw(sensor->around->clock, ht_stream_end_utc_ns(sensor->stream));
}
