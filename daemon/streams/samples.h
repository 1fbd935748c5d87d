/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Equally spaced samples of one sensor in one form: ECG and every other wave go the same way.
 *
 * A view of a block: valid as long as the block is.
 */
#pragma once

#include "common/sample.h"
#include "common/sample_index.h"

#include <glib.h>

G_BEGIN_DECLS

/* In the place of an enum quantity: one lead of ECG in microvolts. */
enum { HT_QUANTITY_ECG = 0 };

typedef struct {
	guint quantity; /* HT_QUANTITY_ECG, or of enum quantity */
	guint8 channels;
	gboolean is_float;
	gboolean has_time;       /* FALSE: placed by arrival */
	double scale;            /* raw x scale is in the quantity's unit */
	struct sample_span span; /* rate_mhz 0 = not known */
	const gint32 *raw;       /* span.count x channels */
} HtSamples;

HtSamples ht_samples_of_ecg(const struct ecg_block *block, gint64 arrival_boottime_ns);
HtSamples ht_samples_of_wave(const struct wave_block *block, gint64 arrival_boottime_ns);
/* Both can lie in one record: the same channels, rate, scale and kind of number. */
gboolean ht_samples_are_alike(const HtSamples *a, const HtSamples *b);
/* Counts, rates or numbers that no sensor gives. */
gboolean ht_samples_are_rubbish(const HtSamples *samples);

G_END_DECLS
