/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of the hub's JSON Lines, as OpenLive and ExportRecords give them (see the bus API).
 *
 * Numbers that a line leaves out are NaN, or -1 for counts. Texts are valid UTF-8.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
	LIVE_LINE_MAX = 1 << 20,    /* bytes of one line */
	LIVE_SAMPLES_MAX = 1 << 17, /* samples of one line */
	LIVE_FORMAT = 1,            /* what this reader understands */
};

enum live_type {
	LIVE_OTHER, /* of a type that this version does not know: to be passed over */
	LIVE_HELLO,
	LIVE_ECG,
	LIVE_BEAT,
	LIVE_RHYTHM,
	LIVE_FINDING,
	LIVE_TWIN,
	LIVE_WEARABLE,
	LIVE_GAP,
	LIVE_READING,
	LIVE_TRUST,
	LIVE_SIGNAL,
	LIVE_BREATHS,
	LIVE_DROPPED,
	LIVE_END, /* the last line: the person has agreed until now only */
};

struct live_ecg {
	gint64 t_utc_us; /* of the first sample */
	gint64 index;    /* of the first sample */
	double rate_hz;  /* above 0 */
	gsize samples;
	float *uv; /* owned; NaN = no sample */
};

struct live_beat {
	gint64 t_utc_us;
	gint64 index;
	char label; /* 'N', 'V' ...; '-' = withdrawn */
	gboolean final;
	double rr_ms;
	double confidence;
};

struct live_span {
	gint64 start_utc_us;
	gint64 end_utc_us;
	char *word;        /* owned: kind of a finding, cause of a gap */
	char *text;        /* owned: words for a person; "" = none */
	gboolean suspect;  /* rests on samples that a check of trust failed for */
	gboolean of_other; /* of another sensor than the ECG */
	/* Of a finding, without its indices; kind 0 = one that this version does not know. */
	struct ecg_finding finding;
};

/* The grade and polarity of the ECG from here on. */
struct live_signal {
	gint64 t_utc_us;
	enum signal_quality quality;
	gboolean inverted;
};

struct live_breaths {
	gint64 t_utc_us;   /* when they were told: at the end */
	double per_minute; /* NaN = cannot be told */
};

/* A reading, or what trust the samples of a sensor have from now on. */
struct live_words {
	gint64 t_utc_us;
	char *text;        /* owned: words for a person; "" = none */
	char *trust;       /* owned: "authenticated", "unauthenticated", "suspect"; "" = not told */
	gboolean of_other; /* of another sensor than the ECG */
	gboolean measuring; /* a reading that more will follow */
	char *quantities;   /* owned: what a reading has, joined by ","; "" for others */
};

struct live_twin {
	gint64 t_utc_us;
	double hr_bpm;
	double hr_rest_bpm;
	gint64 beats;
	gint64 ventricular;
};

struct live_wearable {
	gint64 t_utc_us;
	char *state; /* owned */
	double battery_percent;
	int contact;  /* 1 = on the skin, 0 = not, -1 = not known */
	char *notice; /* owned: what happened to it, "" = nothing */
};

struct live_line {
	enum live_type type;
	union {
		gint64 format;         /* LIVE_HELLO */
		struct live_ecg ecg;   /* LIVE_ECG */
		struct live_beat beat; /* LIVE_BEAT */
		struct {
			gint64 t_utc_us;
			char *word;            /* owned */
		} rhythm;                      /* LIVE_RHYTHM */
		struct live_span span;         /* LIVE_FINDING, LIVE_GAP */
		struct live_twin twin;         /* LIVE_TWIN */
		struct live_wearable wearable; /* LIVE_WEARABLE */
		struct live_words words;       /* LIVE_READING, LIVE_TRUST */
		struct live_signal signal;     /* LIVE_SIGNAL */
		struct live_breaths breaths;   /* LIVE_BREATHS */
		gint64 dropped;                /* LIVE_DROPPED */
	};
};

/* Reads one line without its end of line. Returns FALSE for rubbish (HT_ERROR_INVALID); then there
 * is nothing to clear. */
gboolean live_line_parse(struct live_line *line, const char *text, gsize size, GError **error);
void live_line_clear(struct live_line *line);

G_END_DECLS
