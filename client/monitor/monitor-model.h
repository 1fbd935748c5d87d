/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the live screen knows: the newest ECG, beats, rhythm, twin, wearable and events, out of the
 * lines of the live trace. No input or output, no clock of its own.
 *
 * Samples have a position: 0 for the first one ever seen, counting the missing ones too.
 */
#pragma once

#include "client/live-line.h"

G_BEGIN_DECLS

enum {
	MONITOR_SAMPLES = 1 << 14, /* kept: two minutes at 130 Hz */
	MONITOR_BEATS = 256,
	MONITOR_EVENTS = 32,
};

struct monitor_beat {
	gint64 position;
	gint64 index; /* as the hub counts, to find it again */
	char label;
	gboolean final;
};

/* A finding, a gap or what happened to the wearable, in words. */
struct monitor_event {
	gint64 start_utc_us;
	char *text; /* owned */
	gboolean is_gap;
	gboolean is_alarm; /* of a kind that cannot wait */
};

struct monitor_model {
	gint64 now_utc_us;         /* newest time in any line; 0 = none */
	double rate_hz;            /* 0 = no ECG yet */
	gint64 end;                /* position after the newest sample */
	gint64 offset;             /* position = index + offset */
	gint64 end_utc_us;         /* time after the newest sample */
	float uv[MONITOR_SAMPLES]; /* by position modulo MONITOR_SAMPLES; NaN = missing */
	struct monitor_beat beats[MONITOR_BEATS]; /* oldest first */
	guint beats_count;
	struct monitor_event events[MONITOR_EVENTS]; /* oldest first */
	guint events_count;
	char *rhythm;                    /* owned; the bus's word, "" = none yet */
	gint64 rhythm_utc_us;            /* since when */
	guint alarms;                    /* how often a rhythm that cannot wait has begun */
	struct monitor_event last_alarm; /* the newest finding of that kind; no text = none */
	char *state;                     /* owned; of the wearable, "" = none yet */
	char *reading;                   /* owned; the newest in words, "" = none yet */
	gint64 reading_utc_us;
	gboolean suspect; /* of the ECG: a check of trust failed */
	gboolean authenticated;
	double hr_bpm, hr_rest_bpm;          /* NaN = not known */
	gint64 beats_seen, ventricular_seen; /* -1 = not known */
	double breaths_per_minute;           /* NaN = not known */
	enum signal_quality quality;         /* of the ECG */
	gboolean inverted;                   /* its polarity */
	double battery_percent;              /* NaN = not known */
	int contact;                         /* as in struct live_wearable */
	gint64 gaps;
	gint64 lines_dropped;
	gint64 lines_bad;
	gint64 format; /* of the trace; 0 = none said */
};

void monitor_model_init(struct monitor_model *model);
void monitor_model_clear(struct monitor_model *model);

void monitor_model_push(struct monitor_model *model, const struct live_line *line);

/* Copies n samples from the position on: NaN where one is missing or too old, INFINITY where none
 * has come yet. */
void monitor_model_samples(const struct monitor_model *model, gint64 position, float *uv, gsize n);

gboolean monitor_is_streaming(const struct monitor_model *model);

/* Is this word, of a rhythm or a finding, of a kind that cannot wait? */
gboolean monitor_needs_help(const char *word);
/* Does the rhythm that is going on need help now? */
gboolean monitor_is_alarm(const struct monitor_model *model);

/* A person's words (static) for the rhythm; what is not known is said as it came. */
const char *monitor_rhythm_words(const char *rhythm);

G_END_DECLS
