/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/samples.h"

#include <math.h>

/* 4 kHz is twice what any body-worn sensor gives. */
enum { WAVE_RATE_MAX_MHZ = 4000000 };

HtSamples ht_samples_of_ecg(const struct ecg_block *block, gint64 arrival_boottime_ns)
{
	return (HtSamples){.quantity = HT_QUANTITY_ECG,
			   .channels = 1,
			   .has_time = TRUE,
			   .scale = 1.0,
			   .span = sample_span_of_ecg(block, arrival_boottime_ns),
			   .raw = block->uv};
}

HtSamples ht_samples_of_wave(const struct wave_block *block, gint64 arrival_boottime_ns)
{
	return (HtSamples){
	    .quantity = (guint)block->quantity,
	    .channels = block->channels,
	    .is_float = block->is_float,
	    .has_time = block->has_time,
	    .scale = block->scale,
	    .span = {block->rate_mhz, block->count, block->device_ns, arrival_boottime_ns},
	    .raw = block->raw};
}

gboolean ht_samples_are_alike(const HtSamples *a, const HtSamples *b)
{
	return a->channels == b->channels && a->is_float == b->is_float &&
	       a->has_time == b->has_time && a->span.rate_mhz == b->span.rate_mhz &&
	       fabs(a->scale - b->scale) <= 0.0;
}

static gboolean is_rubbish_ecg(const HtSamples *samples)
{
	if (samples->span.count > ECG_BLOCK_MAX || samples->span.rate_mhz < SAMPLE_RATE_MIN_MHZ ||
	    samples->span.rate_mhz > SAMPLE_RATE_MAX_MHZ)
		return TRUE;
	for (guint i = 0; i < samples->span.count; i++)
		if (samples->raw[i] > SAMPLE_UV_MAX || samples->raw[i] < -SAMPLE_UV_MAX - 1)
			return TRUE;
	return FALSE;
}

gboolean ht_samples_are_rubbish(const HtSamples *samples)
{
	if (samples->span.count == 0 || samples->span.device_ns > G_MAXINT64 / 2)
		return TRUE;
	if (samples->quantity == HT_QUANTITY_ECG)
		return is_rubbish_ecg(samples);
	return samples->channels == 0 || samples->channels > WAVE_CHANNELS_MAX ||
	       samples->span.count > WAVE_VALUES_MAX / samples->channels ||
	       samples->span.rate_mhz > WAVE_RATE_MAX_MHZ || !isfinite(samples->scale);
}
