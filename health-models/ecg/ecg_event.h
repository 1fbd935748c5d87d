/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ECG engine says. Plain data; codes and numbers only: programme/ has the words. */
#pragma once

#include <stdint.h>

/* The classes of ANSI/AAMI EC57. */
enum beat_label {
	BEAT_NONE = 0,     /* as a final label: it was no beat after all */
	BEAT_NORMAL = 'N', /* whatever is none of the others: bundle branch blocks, escapes */
	BEAT_SUPRAVENTRICULAR = 'S', /* premature, from above the ventricles */
	BEAT_VENTRICULAR = 'V',
	BEAT_FUSION = 'F',  /* of a ventricular and a normal beat */
	BEAT_UNKNOWN = 'Q', /* a beat, but of no class that can be told; paced beats */
};

/* How much the signal can be relied on, second by second. Ordered: less is worse. */
enum signal_quality {
	QUALITY_UNKNOWN = 0,     /* not judged (yet) */
	QUALITY_UNREADABLE = 1,  /* not even beats */
	QUALITY_RHYTHM_ONLY = 2, /* where the beats are, not what they look like */
	QUALITY_FULL = 3,
};

/* Which way the R waves point. */
enum lead_polarity {
	POLARITY_UNKNOWN = 0,
	POLARITY_UPRIGHT = 1,
	POLARITY_INVERTED = 2,
};

struct ecg_beat {
	uint64_t id;          /* the same in the first and the final label of one beat */
	int64_t sample_index; /* of the R wave (or of the main deflection of a wide beat) */
	int64_t
	    decided_index; /* newest sample taken in when this was said: latency = the difference */
	enum beat_label label;
	float confidence; /* 0..1, of the label */
	float rr_ms;      /* since the beat before; 0 = none or a break between */
	float qrs_ms;     /* QRS width */
	float height_uv;  /* QRS, peak to peak, 0.6 to 35 Hz; 0 = not known */
	float p_wave;     /* that a P wave leads up to it, 0..1; -1 = cannot be told (yet) */
};

enum rhythm {
	RHYTHM_UNKNOWN = 0, /* too few beats yet */
	RHYTHM_REGULAR = 1,
	RHYTHM_IRREGULAR = 2,
	RHYTHM_VENTRICULAR_RUN = 3, /* three or more ventricular beats in a row, going on; slow */
	RHYTHM_NO_SIGNAL =
	    4, /* flat, missing or saturated signal: nothing can be said of the heart */
	RHYTHM_ASYSTOLE = 5, /* no beat for 4 s, though there is contact */
	RHYTHM_VENTRICULAR_FIBRILLATION = 6,
	RHYTHM_ATRIAL_FIBRILLATION = 7,
	RHYTHM_ATRIAL_FLUTTER = 8,
	RHYTHM_VENTRICULAR_TACHYCARDIA = 9, /* a ventricular run at >= 100/min, going on */
	RHYTHM_SUPRAVENTRICULAR_RUN = 10,
	RHYTHM_PACED = 11,
};

/* Kept in stores: values are never given another meaning. What number[] holds goes by the reason.
 */
enum finding_kind {
	FINDING_COUPLET = 1,         /* two ventricular beats in a row */
	FINDING_VENTRICULAR_RUN = 2, /* three and more, too slow for a tachycardia */
	FINDING_NO_SIGNAL = 3,       /* flat line, missing samples or saturation, 2 s and more */
	FINDING_IRREGULAR = 4,       /* a stretch of irregular intervals */
	FINDING_BIGEMINY = 5,        /* every second beat is ectopic, three times and more */
	FINDING_TRIGEMINY = 6,       /* every third */
	FINDING_VENTRICULAR_TACHYCARDIA = 7, /* three ventricular beats and more at >= 100/min */
	FINDING_SUPRAVENTRICULAR_RUN = 8,    /* three supraventricular beats and more in a row */
	FINDING_ATRIAL_FIBRILLATION = 9,
	FINDING_ATRIAL_FLUTTER = 10,
	FINDING_VENTRICULAR_FIBRILLATION = 11, /* or ventricular flutter, see the reason */
	FINDING_ASYSTOLE = 12,                 /* no beat for long, though there is contact */
	FINDING_PAUSE = 13,                    /* two beats far apart */
	FINDING_BRADYCARDIA = 14,              /* slower than this person's limit */
	FINDING_TACHYCARDIA = 15,              /* faster than this person's limit */
	FINDING_PACED = 16,                    /* a stretch of paced beats */
	FINDING_KIND_MAX = FINDING_PACED,
};

/* What speaks for a finding, and what its numbers mean. Kept in stores as well. Rates are per
 * minute; a number that is not named is 0. */
