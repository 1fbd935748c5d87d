/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of samples as lines of a live trace, each short enough for a pipe to take it whole. */
#pragma once

#include "common/timeline.h"
#include "common/trust.h"
#include "daemon/live/live.h"
#include "daemon/streams/samples.h"

G_BEGIN_DECLS

/* first: index of the first sample. */
void ht_live_samples(HtLive *live, const char *person, const struct timeline *timeline,
		     gint64 first, const HtSamples *samples, enum sample_trust trust);

G_END_DECLS
