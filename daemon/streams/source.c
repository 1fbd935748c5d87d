/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/source.h"

#include "common/timebase.h"
#include "daemon/streams/spot-values.h"
#include "daemon/live/trace-line.h"
#include "health-models/trust/plausibility.h"

enum {
	BATTERY_LOW_PERCENT = 15,
	/* A battery that is charged again may be told of again. */
	BATTERY_GOOD_PERCENT = 25,
};

struct _HtSource {
	const HtSurroundings *around;
	char *address;
	HtWearableState state;
	HtSensor *main;     /* of ECG, and of single values */
	GPtrArray *sensors; /* every one, the main one first */
	gboolean connected;
	gint64 intervals_end_utc_ns;
	gboolean battery_low_told;
	int battery_percent;
	int contact_told;  /* by the wearable; all three -1 = not known */
	int contact_heard; /* in the ECG */
	int contact;       /* of both */
	struct plausible_gravity gravity;
};

HtSource *ht_source_new(const HtSurroundings *around, const char *address)
{
	HtSource *source = g_new0(HtSource, 1);

	source->around = around;
	source->address = g_strdup(address);
	source->sensors = g_ptr_array_new_with_free_func((GDestroyNotify)ht_sensor_free);
	source->main = ht_sensor_new(around, source->address, HT_QUANTITY_ECG, NULL);
	g_ptr_array_add(source->sensors, source->main);
	source->battery_percent = -1;
	source->contact = source->contact_told = source->contact_heard = -1;
	plausible_gravity_init(&source->gravity, &plausible_gravity_settings_default);
	return source;
}

void ht_source_free(HtSource *source)
{
	if (!source)
		return;
	g_ptr_array_unref(source->sensors);
	g_free(source->address);
	g_free(source);
}

const char *ht_source_address(const HtSource *source)
{
	return source->address;
}

int ht_source_battery(const HtSource *source)
{
	return source->battery_percent;
}

gboolean ht_source_is_connected(const HtSource *source)
{
	return source->connected;
}

static HtSensor *sensor_of(HtSource *source, guint quantity)
{
	HtSensor *sensor;

	for (guint i = 0; i < source->sensors->len; i++)
		if (ht_sensor_quantity(source->sensors->pdata[i]) == quantity)
			return source->sensors->pdata[i];
	sensor = ht_sensor_new(source->around, source->address, quantity, source->main);
	g_ptr_array_add(source->sensors, sensor);
	return sensor;
}

static const char *owner(const HtSource *source)
{
	return ht_people_owner(source->around->people, source->address);
}

static void send_line(const HtSource *source, const char *person, enum wearable_notice notice)
{
	HtLive *live = source->around->outlets->live;

	if (*person && ht_live_wanted(live, person))
		ht_live_send(live, person,
			     ht_trace_wearable(ht_clock_now_utc_ns(source->around->clock),
					       ht_wearable_state_name(source->state),
					       source->battery_percent, source->contact, notice));
}

void ht_source_close(HtSource *source)
{
	for (guint i = 0; i < source->sensors->len; i++)
		ht_sensor_close(source->sensors->pdata[i], FALSE);
}

void ht_source_begin(HtSource *source)
{
	ht_source_close(source);
	source->connected = TRUE;
	(void)ht_sensor_stream(source->main);
}

void ht_source_end(HtSource *source)
{
	source->connected = FALSE;
	for (guint i = 0; i < source->sensors->len; i++)
		ht_sensor_close(source->sensors->pdata[i], TRUE);
}

/* When something without a device time of its own came. Under virtual time arrival means nothing:
 * it belongs to the newest sample. */
static gint64 arrival_utc_ns(const HtSource *source, gint64 arrival_boottime_ns)
{
	HtClock *clock = source->around->clock;

	return ht_clock_is_virtual(clock) ? ht_clock_now_utc_ns(clock)
					  : ht_clock_utc_of_boottime(clock, arrival_boottime_ns);
}

/* The Heart Rate service notifies once a second, so under virtual time its n-th value is dated n
 * seconds after the stream's start. */
