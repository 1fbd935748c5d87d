/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ECG engine says. Plain data; codes and numbers only: programme/ has the words. */
#pragma once

#include <stdint.h>

/* AAMI EC57 classes that this version tells apart. */
enum beat_label {
	BEAT_NONE = 0, /* as a final label: it was no beat after all */
	BEAT_NORMAL = 'N',
	BEAT_VENTRICULAR = 'V',
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
};

enum rhythm {
	RHYTHM_UNKNOWN = 0, /* too few beats yet */
	RHYTHM_REGULAR = 1,
	RHYTHM_IRREGULAR = 2,
	RHYTHM_VENTRICULAR_RUN = 3, /* three or more ventricular beats in a row, going on */
	RHYTHM_NO_SIGNAL =
	    4, /* flat, missing or saturated signal: nothing can be said of the heart */
};

enum finding_kind {
	FINDING_COUPLET = 1, /* two ventricular beats in a row */
	FINDING_VENTRICULAR_RUN =
	    2,                 /* three or more; number[0] = beats, number[1] = rate per minute */
	FINDING_NO_SIGNAL = 3, /* flat line, missing samples or saturation, 2 s and more; number[0]
				  = enum no_signal_strap */
	FINDING_IRREGULAR =
	    4, /* a stretch of irregular RR intervals; number[0] = irregularity 0..1 */
};

/* Whether it is the strap's fault. */
enum no_signal_strap {
	NO_SIGNAL_STRAP_UNKNOWN = 0,
	NO_SIGNAL_STRAP_OFF = 1, /* off the skin, by the signal */
	NO_SIGNAL_STRAP_ON = 2,  /* nothing says so, and the wearable says that it has contact */
};

struct ecg_finding {
	enum finding_kind kind;
	int64_t start_index;
	int64_t end_index; /* exclusive */
	float confidence;  /* 0..1 */
	float number[2];   /* by kind, see above */
};

enum ecg_event_kind {
	ECG_BEAT_FIRST = 1, /* provisional label, soon after the R wave */
	ECG_BEAT_FINAL = 2, /* comes once for each beat, in order of sample_index; label BEAT_NONE
			       withdraws it */
	ECG_RHYTHM = 3,     /* the rhythm word changed */
	ECG_FINDING = 4,    /* a finding has ended */
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
	};
};
