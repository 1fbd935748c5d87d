/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/pipeline.h"

#include "daemon/streams/source.h"

struct _HtPipeline {
	HtOutlets outlets;
	HtSurroundings around;
	HtPipelineEvents events;
	HtPipelineTap tap;
	gboolean has_tap, sealed;
	HtLinkSink sink;
	GHashTable *sources; /* address -> HtSource */
};

static HtSource *source_of(HtPipeline *pipeline, const char *address)
{
	HtSource *source = g_hash_table_lookup(pipeline->sources, address);

	if (!source) {
		source = ht_source_new(&pipeline->around, address);
		g_hash_table_insert(pipeline->sources, (gpointer)ht_source_address(source), source);
	}
	return source;
}

static gboolean sink_ready(gpointer context)
{
	HtPipeline *pipeline = context;

	return ht_writer_ready(pipeline->outlets.writer) && ht_live_ready(pipeline->outlets.live);
}

static void sink_begin(gpointer context, const HtWearable *wearable)
{
	HtPipeline *pipeline = context;

	if (pipeline->has_tap)
		pipeline->tap.begin(pipeline->tap.context, wearable->address);
	ht_source_begin(source_of(pipeline, wearable->address));
}

/* When it is read again, nobody can tell that it was this hub that wrote it. */
static HtOrigin sealed_origin(const HtOrigin *origin)
{
	return (HtOrigin){origin->trust == TRUST_SUSPECT ? TRUST_SUSPECT : TRUST_UNAUTHENTICATED,
			  origin->reasons | TRUST_REASON_SEALED_LOCKED};
}

static void sink_block(gpointer context, const char *address, const struct sample_block *block,
		       gint64 arrival_boottime_ns, const HtOrigin *origin)
{
	HtPipeline *pipeline = context;
	HtSource *source = source_of(pipeline, address);
	HtOrigin judged = pipeline->sealed ? sealed_origin(origin) : *origin;

	g_return_if_fail(ht_source_is_connected(source));
	ht_source_block(source, block, arrival_boottime_ns, &judged);
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

	if (pipeline->has_tap)
		pipeline->tap.lost(pipeline->tap.context, address, cause, packets);
	ht_source_lost(source_of(pipeline, address), cause, packets);
}

static void sink_end(gpointer context, const char *address)
{
	HtPipeline *pipeline = context;

	if (pipeline->has_tap)
		pipeline->tap.end(pipeline->tap.context, address);
	ht_source_end(source_of(pipeline, address));
}

static void sink_changed(gpointer context, const HtWearable *wearable)
{
	HtPipeline *pipeline = context;

	if (pipeline->has_tap)
		pipeline->tap.changed(pipeline->tap.context, wearable);
	ht_source_changed(source_of(pipeline, wearable->address), wearable);
	pipeline->events.changed(pipeline->events.context);
}

static gboolean sink_identified(gpointer context, const HtWearable *wearable)
{
	HtPipeline *pipeline = context;

	return pipeline->events.identified &&
	       pipeline->events.identified(pipeline->events.context, wearable);
}

static void sink_passkey_wanted(gpointer context, const char *address)
{
	HtPipeline *pipeline = context;

	if (pipeline->events.passkey_wanted)
		pipeline->events.passkey_wanted(pipeline->events.context, address);
}

HtPipeline *ht_pipeline_new(const HtOutlets *outlets, HtClock *clock, HtPeople *people,
			    guint64 first_stream, const HtPipelineEvents *events)
{
	HtPipeline *pipeline = g_new0(HtPipeline, 1);
	guint64 first = ht_clock_is_virtual(clock) ? first_stream : 0;

	pipeline->outlets = *outlets;
	pipeline->outlets.people = people;
	pipeline->around = (HtSurroundings){&pipeline->outlets, clock, people,
					    ht_streams_new(&pipeline->outlets, first)};
	pipeline->events = *events;
	pipeline->sources =
	    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)ht_source_free);
	pipeline->sink = (HtLinkSink){
	    .context = pipeline,
	    .ready = sink_ready,
	    .begin = sink_begin,
	    .block = sink_block,
	    .raw = sink_raw,
	    .lost = sink_lost,
	    .end = sink_end,
	    .changed = sink_changed,
	    .identified = sink_identified,
	    .passkey_wanted = sink_passkey_wanted,
	};
	return pipeline;
}

void ht_pipeline_free(HtPipeline *pipeline)
{
	if (!pipeline)
		return;
	g_hash_table_unref(pipeline->sources);
	ht_streams_free(pipeline->around.streams);
	g_free(pipeline);
}

static guint64 number_from(const HtPipeline *pipeline, guint64 first_stream)
{
	return ht_clock_is_virtual(pipeline->around.clock) ? first_stream : 0;
}

void ht_pipeline_seal(HtPipeline *pipeline, const char *prefix)
{
	pipeline->sealed = TRUE;
	ht_streams_number(pipeline->around.streams, prefix, number_from(pipeline, 1));
}

void ht_pipeline_open(HtPipeline *pipeline, const HtOutlets *outlets, HtPeople *people,
		      guint64 first_stream)
{
	ht_pipeline_finish(pipeline);
	pipeline->sealed = FALSE;
	pipeline->outlets = *outlets;
	pipeline->outlets.people = people;
	pipeline->around.people = people;
	ht_streams_number(pipeline->around.streams, "s", number_from(pipeline, first_stream));
}

void ht_pipeline_set_plan(HtPipeline *pipeline, HtRehabPlan *plan)
{
	pipeline->outlets.plan = plan;
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
	HtSource *source = source_of(pipeline, address);

	ht_source_close(source);
	if (pipeline->has_tap && ht_source_is_connected(source))
		pipeline->tap.begin(pipeline->tap.context, address);
}

void ht_pipeline_wished(HtPipeline *pipeline, const char *address, const HtStreamWish *wishes)
{
	ht_source_wished(source_of(pipeline, address), wishes);
}

void ht_pipeline_committed(HtPipeline *pipeline, const char *stream, gint64 stored_until_utc_ns)
{
	guint64 samples_stored;

	if (ht_streams_committed(pipeline->around.streams, stream, stored_until_utc_ns,
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
		ht_source_close(source);
}

HtStreams *ht_pipeline_streams(HtPipeline *pipeline)
{
	return pipeline->around.streams;
}

int ht_pipeline_battery(HtPipeline *pipeline, const char *address)
{
	const HtSource *source = g_hash_table_lookup(pipeline->sources, address);

	return source ? ht_source_battery(source) : -1;
}

void ht_pipeline_describe_live(HtPipeline *pipeline, const char *person)
{
	GHashTableIter iter;
	gpointer source;

	g_hash_table_iter_init(&iter, pipeline->sources);
	while (g_hash_table_iter_next(&iter, NULL, &source))
		ht_source_describe(source, person);
}
