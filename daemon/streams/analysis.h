/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The models of one stream of one person: samples in; beats, findings, rhythm and twin out, to the
 * store and to live traces. Positions are the stream's sample indices. Main thread only.
 */
#pragma once

#include "common/timeline.h"
#include "daemon/streams/outlets.h"
#include "daemon/streams/trust-log.h"
#include "health-models/ecg/ecg.h"

G_BEGIN_DECLS

typedef struct _HtAnalysis HtAnalysis;

/* (transfer full) Everything that is pointed to must outlive it. NULL if the rate is outside what
 * the engine takes. */
HtAnalysis *ht_analysis_new(const HtOutlets *outlets, const char *person, const char *stream,
			    const struct timeline *timeline, const HtTrustLog *trust);
void ht_analysis_free(HtAnalysis *analysis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAnalysis, ht_analysis_free)

void ht_analysis_samples(HtAnalysis *analysis, const gint32 *uv, gsize count);
/* Samples that never came. */
void ht_analysis_missing(HtAnalysis *analysis, gint64 count);
/* Hands the final beats so far to the store. */
void ht_analysis_write_beats(HtAnalysis *analysis);
/* No more samples: decides and writes everything that is open. */
void ht_analysis_finish(HtAnalysis *analysis);
/* The wearable's own word on its contact. */
void ht_analysis_contact(HtAnalysis *analysis, gboolean contact);
/* As far as the signal tells. */
gboolean ht_analysis_is_strap_off(const HtAnalysis *analysis);
/* The newest beats are no heart's. */
gboolean ht_analysis_is_implausible(const HtAnalysis *analysis);
enum rhythm ht_analysis_rhythm(const HtAnalysis *analysis);
/* As it was judged last. */
enum signal_quality ht_analysis_quality(const HtAnalysis *analysis);
enum lead_polarity ht_analysis_polarity(const HtAnalysis *analysis);

G_END_DECLS
