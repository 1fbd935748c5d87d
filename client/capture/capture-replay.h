/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A capture through the decoders and models of the hub, in constant memory.
 *
 * The same bytes reach the same decoders in the same order, samples are placed by the same
 * common/sample_index.h and analysed by the same health-models/ecg/ecg_stream.h: so beats and
 * findings are those that the hub had, bit for bit, where the capture lost nothing and began no
 * later than the stream did. So is what the signal itself says against it
 * (client/capture/capture-trust.h).
 */
#pragma once

#include "common/sample.h"
#include "common/sample_index.h"
#include "health-models/ecg/ecg_stream.h"
#include "health-models/trust/plausibility.h"
#include "recordings/capture_event.h"
#include "recordings/message.h"

#include <glib.h>

G_BEGIN_DECLS

/* One stream of ECG; streams count from 1 in the order of their beginning. */
typedef struct {
	guint number;
	guint wearable;
	gint64 start_utc_ns; /* of its first sample, within the delay of a packet */
	guint64 samples;
	guint64 missing;
	guint trust_reasons;  /* in force, of enum trust_reason */
	gboolean implausible; /* by its newest beats */
	struct plausible_heart heart;
	struct sample_index position;
	struct ecg_stream engine;
} HtReplayStream;

typedef struct {
	gpointer context;
	/* What is slow and fast for every wearer, whatever the capture says; NULL = as the capture
	 * says. */
	const struct rate_limits *limits;
	void (*begin)(gpointer context, const HtReplayStream *stream);
	void (*event)(gpointer context, const HtReplayStream *stream,
		      const struct ecg_event *event);
	/* Samples from first up to end never came. */
	void (*gap)(gpointer context, const HtReplayStream *stream, gint64 first, gint64 end);
	void (*end)(gpointer context, const HtReplayStream *stream);
	/* From the stream's next sample on this speaks against it, of enum trust_reason. */
	void (*trust)(gpointer context, const HtReplayStream *stream, guint reasons);
	/* Everything that is no ECG, as it comes, with what speaks against it. */
	void (*block)(gpointer context, guint wearable, const struct sample_block *block,
		      guint reasons);
} HtReplaySink;

typedef struct {
	struct capture_header header;
	gboolean whole;             /* not cut short */
	enum capture_reason reason; /* why it ended, if it is whole */
	gint64 duration_ns;         /* from its beginning to the last event */
	guint wearables;
	guint64 notifications;
	guint64 bad_frames;
	guint64 not_understood;  /* of services that this version does not know */
	guint64 refused_samples; /* late ones, or such as no heart has */
	guint64 lost_by_hub;     /* packets that the hub had not either */
	guint64 lost_here;       /* events that the hub had and the capture has not */
} HtReplayCounts;

/* Returns 0, or -errno with *message. What was found before an error was handed out. */
int ht_capture_replay(const char *path, const HtReplaySink *sink, HtReplayCounts *counts,
		      struct recording_message *message);

G_END_DECLS