static gint64 heart_rate_utc_ns(HtSource *source, HtStream *stream, gint64 arrival_boottime_ns)
{
	HtClock *clock = source->around->clock;
	gint64 origin_utc_ns = ht_stream_started(stream) ? ht_stream_origin_utc_ns(stream)
							 : ht_clock_start_utc_ns(clock);
	guint number = ht_stream_count_heart_rate(stream);

	if (ht_clock_is_virtual(clock))
		return origin_utc_ns + number * NS_PER_S;
	return ht_clock_utc_of_boottime(clock, arrival_boottime_ns);
}

/* Off the skin is what either says. */
static void judge_contact(HtSource *source)
{
	int contact = MAX(source->contact_told, source->contact_heard);
	enum wearable_notice notice = WEARABLE_NO_NOTICE;

	if (source->contact_told == 0 || source->contact_heard == 0)
		contact = 0;
	if (contact == source->contact)
		return;
	if (contact == 0 && source->contact == 1)
		notice = WEARABLE_CONTACT_LOST;
	source->contact = contact;
	send_line(source, owner(source), notice);
}

static void take_contact(HtSource *source, HtStream *stream, int contact)
{
	source->contact_told = contact;
	if (contact >= 0)
		ht_stream_contact(stream, contact);
	judge_contact(source);
}

static void take_heart_rate(HtSource *source, HtStream *stream,
			    const struct heart_rate_block *block, gint64 arrival_boottime_ns)
{
	ht_spot_heart_rate(source->around->outlets, stream, block,
			   heart_rate_utc_ns(source, stream, arrival_boottime_ns));
	take_contact(source, stream, block->contact_supported ? block->contact : -1);
}

static void take_battery(HtSource *source, const HtStream *stream,
			 const struct battery_block *block, gint64 utc_ns)
{
	enum wearable_notice notice = WEARABLE_NO_NOTICE;

	ht_spot_battery(source->around->outlets, stream, block, utc_ns);
	if (source->battery_percent == block->percent)
		return;
	source->battery_percent = block->percent;
	if (block->percent <= BATTERY_LOW_PERCENT && !source->battery_low_told) {
		notice = WEARABLE_BATTERY_LOW;
		source->battery_low_told = TRUE;
	} else if (block->percent >= BATTERY_GOOD_PERCENT) {
		source->battery_low_told = FALSE;
	}
	send_line(source, owner(source), notice);
}

static void take_intervals(HtSource *source, HtStream *stream, const struct intervals_block *block,
			   gint64 end_utc_ns)
{
	gint64 start_utc_ns = end_utc_ns;

	if (block->count == 0)
		return;
	for (guint i = 0; i < block->count; i++)
		start_utc_ns -= block->interval[i].interval_ms * NS_PER_MS;
	/* What came late must not lie over what came before it. */
	start_utc_ns = MAX(start_utc_ns, source->intervals_end_utc_ns);
	end_utc_ns = MAX(end_utc_ns, start_utc_ns);
	source->intervals_end_utc_ns = end_utc_ns;
	ht_spot_intervals(source->around->outlets, stream, block, start_utc_ns, end_utc_ns);
	if (block->interval[block->count - 1].contact_supported)
		take_contact(source, stream, block->interval[block->count - 1].contact);
}

/* The same, but that no body does this. */
static HtOrigin doubted(const HtOrigin *origin)
{
	return (HtOrigin){TRUST_SUSPECT, origin->reasons | TRUST_REASON_PHYSIOLOGY};
}

static void take_samples(HtSource *source, HtSamples samples, const HtOrigin *origin)
{
	if (ht_clock_is_virtual(source->around->clock))
		samples.span.arrival_ns = 0;
	ht_sensor_take(sensor_of(source, samples.quantity), &samples, origin);
}

static void take_ecg(HtSource *source, const struct ecg_block *block, gint64 arrival_boottime_ns,
		     const HtOrigin *origin)
{
	take_samples(source, ht_samples_of_ecg(block, arrival_boottime_ns), origin);
	source->contact_heard = ht_stream_strap(ht_sensor_stream(source->main));
	judge_contact(source);
}

static void take_wave(HtSource *source, const struct wave_block *block, gint64 arrival_boottime_ns,
		      const HtOrigin *origin)
{
	HtSamples samples = ht_samples_of_wave(block, arrival_boottime_ns);
	HtOrigin judged = *origin;

	if (block->quantity == QUANTITY_ACCELERATION && !ht_samples_are_rubbish(&samples) &&
	    plausible_gravity_push(&source->gravity, block))
		judged = doubted(origin);
	take_samples(source, samples, &judged);
}

