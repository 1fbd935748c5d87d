/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/capture/capture-replay.h"

#include "ble/codec/driver.h"
#include "client/capture/capture-trust.h"
#include "common/timeline.h"
#include "common/trust.h"
#include "recordings/capture.h"

typedef struct {
	gpointer states[CAPTURE_DRIVERS_MAX]; /* of the drivers, in this connection */
	HtReplayStream *stream;               /* open; NULL = none */
	HtCaptureTrust *trust;                /* over all connections; NULL = nothing came yet */
	struct rate_limits limits;            /* of its wearer; 0 = the default */
	gboolean has_clock;                   /* virtual time only: */
	gint64 first_device_ns;               /* falls on the capture's anchor */
} Wearable;

typedef struct {
	const HtReplaySink *sink;
	HtReplayCounts *counts;
	struct capture_reader *reader;
	Wearable wearables[CAPTURE_WEARABLES_MAX];
	const struct driver *drivers[CAPTURE_DRIVERS_MAX]; /* NULL = not known */
	guint drivers_count;
	guint streams;
} Replay;

/* Where a driver's blocks go. */
typedef struct {
	Replay *replay;
	guint wearable;
	gint64 arrival_ns;
} Arrival;

/* As the hub does with each final beat. */
static void judge_heart(HtReplayStream *stream, const struct ecg_beat *beat)
{
	if (beat->label == BEAT_NONE)
		return;
	if (beat->rr_ms > 0.0F)
		stream->implausible = plausible_heart_push(&stream->heart, beat->rr_ms);
	else
		plausible_heart_break(&stream->heart);
}

static void hand_out(Replay *replay, HtReplayStream *stream)
{
	struct ecg_event event;

	while (ecg_stream_get(&stream->engine, &event) > 0) {
		if (event.kind == ECG_BEAT_FINAL)
			judge_heart(stream, &event.beat);
		replay->sink->event(replay->sink->context, stream, &event);
	}
}

static void judge(Replay *replay, HtReplayStream *stream, guint reasons)
{
	if (stream->implausible)
		reasons |= TRUST_REASON_PHYSIOLOGY;
	if (reasons == stream->trust_reasons)
		return;
	stream->trust_reasons = reasons;
	replay->sink->trust(replay->sink->context, stream, reasons);
}

static void end_stream(Replay *replay, Wearable *wearable)
{
	HtReplayStream *stream = g_steal_pointer(&wearable->stream);

	if (!stream)
		return;
	ecg_stream_flush(&stream->engine);
	hand_out(replay, stream);
	replay->sink->end(replay->sink->context, stream);
	g_free(stream);
}

static gint64 start_utc_ns(Replay *replay, Wearable *wearable, const struct sample_span *first)
{
	const struct capture_header *header = &replay->counts->header;
	gint64 length_ns = timeline_span_ns(first->rate_mhz, first->count - 1);
	gint64 device_ns = (gint64)first->device_ns - length_ns;

	if (header->clock == CAPTURE_SYSTEM_CLOCK)
		return header->anchor_utc_ns + (first->arrival_ns - header->anchor_boottime_ns) -
		       length_ns;
	if (!wearable->has_clock)
		wearable->first_device_ns = device_ns;
	wearable->has_clock = TRUE;
	return header->anchor_utc_ns + device_ns - wearable->first_device_ns;
}

static HtReplayStream *begin_stream(Replay *replay, guint number, const struct sample_span *first)
{
	Wearable *wearable = &replay->wearables[number];
	HtReplayStream *stream = g_new0(HtReplayStream, 1);

	/* The rate was looked at. */
	(void)ecg_stream_init(&stream->engine, first->rate_mhz / 1000.0);
	(void)ecg_stream_set_rate_limits(
	    &stream->engine, replay->sink->limits ? *replay->sink->limits : wearable->limits);
	stream->number = ++replay->streams;
	stream->wearable = number;
	stream->start_utc_ns = start_utc_ns(replay, wearable, first);
	plausible_heart_init(&stream->heart, &plausible_heart_settings_default);
	wearable->stream = stream;
	replay->sink->begin(replay->sink->context, stream);
	return stream;
}

