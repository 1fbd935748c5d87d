/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pipeline.h"

#include "common/timebase.h"
#include "daemon/device-clock.h"
#include "daemon/trace-line.h"

/* What is known of one wearable, over all its connections. */
typedef struct {
	char *address;
	HtWearableState state;
	struct device_clock device_clock;
	HtStream *stream; /* open or newest; NULL = none yet */
	gboolean connected;
	gboolean link_was_lost;       /* since the newest stream */
	guint heart_rates;            /* notifications in this stream */
	int battery_percent, contact; /* -1 = not known */
} Source;

struct _HtPipeline {
	HtOutlets outlets;
	HtClock *clock;
	HtPeople *people;
	HtPipelineEvents events;
	HtPipelineTap tap;
	gboolean has_tap;
	HtLinkSink sink;
	GHashTable *sources; /* address -> Source */
	HtStreams *streams;
};

static void source_free(gpointer data)
{
	Source *source = data;

	g_free(source->address);
	g_free(source);
}

static Source *source_of(HtPipeline *pipeline, const char *address)
{
	Source *source = g_hash_table_lookup(pipeline->sources, address);

	if (!source) {
		source = g_new0(Source, 1);
		source->address = g_strdup(address);
		source->battery_percent = -1;
		source->contact = -1;
		g_hash_table_insert(pipeline->sources, source->address, source);
	}
	return source;
}

static void open_stream(HtPipeline *pipeline, Source *source)
{
	source->stream = ht_streams_open(pipeline->streams, source->address,
					 ht_people_owner(pipeline->people, source->address));
	source->heart_rates = 0;
}

static void close_stream(Source *source)
{
	if (!source->stream || ht_stream_finished(source->stream))
		return;
	ht_stream_finish(source->stream);
	if (ht_stream_started(source->stream))
		source->device_clock.end_utc_ns = ht_stream_end_utc_ns(source->stream);
}

static gboolean is_open(const Source *source)
{
	return source->stream && !ht_stream_finished(source->stream);
}

static void send_wearable_line(HtPipeline *pipeline, const Source *source, const char *person)
{
	if (*person && ht_live_wanted(pipeline->outlets.live, person))
		ht_live_send(pipeline->outlets.live, person,
			     ht_trace_wearable(ht_clock_now_utc_ns(pipeline->clock),
					       ht_wearable_state_name(source->state),
					       source->battery_percent, source->contact));
}

static gboolean sink_ready(gpointer context)
{
	HtPipeline *pipeline = context;

	return ht_writer_ready(pipeline->outlets.writer);
}

static void sink_begin(gpointer context, const HtWearable *wearable)
{
	HtPipeline *pipeline = context;
	Source *source = source_of(pipeline, wearable->address);

	if (pipeline->has_tap)
		pipeline->tap.begin(pipeline->tap.context, wearable->address);
	close_stream(source);
	source->connected = TRUE;
	open_stream(pipeline, source);
}

static void start_stream(HtPipeline *pipeline, Source *source, const struct ecg_block *first,
			 gint64 arrival_boottime_ns)
{
	gint64 ended_utc_ns = source->device_clock.end_utc_ns;
	gint64 origin_utc_ns = device_clock_origin_utc_ns(&source->device_clock, pipeline->clock,
							  first, arrival_boottime_ns);

	ht_stream_start(source->stream, first, origin_utc_ns);
	if (source->link_was_lost && ended_utc_ns && ended_utc_ns < origin_utc_ns)
		ht_stream_gap(source->stream, GAP_LINK_LOST, ended_utc_ns, origin_utc_ns, -1);
	source->link_was_lost = FALSE;
}

static void take_ecg(HtPipeline *pipeline, Source *source, const struct ecg_block *block,
		     gint64 arrival_boottime_ns)
{
	enum sample_fit fit = ht_stream_fit(source->stream, block);

	if (fit == SAMPLE_FOREIGN) {
		close_stream(source);
		open_stream(pipeline, source);
		fit = SAMPLE_FITS;
	}
	if (fit != SAMPLE_FITS) {
		ht_stream_refuse(source->stream, block, fit);
		return;
	}
	if (!ht_stream_started(source->stream))
		start_stream(pipeline, source, block, arrival_boottime_ns);
	ht_stream_ecg(source->stream, block);
	ht_clock_saw(pipeline->clock, ht_stream_end_utc_ns(source->stream));
}

