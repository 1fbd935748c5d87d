/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/folded-record.h"

#include "common/intervals_record.h"
#include "common/reading_record.h"
#include "common/wave_record.h"
#include "common/waveform.h"
#include "health-models/ecg/beat_record.h"
#include "health-models/ecg/finding_record.h"
#include "health-models/motion/activity/activity_record.h"

#include <math.h>

enum { SAMPLES_MAX = WAVE_RECORD_VALUES_MAX, BEATS_MAX = 1024 };

/* Longer than any record that a locked hub writes. */
#define LONGEST_NS (G_GINT64_CONSTANT(7) * 24 * 3600 * 1000000000)

static gboolean is_waveform(const struct record *record)
{
	gint32 samples[SAMPLES_MAX];
	struct waveform waveform;
	long n = waveform_decode(record->version, record->blob, record->blob_size, &waveform,
				 samples, G_N_ELEMENTS(samples));

	return n > 0 && record->number[0] >= 0 && record->number[0] < 1e15 &&
	       (long)record->number[1] == n;
}

static gboolean is_wave(const struct record *record)
{
	gint32 raw[SAMPLES_MAX];
	struct wave_record wave;

	return wave_record_decode(record->version, record->blob, record->blob_size, &wave, raw,
				  G_N_ELEMENTS(raw)) > 0 &&
	       (long)record->number[0] == wave.quantity && (long)record->number[1] == wave.samples;
}

static gboolean is_beats(const struct record *record)
{
	struct ecg_beat beats[BEATS_MAX];
	long n = beat_record_decode(record->version, record->blob, record->blob_size, beats,
				    G_N_ELEMENTS(beats));

	return n > 0 && beats[0].sample_index >= 0 &&
	       (gint64)record->number[0] == beats[0].sample_index &&
	       (gint64)record->number[1] == beats[n - 1].sample_index && record->number[2] >= 1.0 &&
	       record->number[2] <= 2000.0;
}

static gboolean is_finding(const struct record *record)
{
	struct ecg_finding finding;

	return finding_record_decode(record->version, record->blob, record->blob_size, &finding) ==
		   0 &&
	       (int)record->number[0] == (int)finding.kind;
}

static gboolean is_reading(const struct record *record)
{
	struct reading_block reading;

	return reading_record_decode(record->version, record->blob, record->blob_size, &reading) ==
	       0;
}

static gboolean is_intervals(const struct record *record)
{
	struct intervals_block intervals;

	return intervals_record_decode(record->version, record->blob, record->blob_size,
				       &intervals) == 0;
}

static gboolean is_activity(const struct record *record)
{
	struct activity_minute minute;

	return activity_record_decode(record->version, record->blob, record->blob_size, &minute) ==
	       0;
}

static gboolean is_fall(const struct record *record)
{
	struct fall_event fall;

	return fall_record_decode(record->version, record->blob, record->blob_size, &fall) == 0;
}

static gboolean has_sound_numbers(const struct record *record)
{
	for (int i = 0; i < RECORD_NUMBERS; i++)
		if (!isfinite(record->number[i]) || fabs(record->number[i]) > 1e15)
			return FALSE;
	return TRUE;
}

gboolean ht_folded_record_is_sound(const struct record *record)
{
	gint64 length_ns;

	if (!has_sound_numbers(record) ||
	    __builtin_sub_overflow(record->end_utc_ns, record->start_utc_ns, &length_ns) ||
	    length_ns > LONGEST_NS || !*record->stream)
		return FALSE;
	switch ((int)record->kind) {
	case RECORD_ECG_WAVEFORM:
		return is_waveform(record);
	case RECORD_WAVE:
		return is_wave(record);
	case RECORD_BEATS:
		return is_beats(record);
	case RECORD_FINDING:
		return is_finding(record);
	case RECORD_READING:
		return is_reading(record);
	case RECORD_INTERVALS:
		return is_intervals(record);
	case RECORD_ACTIVITY:
		return is_activity(record);
	case RECORD_FALL:
		return is_fall(record);
	case RECORD_HEART_RATE:
	case RECORD_BATTERY:
	case RECORD_GAP:
	case RECORD_TRUST:
	case RECORD_CLOCK:
	case RECORD_SIGNAL:
	case RECORD_BREATHS:
		return TRUE;
	}
	/* A twin's state above all: what is learned comes out of beats, after checks. */
	return FALSE;
}