enum finding_reason {
	REASON_NONE = 0,           /* the kind says it all */
	REASON_NO_SIGNAL = 1,      /* enum no_signal_strap, enum no_signal_line */
	REASON_IRREGULARITY = 2,   /* median difference of neighbouring RR / mean RR, 0..1 */
	REASON_BEATS_IN_A_ROW = 3, /* beats, rate from first to last */
	REASON_EVERY_SECOND_VENTRICULAR = 4,      /* ventricular beats, heart rate over all beats */
	REASON_EVERY_SECOND_SUPRAVENTRICULAR = 5, /* likewise */
	REASON_EVERY_THIRD_VENTRICULAR = 6,
	REASON_EVERY_THIRD_SUPRAVENTRICULAR = 7,
	REASON_PAUSE_2_S = 8, /* seconds from beat to beat, RR before it in ms (0 = not known) */
	REASON_PAUSE_2_5_S = 9,
	REASON_PAUSE_3_S = 10,
	REASON_NO_BEAT = 11,             /* seconds from the last beat to the next, or to the end */
	REASON_RATE_BELOW_LIMIT = 12,    /* mean rate, limit, lowest rate over 8 beats */
	REASON_RATE_ABOVE_LIMIT = 13,    /* mean rate, limit, highest rate over 8 beats */
	REASON_IRREGULAR_WITHOUT_P = 14, /* irregularity, share of beats with a P wave, rate */
	REASON_IRREGULAR_INTERVALS = 15, /* irregularity, 0, rate: P waves could not be judged */
	REASON_FLUTTER_WAVES = 16,       /* rate of the waves, waves per beat, heart rate */
	REASON_FIBRILLATION_WAVES = 17,  /* rate of the waves, their mean height in uV */
	REASON_VENTRICULAR_FLUTTER_WAVES = 18, /* likewise, but as regular as flutter */
	REASON_PACING_SPIKES = 19,             /* beats, rate */
	REASON_PACED_SHAPE = 20, /* beats, rate, QRS width in ms: broad, and begins all at once */
	REASON_IDIOVENTRICULAR = 21,             /* beats, rate: a ventricular run below 50/min */
	REASON_ACCELERATED_IDIOVENTRICULAR = 22, /* likewise from 50 to 100/min */
	REASON_MAX = REASON_ACCELERATED_IDIOVENTRICULAR,
};

enum { FINDING_NUMBERS = 4 };

/* Whether it is the strap's fault. */
enum no_signal_strap {
	NO_SIGNAL_STRAP_UNKNOWN = 0,
	NO_SIGNAL_STRAP_OFF = 1, /* off the skin, by the signal */
	NO_SIGNAL_STRAP_ON = 2,  /* nothing says so, and the wearable says that it has contact */
};

/* What a stretch without a signal looks like. */
enum no_signal_line {
	NO_SIGNAL_LINE_UNKNOWN = 0,
	NO_SIGNAL_LINE_MISSING = 1, /* samples never came */
	NO_SIGNAL_LINE_FLAT = 2,    /* an open input, or a heart at a stand: one lead cannot tell */
	NO_SIGNAL_LINE_VIOLENT = 3, /* saturated, or steps that no heart makes */
};

struct ecg_finding {
	enum finding_kind kind;
	int64_t start_index;
	int64_t end_index; /* exclusive */
	float confidence;  /* 0..1, that it is true: from the probabilities of what speaks for it */
	/* The grade that all but a quarter of its seconds reach; of 4 s and less, the worst. */
	enum signal_quality quality;
	enum finding_reason reason;
	float number[FINDING_NUMBERS]; /* by reason, see above */
};

enum ecg_event_kind {
	ECG_BEAT_FIRST = 1, /* provisional label, soon after the R wave */
	ECG_BEAT_FINAL = 2, /* comes once for each beat, in order of sample_index; label BEAT_NONE
			       withdraws it */
	ECG_RHYTHM = 3,     /* the rhythm word changed */
	ECG_FINDING = 4,    /* a finding has ended */
	ECG_QUALITY = 5,    /* the grade of the signal changed */
	ECG_POLARITY = 6,   /* the polarity became known or changed */
};

struct ecg_event {
	enum ecg_event_kind kind;
	union {
		struct ecg_beat beat;
		struct {
			enum rhythm rhythm;
			int64_t start_index;
		} rhythm;
		struct ecg_finding finding;
		struct {
			enum signal_quality quality;
			int64_t start_index;
		} quality;
		struct {
			enum lead_polarity polarity;
			int64_t start_index;
		} polarity;
	};
};