/*
 * What has no device time of its own is dated by its arrival. Under virtual time arrival means
 * nothing: the Heart Rate service notifies once a second, so there its n-th value is dated n
 * seconds after the stream's start, and a battery level at the newest sample.
 */
static gint64 heart_rate_utc_ns(HtPipeline *pipeline, Source *source, gint64 arrival_boottime_ns)
{
	gint64 origin_utc_ns = ht_stream_started(source->stream)
				   ? ht_stream_origin_utc_ns(source->stream)
				   : ht_clock_start_utc_ns(pipeline->clock);

	source->heart_rates++;
	if (ht_clock_is_virtual(pipeline->clock))
		return origin_utc_ns + source->heart_rates * NS_PER_S;
	return ht_clock_utc_of_boottime(pipeline->clock, arrival_boottime_ns);
}

static void take_heart_rate(HtPipeline *pipeline, Source *source,
			    const struct heart_rate_block *block, gint64 arrival_boottime_ns)
{
	int contact = block->contact_supported ? block->contact : -1;

	ht_stream_heart_rate(source->stream, block,
			     heart_rate_utc_ns(pipeline, source, arrival_boottime_ns));
	if (contact == source->contact)
		return;
	source->contact = contact;
	send_wearable_line(pipeline, source, ht_stream_person(source->stream));
}

static void take_battery(HtPipeline *pipeline, Source *source, const struct battery_block *block,
			 gint64 arrival_boottime_ns)
{
	gint64 utc_ns = ht_clock_is_virtual(pipeline->clock)
			    ? ht_clock_now_utc_ns(pipeline->clock)
			    : ht_clock_utc_of_boottime(pipeline->clock, arrival_boottime_ns);

	ht_stream_battery(source->stream, block, utc_ns);
	if (source->battery_percent == block->percent)
		return;
	source->battery_percent = block->percent;
	send_wearable_line(pipeline, source, ht_stream_person(source->stream));
}

static void sink_block(gpointer context, const char *address, const struct sample_block *block,
		       gint64 arrival_boottime_ns, const HtOrigin *origin)
{
	HtPipeline *pipeline = context;
	Source *source = source_of(pipeline, address);

	(void)origin;
	g_return_if_fail(source->connected);
	if (!is_open(source))
		open_stream(pipeline, source);
	switch (block->kind) {
	case SAMPLE_ECG:
		take_ecg(pipeline, source, &block->ecg, arrival_boottime_ns);
		break;
	case SAMPLE_HEART_RATE:
		take_heart_rate(pipeline, source, &block->heart_rate, arrival_boottime_ns);
		break;
	case SAMPLE_BATTERY:
		take_battery(pipeline, source, &block->battery, arrival_boottime_ns);
		break;
	case SAMPLE_WAVE:
	case SAMPLE_INTERVALS:
	case SAMPLE_READING:
		break;
	}
}

static void sink_raw(gpointer context, const char *address, const struct driver *driver,
		     HtRawKind kind, const guint8 *data, gsize size, gint64 arrival_boottime_ns)
{
	HtPipeline *pipeline = context;

	if (pipeline->has_tap)
		pipeline->tap.raw(pipeline->tap.context, address, driver, kind, data, size,
				  arrival_boottime_ns);
}

static void sink_lost(gpointer context, const char *address, enum gap_cause cause, guint packets)
{
	HtPipeline *pipeline = context;
	Source *source = source_of(pipeline, address);

	if (pipeline->has_tap)
		pipeline->tap.lost(pipeline->tap.context, address, cause, packets);
	if (is_open(source))
		ht_stream_lost(source->stream, cause, packets);
}

