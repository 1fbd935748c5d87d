/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One stream: the samples of one sensor of one wearable, for one person, on one device clock.
 *
 * Blocks become records of a second each; ECG goes through the models as well if it is somebody's.
 * A sample's index is device time since the first: samples that never came leave their indices
 * empty and a RECORD_GAP that counts them. The stream of a wearable's ECG is also where its single
 * values are kept (daemon/streams/spot-values.h), be there ECG or not. Main thread only.
 */
#pragma once

#include "common/record.h"
#include "daemon/streams/outlets.h"
#include "daemon/streams/samples.h"
#include "daemon/streams/trust-log.h"
#include "health-models/ecg/ecg_event.h"

G_BEGIN_DECLS

typedef struct _HtStream HtStream;

typedef struct {
	guint64 samples_in;      /* handed over by the link */
	guint64 samples_stored;  /* of these, on disk */
	guint64 samples_dropped; /* known to be missing, or come too late to be placed */
	guint64 frames_bad;
	gint64 stored_until_utc_ns; /* 0 = nothing yet */
} HtStreamCounts;

/* (transfer full) person "" = nobody: samples are stored and not analysed. Outlets must outlive it.
 */
HtStream *ht_stream_new(const HtOutlets *outlets, const char *id, const char *address,
			const char *person, guint quantity);
void ht_stream_free(HtStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStream, ht_stream_free)

const char *ht_stream_id(const HtStream *stream);
const char *ht_stream_address(const HtStream *stream);
const char *ht_stream_person(const HtStream *stream);
guint ht_stream_quantity(const HtStream *stream);
const HtStreamCounts *ht_stream_counts(const HtStream *stream);
enum rhythm ht_stream_rhythm(const HtStream *stream);
/* QUALITY_UNKNOWN where no ECG is looked at. */
enum signal_quality ht_stream_quality(const HtStream *stream, enum lead_polarity *polarity);
gboolean ht_stream_started(const HtStream *stream);
gboolean ht_stream_finished(const HtStream *stream);
/* Finished, and everything it wrote is on disk. */
gboolean ht_stream_settled(const HtStream *stream);
gint64 ht_stream_origin_utc_ns(const HtStream *stream);
/* Time after the newest sample. */
gint64 ht_stream_end_utc_ns(const HtStream *stream);

/* How a block goes with the stream as it is now. */
enum sample_fit ht_stream_fit(const HtStream *stream, const HtSamples *samples);
/* Fixes the time of the first sample and the rate; once, before the first ht_stream_take(). */
void ht_stream_start(HtStream *stream, const HtSamples *first, gint64 origin_utc_ns);
/* A block that fits. */
void ht_stream_take(HtStream *stream, const HtSamples *samples);
/* Measured: the newest sample was taken then, and the wearable's second takes that many of the
 * hub's. Moves the times of what is still to come. */
void ht_stream_steer(HtStream *stream, gint64 newest_utc_ns, double rate);
/* Before a block whose rate is not known: its newest sample was taken then. */
void ht_stream_stretch(HtStream *stream, const HtSamples *samples, gint64 newest_utc_ns);
/* A block that is not taken; only counted. */
void ht_stream_refuse(HtStream *stream, const HtSamples *samples, enum sample_fit why);
/* Samples from now on have this trust, or none where no body does what the newest beats do; utc_ns
 * counts where the stream has no samples yet. */
void ht_stream_set_trust(HtStream *stream, enum sample_trust trust, guint reasons, gint64 utc_ns);
/* The wearable's own word on its contact. */
void ht_stream_contact(HtStream *stream, gboolean contact);
/* 1 = on the skin as far as the ECG tells, 0 = not, -1 = no ECG that is looked at. */
int ht_stream_strap(const HtStream *stream);
/* As it is now. reasons may be NULL. */
enum sample_trust ht_stream_trust(const HtStream *stream, guint *reasons);
/* Packets are known to be lost; how many samples that was shows with the next block. utc_ns counts
 * where the stream has no samples yet. */
void ht_stream_lost(HtStream *stream, enum gap_cause cause, guint packets, gint64 utc_ns);
/* Writes a gap that is not inside this stream's samples. */
void ht_stream_gap(HtStream *stream, enum gap_cause cause, gint64 start_utc_ns, gint64 end_utc_ns,
		   gint64 samples_missed);
/* One more heart rate of the wearable's own: its number, from 1. */
guint ht_stream_count_heart_rate(HtStream *stream);
/* Decides and writes everything that is open. */
void ht_stream_finish(HtStream *stream);
/* The store has its samples before this time on disk. Returns how many samples that is. */
guint64 ht_stream_committed(HtStream *stream, gint64 stored_until_utc_ns);

/* A record of this stream's, but for what it says. */
struct record ht_stream_record(const HtStream *stream, enum record_kind kind, gint64 start_utc_ns,
			       gint64 end_utc_ns);

G_END_DECLS
