/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the ECG engine remembers. Callers need its size only; the fields belong to the files of this
 * folder. Positions named `at` count internal samples (ECG_RATE_HZ), not the caller's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/atria/af_detector.h"
#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/rhythm/ectopic_turns.h"
#include "health-models/ecg/fibrillation/fibrillation.h"
#include "health-models/ecg/rhythm/finding_check.h"
#include "health-models/ecg/rhythm/paced.h"
#include "health-models/ecg/rhythm/pauses.h"
#include "health-models/ecg/rhythm/polarity.h"
#include "health-models/ecg/quality/quality_log.h"
#include "health-models/ecg/rhythm/rate_limits.h"
#include "health-models/ecg/rhythm/runs.h"
#include "health-models/ecg/quality/signal_quality.h"
#include "health-models/ecg/beats/p_wave.h"
#include "health-models/signal/biquad.h"
#include "health-models/signal/rate_converter.h"

enum {
	ECG_RATE_HZ = 200,       /* internal rate: 1 sample = 5 ms */
	ECG_TRACE = 1024,        /* samples of each trace kept, a power of two */
	ECG_ENERGY_SPAN = 22,    /* moving average over one QRS, 110 ms */
	ECG_CANDIDATES = 64,     /* a power of two; 150 ms apart at least, 2.5 s waiting at most */
	ECG_SHAPE = 36,          /* points of a beat's shape, 10 ms apart */
	ECG_PART = 8,            /* points of what is before and after a QRS, 20 ms apart */
	ECG_SHAPES = 8,          /* shapes of one heart told apart */
	ECG_P_WAVE = 20,         /* points where the P wave is, 10 ms apart */
	ECG_FEATURES_FIRST = 56, /* known shortly after the beat */
	ECG_FEATURES = 76,       /* with the beats that follow */
	ECG_HISTORY = 8,         /* beats that levels and medians look back on */
	ECG_RR_WINDOW = 32,      /* intervals that the usual one is taken from */
	ECG_RHYTHM_BEATS = 16,   /* intervals that the rhythm word looks back on */
	ECG_SILENCE_BEATS = 16,  /* that tell what is too small to be a beat */
	ECG_SILENCE_BLOCKS = 20, /* half seconds of the line that are remembered */
	ECG_QUEUE = 384,         /* events that may wait */
};

/* Detection trace: what is left between 5 and 18 Hz, rectified and averaged. */
struct qrs_trace {
	struct biquad morphology_high, morphology_low; /* 0.6 .. 35 Hz: the shape of the beat */
	struct biquad detection_high, detection_low;
	int64_t count;         /* samples taken in */
	float usual_sign;      /* of the R waves, -1 .. 1 */
	int64_t rectified_sum; /* in 1/16 uV, whole numbers: never drifts */
	int32_t rectified[ECG_TRACE];
	float morphology[ECG_TRACE]; /* uV */
	float detection[ECG_TRACE];  /* uV, signed */
	float energy[ECG_TRACE];     /* uV */
};

/* The shape of a beat around its R wave: zero mean, length one. */
struct beat_shape {
	float point[ECG_SHAPE];
	float norm_uv;            /* length before scaling */
	float before[ECG_PART];   /* what leads up to the QRS: the P wave, uV, zero mean */
	float after[ECG_PART];    /* the T wave, uV, zero mean */
	float p_wave[ECG_P_WAVE]; /* 270 to 70 ms before the R wave, uV, zero mean */
};

enum candidate_state {
	CANDIDATE_WAITING = 0, /* nothing said yet */
	CANDIDATE_PASSED,      /* first look: no beat; may come back at the last look */
	CANDIDATE_FIRST,       /* first label given */
	CANDIDATE_DONE,        /* final label given, or dropped */
};

/* A deflection that may be a beat. */
struct candidate {
	int64_t at; /* of the main deflection */
	float mark; /* where to say that the beat is, in samples from `at` */
	float sign; /* of the largest deflection: -1 or 1 */
	enum candidate_state state;
	enum beat_label label; /* newest; BEAT_NONE = no beat */
	bool after_break;      /* samples are missing between the candidate before and this one */
	uint64_t id;           /* 0 = none given yet */
	float energy;          /* peak of the energy trace, uV */
	float slope;           /* steepest, uV per 20 ms */
	float height;          /* peak to peak, uV */
	float width_ms, spread_ms;
	float background;       /* usual energy in the second before, uV */
	float p_range, t_range; /* peak to peak where P and T waves are, uV */
	float t_level;          /* of the T wave above what is before the QRS, along the QRS, uV */
	float roughness;        /* sum of second differences before the beat, uV */
	float probability[4];   /* no beat, N, V, S */
	float p_wave;           /* probability, set by the last look; -1 = cannot be told */
	struct beat_shape shape;
	float feature[ECG_FEATURES];
};

/* Beats that look alike. */
struct shape_class {
	struct beat_shape shape;
	float beats;       /* taken in, stops counting at a limit */
	float share;       /* of the recent beats, 0..1 */
	float early;       /* mean log2 of RR before / usual RR */
	float late;        /* mean log2 of RR after / usual RR */
	float ventricular; /* mean probability */
	float width_ms, spread_ms, steepness;
};