static void take_samples(Replay *replay, HtReplayStream *stream, const struct ecg_block *block,
			 gint64 arrival_ns)
{
	gint64 end = stream->position.next;
	gint64 first = sample_index_take(&stream->position, block, arrival_ns);

	if (first > end) {
		stream->missing += (guint64)(first - end);
		ecg_stream_skip(&stream->engine, first - end);
		hand_out(replay, stream);
		replay->sink->gap(replay->sink->context, stream, end, first);
	}
	for (guint i = 0; i < block->count; i++)
		if (ecg_stream_push(&stream->engine, (float)block->uv[i]) > 0)
			hand_out(replay, stream);
	stream->samples += block->count;
}

static void take_ecg(const Arrival *arrival, const struct ecg_block *block, guint reasons)
{
	static const struct sample_index fresh = {0};
	Replay *replay = arrival->replay;
	Wearable *wearable = &replay->wearables[arrival->wearable];
	/* Under virtual time arrival means nothing to the hub either. */
	gint64 arrival_ns =
	    replay->counts->header.clock == CAPTURE_SYSTEM_CLOCK ? arrival->arrival_ns : 0;
	enum sample_fit fit = sample_index_fit(
	    wearable->stream ? &wearable->stream->position : &fresh, block, arrival_ns);
	const struct sample_span span = sample_span_of_ecg(block, arrival->arrival_ns);

	if (fit == SAMPLE_LATE || fit == SAMPLE_RUBBISH) {
		replay->counts->refused_samples += block->count;
		return;
	}
	if (fit != SAMPLE_FITS)
		end_stream(replay, wearable);
	if (!wearable->stream)
		begin_stream(replay, arrival->wearable, &span);
	judge(replay, wearable->stream, reasons);
	take_samples(replay, wearable->stream, block, arrival_ns);
}

/* The wearable's own word on its contact; the hub's ECG hears it as well. */
static void take_contact(const Arrival *arrival, const struct sample_block *block)
{
	HtReplayStream *stream = arrival->replay->wearables[arrival->wearable].stream;

	if (stream && block->kind == SAMPLE_HEART_RATE && block->heart_rate.contact_supported)
		ecg_stream_contact(&stream->engine, block->heart_rate.contact);
}

static HtCaptureTrust *trust_of(Replay *replay, guint number)
{
	Wearable *wearable = &replay->wearables[number];

	if (!wearable->trust)
		wearable->trust =
		    ht_capture_trust_new(replay->counts->header.clock != CAPTURE_SYSTEM_CLOCK);
	return wearable->trust;
}

static void on_block(void *context, const struct sample_block *block)
{
	const Arrival *arrival = context;
	const HtReplaySink *sink = arrival->replay->sink;
	HtCaptureTrust *trust = trust_of(arrival->replay, arrival->wearable);
	guint reasons = ht_capture_trust_block(trust, block, arrival->arrival_ns);

	take_contact(arrival, block);
	if (block->kind == SAMPLE_ECG)
		take_ecg(arrival, &block->ecg, reasons);
	else
		sink->block(sink->context, arrival->wearable, block, reasons);
}

static gpointer state_of(Wearable *wearable, guint index, const struct driver *driver)
{
	if (driver->state_size > 0 && !wearable->states[index]) {
		wearable->states[index] = g_malloc0(driver->state_size);
		driver->init(wearable->states[index]);
	}
	return wearable->states[index];
}

static void push(Replay *replay, const struct driver *driver, gpointer state,
		 const struct capture_event *event)
{
	Arrival arrival = {replay, event->wearable, event->arrival_ns};
	const struct sample_sink blocks = {on_block, &arrival};

	replay->counts->notifications++;
	if (driver->push(state, event->bytes, event->size, &blocks) < 0)
		replay->counts->bad_frames++;
}

