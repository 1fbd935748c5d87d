/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hub's end of the link: it makes streams of what wearables send, and counts.
 *
 * A stream begins with a connection, and anew when the wearable is assigned to somebody else or its
 * device clock was set. Main thread only.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/clock.h"
#include "daemon/streams/streams.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

typedef struct _HtPipeline HtPipeline;

/* Samples of the stream before this time, sample_count of them, are on disk. */
typedef void (*HtPipelineStored)(gpointer context, const char *stream, gint64 stored_until_utc_ns,
				 guint64 sample_count);
/* A wearable came, went or changed its state. */
typedef void (*HtPipelineChanged)(gpointer context);

typedef struct {
	gpointer context;
	HtPipelineStored stored;
	HtPipelineChanged changed;
	/* As in HtLinkSink; NULL = not wanted. */
	gboolean (*identified)(gpointer context, const HtWearable *wearable);
	void (*passkey_wanted)(gpointer context, const char *address);
} HtPipelineEvents;

/* (transfer full) Clock, people and what outlets point to must outlive it. first_stream: number of
 * the first stream under virtual time. */
HtPipeline *ht_pipeline_new(const HtOutlets *outlets, HtClock *clock, HtPeople *people,
			    guint64 first_stream, const HtPipelineEvents *events);
void ht_pipeline_free(HtPipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPipeline, ht_pipeline_free)

/* The hub is locked: ids of streams that are numbered begin with prefix, and nothing that comes is
 * more than unauthenticated. Before the link starts. */
void ht_pipeline_seal(HtPipeline *pipeline, const char *prefix);
/* The hub is open: finishes every stream; what comes from now on is in new ones, goes to these
 * outlets, is of these people and has the trust that the link gives it. */
void ht_pipeline_open(HtPipeline *pipeline, const HtOutlets *outlets, HtPeople *people,
		      guint64 first_stream);

/* Who hears of hearts from now on, beside the outlets that were given; NULL = nobody. */
void ht_pipeline_set_plan(HtPipeline *pipeline, HtRehabPlan *plan);

/* Who hears of everything that the link hands over, before it is made use of; as the functions of
 * HtLinkSink, all of them given. begin comes as well when a connected wearable was assigned anew.
 */
typedef struct {
	gpointer context;
	void (*changed)(gpointer context, const HtWearable *wearable);
	void (*begin)(gpointer context, const char *address);
	void (*raw)(gpointer context, const char *address, const struct driver *driver,
		    HtRawKind kind, const guint8 *data, gsize size, gint64 arrival_boottime_ns);
	void (*lost)(gpointer context, const char *address, enum gap_cause cause, guint packets);
	void (*end)(gpointer context, const char *address);
} HtPipelineTap;

/* One listener at a time; NULL = nobody listens. */
void ht_pipeline_set_tap(HtPipeline *pipeline, const HtPipelineTap *tap);

/* For ht_link_new(); valid as long as the pipeline. */
const HtLinkSink *ht_pipeline_sink(HtPipeline *pipeline);
/* The wearable's samples are somebody else's from now on. */
void ht_pipeline_reassign(HtPipeline *pipeline, const char *address);
/* The user switched its streams on and off: HT_STREAMS wishes. A hole that follows is no loss. */
void ht_pipeline_wished(HtPipeline *pipeline, const char *address, const HtStreamWish *wishes);
/* From the store's committed event. */
void ht_pipeline_committed(HtPipeline *pipeline, const char *stream, gint64 stored_until_utc_ns);
/* Finishes every stream that is open; the next block opens another. */
void ht_pipeline_finish(HtPipeline *pipeline);

/* (transfer none) */
HtStreams *ht_pipeline_streams(HtPipeline *pipeline);
/* Percent, -1 = not known */
int ht_pipeline_battery(HtPipeline *pipeline, const char *address);
/* Sends to the person's new live reader how things stand. */
void ht_pipeline_describe_live(HtPipeline *pipeline, const char *person);

G_END_DECLS
