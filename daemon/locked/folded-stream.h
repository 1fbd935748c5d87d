/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One stream out of the inbox, and what speaks against it: times that run back or lie in the
 * future, beats that no heart makes, a heart that jumped away from what its twin knows. What speaks
 * against it is kept until the stream ends. One thread.
 */
#pragma once

#include "common/record.h"
#include "common/trust.h"
#include "daemon/streams/trust-log.h"
#include "health-models/trust/plausibility.h"
#include "health-models/twin/twin.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	char id[RECORD_ID_MAX]; /* as it is stored */
	gint64 not_before_utc_ns, not_after_utc_ns;
	guint reasons;           /* of enum trust_reason: found here */
	gboolean is_told;        /* it has a RECORD_TRUST */
	enum sample_trust trust; /* what the newest of them said */
	HtTrustLog *log;
	/* Private. */
	gint64 end_utc_ns; /* of its samples */
	struct plausible_heart heart;
	const struct twin *twin; /* that its beats are for */
	gint64 minute;
	double minute_rr_ms;
	guint minute_rr_count;
} HtFoldedStream;

/* (transfer full) Its times must lie between the two. */
HtFoldedStream *ht_folded_stream_new(const char *id, gint64 not_before_utc_ns,
				     gint64 not_after_utc_ns);
void ht_folded_stream_free(HtFoldedStream *stream);
/* Looks at the stream's next record, a sound one; twin: the person's, which outlives
 * this; NULL = of nobody. */
void ht_folded_stream_see(HtFoldedStream *stream, const struct record *record,
			  const struct twin *twin);
/* Nothing more of it is seen for now: a twin ends its minute here. */
void ht_folded_stream_pause(HtFoldedStream *stream);

G_END_DECLS