static void take_reading(HtSource *source, const HtStream *stream,
			 const struct reading_block *block, gint64 utc_ns, const HtOrigin *origin)
{
	HtOrigin judged = plausible_reading(block) ? *origin : doubted(origin);

	ht_spot_reading(source->around->outlets, stream, block, utc_ns, judged.trust,
			judged.reasons);
}

/* Without samples the main stream's trust is that of what it does have. */
static HtStream *main_stream(HtSource *source, const HtOrigin *origin, gint64 utc_ns)
{
	HtStream *stream = ht_sensor_stream(source->main);

	if (!ht_stream_started(stream))
		ht_stream_set_trust(stream, origin->trust, origin->reasons, utc_ns);
	return stream;
}

void ht_source_block(HtSource *source, const struct sample_block *block, gint64 arrival_boottime_ns,
		     const HtOrigin *origin)
{
	gint64 utc_ns = arrival_utc_ns(source, arrival_boottime_ns);
	HtStream *stream = NULL;

	if (block->kind != SAMPLE_ECG && block->kind != SAMPLE_WAVE)
		stream = main_stream(source, origin, utc_ns);
	switch (block->kind) {
	case SAMPLE_ECG:
		take_ecg(source, &block->ecg, arrival_boottime_ns, origin);
		break;
	case SAMPLE_WAVE:
		take_wave(source, &block->wave, arrival_boottime_ns, origin);
		break;
	case SAMPLE_HEART_RATE:
		take_heart_rate(source, stream, &block->heart_rate, arrival_boottime_ns);
		break;
	case SAMPLE_BATTERY:
		take_battery(source, stream, &block->battery, utc_ns);
		break;
	case SAMPLE_INTERVALS:
		take_intervals(source, stream, &block->intervals, utc_ns);
		break;
	case SAMPLE_READING:
		take_reading(source, stream, &block->reading, utc_ns, origin);
		break;
	}
}

void ht_source_lost(HtSource *source, enum gap_cause cause, guint packets)
{
	for (guint i = 0; i < source->sensors->len; i++)
		ht_sensor_lost(source->sensors->pdata[i], cause, packets);
}

void ht_source_changed(HtSource *source, const HtWearable *wearable)
{
	if (source->state == wearable->state)
		return;
	source->state = wearable->state;
	send_line(source, owner(source), WEARABLE_NO_NOTICE);
}

void ht_source_wished(HtSource *source, const HtStreamWish *wishes)
{
	static const guint quantities[] = {
	    [HT_STREAM_ECG] = HT_QUANTITY_ECG,
	    [HT_STREAM_ACCELERATION] = QUANTITY_ACCELERATION,
	    [HT_STREAM_ANGULAR_RATE] = QUANTITY_ANGULAR_RATE,
	    [HT_STREAM_MAGNETIC_FIELD] = QUANTITY_MAGNETIC_FIELD,
	    [HT_STREAM_PPG] = QUANTITY_PPG,
	};

	for (gsize i = 0; i < G_N_ELEMENTS(quantities); i++)
		ht_sensor_switch(sensor_of(source, quantities[i]), wishes[i].on);
}

void ht_source_describe(HtSource *source, const char *person)
{
	const HtStream *stream = ht_sensor_open_stream(source->main);
	HtLive *live = source->around->outlets->live;
	enum signal_quality quality;
	enum lead_polarity polarity;
	enum sample_trust trust;
	guint reasons;

	if (!g_str_equal(owner(source), person))
		return;
	send_line(source, person, WEARABLE_NO_NOTICE);
	if (!stream || !ht_stream_started(stream))
		return;
	trust = ht_stream_trust(stream, &reasons);
	ht_live_send(live, person,
		     ht_trace_trust(ht_stream_end_utc_ns(stream), HT_QUANTITY_ECG, trust, reasons));
	ht_live_send(live, person,
		     ht_trace_rhythm(ht_stream_end_utc_ns(stream), ht_stream_rhythm(stream)));
	quality = ht_stream_quality(stream, &polarity);
	ht_live_send(live, person,
		     ht_trace_signal(ht_stream_end_utc_ns(stream), 0, quality, polarity));
}