static void sink_end(gpointer context, const char *address)
{
	HtPipeline *pipeline = context;
	Source *source = source_of(pipeline, address);

	if (pipeline->has_tap)
		pipeline->tap.end(pipeline->tap.context, address);
	source->connected = FALSE;
	source->link_was_lost = TRUE;
	close_stream(source);
}

static void sink_changed(gpointer context, const HtWearable *wearable)
{
	HtPipeline *pipeline = context;
	Source *source = source_of(pipeline, wearable->address);

	if (pipeline->has_tap)
		pipeline->tap.changed(pipeline->tap.context, wearable);
	if (source->state != wearable->state) {
		source->state = wearable->state;
		send_wearable_line(pipeline, source,
				   ht_people_owner(pipeline->people, wearable->address));
	}
	pipeline->events.changed(pipeline->events.context);
}

HtPipeline *ht_pipeline_new(const HtOutlets *outlets, HtClock *clock, HtPeople *people,
			    guint64 first_stream, const HtPipelineEvents *events)
{
	HtPipeline *pipeline = g_new0(HtPipeline, 1);

	pipeline->outlets = *outlets;
	pipeline->clock = clock;
	pipeline->people = people;
	pipeline->events = *events;
	pipeline->sources = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, source_free);
	pipeline->streams =
	    ht_streams_new(&pipeline->outlets, ht_clock_is_virtual(clock) ? first_stream : 0);
	pipeline->sink = (HtLinkSink){
	    .context = pipeline,
	    .ready = sink_ready,
	    .begin = sink_begin,
	    .block = sink_block,
	    .raw = sink_raw,
	    .lost = sink_lost,
	    .end = sink_end,
	    .changed = sink_changed,
	};
	return pipeline;
}

void ht_pipeline_free(HtPipeline *pipeline)
{
	if (!pipeline)
		return;
	ht_streams_free(pipeline->streams);
	g_hash_table_unref(pipeline->sources);
	g_free(pipeline);
}

void ht_pipeline_set_tap(HtPipeline *pipeline, const HtPipelineTap *tap)
{
	pipeline->has_tap = tap != NULL;
	pipeline->tap = tap ? *tap : (HtPipelineTap){0};
}

const HtLinkSink *ht_pipeline_sink(HtPipeline *pipeline)
{
	return &pipeline->sink;
}

void ht_pipeline_reassign(HtPipeline *pipeline, const char *address)
{
	Source *source = source_of(pipeline, address);

	/* The next block opens a stream of the new owner's. */
	close_stream(source);
	if (pipeline->has_tap && source->connected)
		pipeline->tap.begin(pipeline->tap.context, address);
}

void ht_pipeline_committed(HtPipeline *pipeline, const char *stream, gint64 stored_until_utc_ns,
			   guint64 end_index)
{
	guint64 samples_stored;

	if (ht_streams_committed(pipeline->streams, stream, stored_until_utc_ns, end_index,
				 &samples_stored))
		pipeline->events.stored(pipeline->events.context, stream, stored_until_utc_ns,
					samples_stored);
}

void ht_pipeline_finish(HtPipeline *pipeline)
{
	GHashTableIter iter;
	gpointer source;

	g_hash_table_iter_init(&iter, pipeline->sources);
	while (g_hash_table_iter_next(&iter, NULL, &source))
		close_stream(source);
}

HtStreams *ht_pipeline_streams(HtPipeline *pipeline)
{
	return pipeline->streams;
}

int ht_pipeline_battery(HtPipeline *pipeline, const char *address)
{
	const Source *source = g_hash_table_lookup(pipeline->sources, address);

	return source ? source->battery_percent : -1;
}

void ht_pipeline_describe_live(HtPipeline *pipeline, const char *person)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, pipeline->sources);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		Source *source = value;

		if (!g_str_equal(ht_people_owner(pipeline->people, source->address), person))
			continue;
		send_wearable_line(pipeline, source, person);
		if (is_open(source) && ht_stream_started(source->stream))
			ht_live_send(pipeline->outlets.live, person,
				     ht_trace_rhythm(ht_stream_end_utc_ns(source->stream),
						     ht_stream_rhythm(source->stream)));
	}
}