/* Newest values first in, with their median. */
struct history {
	float value[ECG_HISTORY];
	float median; /* 0 when there is none yet */
	unsigned count, next;
};

/* The newest intervals, in internal samples, and what is usual among them. */
struct rr_window {
	float value[ECG_RR_WINDOW];
	float sorted[ECG_RR_WINDOW], steps[ECG_RR_WINDOW]; /* steps: between neighbours, sorted */
	float median, quarter, three_quarters;             /* 0 when there is none yet */
	float step;                                        /* median difference of neighbours */
	unsigned count, next;
};

/* What a supraventricular beat is told by, beyond the beat itself. */
struct supraventricular {
	struct rr_window normal; /* between two normal beats */
	enum beat_label newest;
	bool in_run;
	float rest, level; /* intervals before the run and in it, internal samples */
};

/* What this heart's beats are like. */
struct heart {
	struct history energy, slope, height, rr; /* rr in samples */
	struct shape_class shapes[ECG_SHAPES];
	struct rr_window rr_all, rr_usual; /* of all beats; between two of the usual shape */
	bool newest_usual;                 /* the newest beat had the usual shape */
	float height_before;               /* usual height before the level was learned anew, uV */
	int dominant;                      /* index of the heart's usual shape, -1 = none yet */
	uint64_t beats;
};

/* Whether the electrodes hold, judged in blocks of 100 ms. */
struct contact {
	int64_t count;   /* internal samples seen */
	float low, high; /* of the block being collected */
	float newest_uv;
	unsigned in_block, missing_in_block;
	uint64_t violent; /* newest block in bit 0: missing, or steps that no heart makes */
	uint64_t still;   /* likewise: moves less than any ECG */
	uint64_t missing; /* likewise */
	float alive_uv;   /* the line when there was contact, newest */
	/* Blocks since dead_since, by what they are. */
	uint32_t dead[NO_SIGNAL_LINE_VIOLENT + 1];
	int64_t judged;     /* samples in blocks that were judged, one block behind */
	int64_t dead_since; /* missing, still or violent without a break since; -1 = alive */
	int64_t break_at;   /* newest sample that was missing or without contact, -1 = none */
	bool lost;          /* dead for 2 s and more */
};

struct rhythm_state {
	enum rhythm word;
	float rr_ms[ECG_RHYTHM_BEATS]; /* between normal beats */
	int64_t at[ECG_RHYTHM_BEATS];  /* where each ends, in the caller's samples */
	unsigned count, next;
	int64_t newest;          /* beat taken in, -1 = none */
	bool after_left_out;     /* the interval that comes next is no normal one */
	int64_t irregular_since; /* -1 = regular */
	float irregular_sum;
	float irregular_sure; /* sum of the probabilities that its beats are beats */
	unsigned irregular_count;
	struct runs runs;
	struct ectopic_turns turns;
	struct pauses pauses;
	struct rate_watch rate;
	struct paced paced;
	enum signal_quality quality; /* newest grade */
	int64_t atria_since;         /* the atria fibrillate from here on, -1 = not */
	bool fibrillates;            /* the ventricles */
	int64_t fibrillates_since;
};

/* Since when there is no beat. */
struct silence {
	float energy[ECG_SILENCE_BEATS]; /* of the newest sure beats, a ring; uV */
	unsigned beats, next;
	float usual_uv; /* what all but a quarter of them exceed, 0 = not known */
	float low[ECG_SILENCE_BLOCKS], high[ECG_SILENCE_BLOCKS]; /* of half seconds, a ring; uV */
	int64_t heard_at;                                        /* the newest beat */
	float loudest_uv;                                        /* energy of what came after it */
	bool after_noise;         /* what was heard was as large as a beat, and was none */
	unsigned block, in_block; /* of low and high: the newest, samples in it */
	unsigned countdown;
};

struct event_queue {
	struct ecg_event event[ECG_QUEUE];
	unsigned first, count;
	unsigned checked; /* of them, from the oldest on, by finding_check() */
};

struct ecg {
	double rate_hz;
	int64_t pushed; /* samples taken from the caller */
	bool flushed;
	struct rate_converter converter;
	struct qrs_trace trace;
	struct contact contact;
	struct candidate candidate[ECG_CANDIDATES];
	int64_t candidate_count; /* ever made */
	int64_t first_looked;    /* candidates that had their first look */
	int64_t last_looked;     /* candidates that had their last look */
	bool learning;           /* how large a beat is here is not known yet */
	int64_t learning_since;
	int64_t remembers_until; /* heart.height_before counts until then */
	int64_t newest_beat; /* internal position of the newest first label or start of learning */
	int64_t newest_candidate;
	uint64_t next_id;
	struct heart heart;
	struct supraventricular supraventricular;
	struct p_wave p_wave;
	struct polarity polarity;
	struct silence silence;
	struct rhythm_state rhythm;
	struct af_detector af;
	struct fibrillation fibrillation;
	struct signal_quality_state quality;
	struct quality_log quality_log;
	struct grave_spans grave;
	struct event_queue queue;
};
