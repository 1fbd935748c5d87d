/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Record: what the store keeps, whoever made it.
 *
 * The store indexes the plain fields and never looks into the blob: each model encodes and
 * decodes its own kinds. A kind or version is never given a new meaning; a new layout gets
 * the next version.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum record_kind {
	RECORD_ECG_WAVEFORM =
	    1,            /* common/waveform.h; number[0] = first sample index, number[1] = count */
	RECORD_BEATS = 2, /* health-models/ecg/beat_record.h; number[0], [1] = first and last sample
			     index, [2] = rate_hz */
	RECORD_FINDING =
	    3, /* health-models/ecg/finding_record.h; number[0] = kind, [1] = confidence */
	RECORD_HEART_RATE = 4, /* as the wearable reported it; number[0] = hr_bpm, number[1] =
				  contact (0, 1, -1 = unknown) */
	RECORD_BATTERY = 5,    /* number[0] = percent */
	RECORD_GAP = 6, /* number[0] = cause (enum gap_cause), number[1] = samples missed, -1 =
			   unknown, [2] = enum quantity of the stream, 0 = ECG */
	RECORD_TWIN_STATE = 7,  /* health-models/twin; the newest one counts */
	RECORD_TWIN_MINUTE = 8, /* health-models/twin; one a minute: number[0] = mean hr_bpm, [1] =
				   beats, [2] = V beats */
	RECORD_WAVE = 9, /* common/wave_record.h; number[0] = enum quantity, [1] = samples, [2] =
			    rate_mhz, [3] = channels */
	RECORD_READING = 10,   /* common/reading_record.h; number[0] = first quantity, [1] = its
				  value, [2] = enum sample_trust, [3] = reasons */
	RECORD_INTERVALS = 11, /* common/intervals_record.h; number[0] = count */
	RECORD_TRUST = 12,   /* from here on the stream's samples have this trust: number[0] = enum
				sample_trust, [1] = reasons, [2] = enum quantity, 0 = ECG */
	RECORD_SIGNAL = 13,  /* over this time the ECG had: number[0] = enum signal_quality, [1] =
				enum lead_polarity */
	RECORD_BREATHS = 14, /* out of the ECG of this time: number[0] = breaths per minute, 0 =
				cannot be told, [1] = quality, 0 to 1 */
	RECORD_DAY = 15,     /* programme/day-numbers.h; one of each day that was summed up */
	RECORD_CLOCK = 16, /* the stream began while the time of day was not known; its times are as
			      the hub believed then (daemon/upkeep/undated.h) */
	RECORD_REPETITION = 17,    /* health-models/rehab/repetition_record.h; number[0] = enum
				      rep_label, [1] = score, -1 = not scored, [2] = set, [3] = number
				      in it */
	RECORD_REHAB_SESSION = 18, /* health-models/rehab/session_record.h; number[0] = repetitions,
				      [1] = median score of its sets, -1 = none, [2] = enum
				      session_end, [3] = sets */
	RECORD_ACTIVITY = 19,      /* health-models/motion/activity/activity_record.h, a minute;
				      number[0] = steps, [1] = active_s, [2] = cadence_spm, [3] =
				      counts, -1 = too little was measured */
	RECORD_FALL =
	    20, /* health-models/motion/activity/activity_record.h, a state of a fall; number[0] =
		   enum fall_state, [1] = confidence, [2] = enum fall_reason */
};

enum gap_cause {
	GAP_LINK_LOST = 1,  /* the link went down */
	GAP_FRAME_LOST = 2, /* device time jumped inside a link */
	GAP_QUEUE_FULL = 3, /* this hub was too slow */
	GAP_BAD_FRAME = 4,  /* bytes that no decoder takes */
	GAP_CLOCK_SET = 5,  /* the wearable's clock was set or started anew */
	GAP_STREAM_OFF = 6, /* the hub or the wearable switched the stream off */
};

enum { RECORD_ID_MAX = 40, RECORD_NUMBERS = 4 };

struct record {
	char person[RECORD_ID_MAX]; /* opaque id, "" = nobody */
	char stream[RECORD_ID_MAX]; /* opaque id of one connection's stream of one wearable */
	uint16_t kind;              /* enum record_kind */
	uint16_t version;           /* of the blob's layout, from 1 */
	int64_t start_utc_ns;
	int64_t end_utc_ns; /* exclusive */
	double number[RECORD_NUMBERS];
	const uint8_t *blob; /* owned by whoever made the record; copied by whoever keeps it */
	size_t blob_size;
};