static void take_raw(Replay *replay, const struct capture_event *event)
{
	const struct driver *driver = replay->drivers[event->driver];
	gpointer state;

	if (!driver) {
		replay->counts->not_understood++;
		return;
	}
	state = state_of(&replay->wearables[event->wearable], event->driver, driver);
	if (event->kind == CAPTURE_NOTIFIED)
		push(replay, driver, state, event);
	else if (event->kind == CAPTURE_SENT && driver->sent)
		driver->sent(state, event->bytes, event->size);
	else if (event->kind == CAPTURE_ANSWERED && driver->answered)
		driver->answered(state, event->bytes, event->size);
}

static void end_link(Replay *replay, Wearable *wearable)
{
	end_stream(replay, wearable);
	for (guint i = 0; i < CAPTURE_DRIVERS_MAX; i++)
		g_clear_pointer(&wearable->states[i], g_free);
}

static void note_wearable(Replay *replay, guint wearable)
{
	replay->counts->wearables = MAX(replay->counts->wearables, wearable + 1);
}

static void take_lost(HtReplayCounts *counts, const struct capture_event *event)
{
	if (event->cause == CAPTURE_LOST_HERE)
		counts->lost_here += event->packets;
	else
		counts->lost_by_hub += event->packets;
}

/* As the hub does, with the next samples. Limits that no heart has are not taken. */
static void take_limits(Replay *replay, Wearable *wearable, const struct capture_event *event)
{
	const struct rate_limits limits = {(float)event->brady_below_bpm,
					   (float)event->tachy_above_bpm};

	if (!rate_limits_are_sound(limits))
		return;
	wearable->limits = limits;
	if (wearable->stream && !replay->sink->limits)
		(void)ecg_stream_set_rate_limits(&wearable->stream->engine, limits);
}

static void take_event(Replay *replay, const struct capture_event *event)
{
	Wearable *wearable = &replay->wearables[event->wearable];
	guint8 driver = (guint8)replay->drivers_count;

	replay->counts->duration_ns =
	    MAX(replay->counts->duration_ns,
		event->arrival_ns - replay->counts->header.anchor_boottime_ns);
	switch (event->kind) {
	case CAPTURE_DRIVER:
		replay->drivers[driver] =
		    driver_named(capture_reader_driver(replay->reader, driver));
		replay->drivers_count++;
		break;
	case CAPTURE_LINK_BEGIN:
	case CAPTURE_LINK_END:
		note_wearable(replay, event->wearable);
		end_link(replay, wearable);
		ht_capture_trust_begin(trust_of(replay, event->wearable));
		break;
	case CAPTURE_STREAM_BEGIN:
		end_stream(replay, wearable);
		break;
	case CAPTURE_NOTIFIED:
	case CAPTURE_SENT:
	case CAPTURE_ANSWERED:
		note_wearable(replay, event->wearable);
		take_raw(replay, event);
		break;
	case CAPTURE_LIMITS:
		note_wearable(replay, event->wearable);
		take_limits(replay, wearable, event);
		break;
	case CAPTURE_LOST:
		take_lost(replay->counts, event);
		break;
	case CAPTURE_END:
		replay->counts->reason = (enum capture_reason)event->cause;
		break;
	}
}

static int replay_all(Replay *replay, struct recording_message *message)
{
	struct capture_event event;
	int rc;

	replay->counts->header = *capture_reader_header(replay->reader);
	while ((rc = capture_reader_get(replay->reader, &event, message)) > 0)
		take_event(replay, &event);
	replay->counts->whole = capture_reader_is_whole(replay->reader);
	for (guint i = 0; i < CAPTURE_WEARABLES_MAX; i++) {
		end_link(replay, &replay->wearables[i]);
		g_clear_pointer(&replay->wearables[i].trust, ht_capture_trust_free);
	}
	return rc;
}

int ht_capture_replay(const char *path, const HtReplaySink *sink, HtReplayCounts *counts,
		      struct recording_message *message)
{
	g_autofree Replay *replay = g_new0(Replay, 1);
	int rc;

	*counts = (HtReplayCounts){0};
	replay->sink = sink;
	replay->counts = counts;
	rc = capture_reader_open(&replay->reader, path, message);
	if (rc < 0)
		return rc;
	rc = replay_all(replay, message);
	capture_reader_close(replay->reader);
	return rc;
}
