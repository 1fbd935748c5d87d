/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ECG engine over a stream that has holes.
 *
 * A short hole is gone through as so many missing samples; after a longer one the engine starts
 * anew, as nothing that it remembers holds any more. All positions are the stream's indices. The
 * hub and the replay of a capture both come this way, so the same samples give them the same
 * findings.
 *
 * A FINDING_NO_SIGNAL says as well whether the strap was off the skin, by the signal and by what
 * the wearable itself says of its contact (health-models/trust/strap_contact.h). While
 * the strap is off there is no asystole and no pause, and a rhythm word "asystole" becomes "no
 * signal".
 *
 *   after every push, skip and flush: while (ecg_stream_get(&s, &event) > 0) ...
 */
#pragma once

#include "health-models/ecg/ecg.h"
#include "health-models/trust/strap_contact.h"

enum { ECG_STREAM_SKIP_MAX_S = 60 };

struct ecg_stream {
	struct ecg engine;
	double rate_hz;
	struct rate_limits rate_limits;
	int64_t engine_index; /* the stream's index of the engine's first sample */
	int64_t next_index;
	int64_t missing; /* samples of a hole not gone through yet */
	bool restart;    /* the hole is too long for that; the engine was flushed */
	bool has_strap;  /* a rate that the contact can be judged at */
	struct strap_contact strap;
	int64_t off_from, off_to; /* the newest stretch without skin */
	bool contact_told;        /* the wearable's own word, newest */
	enum rhythm word;         /* that was handed out last */
};

/* Returns 0, or -ERANGE for a rate outside the engine's limits. */
int ecg_stream_init(struct ecg_stream *s, double rate_hz);
/* As ecg_set_rate_limits(), and for good: it holds across holes. */
int ecg_stream_set_rate_limits(struct ecg_stream *s, struct rate_limits limits);
/* As ecg_push(), when everything was fetched; NaN is a missing sample. */
int ecg_stream_push(struct ecg_stream *s, float uv);
/* The wearable's own word on its contact. */
void ecg_stream_contact(struct ecg_stream *s, bool contact);
/* As far as the signal tells. */
bool ecg_stream_is_strap_off(const struct ecg_stream *s);
/* The next count samples never came. Takes effect while events are fetched. */
void ecg_stream_skip(struct ecg_stream *s, int64_t count);
/* No more samples: decides everything that is open. */
void ecg_stream_flush(struct ecg_stream *s);
/* Hands out the oldest event. Returns 1, or 0 when there is none. */
int ecg_stream_get(struct ecg_stream *s, struct ecg_event *event);
