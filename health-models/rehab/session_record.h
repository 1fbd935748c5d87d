/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The blob of RECORD_REHAB_SESSION: a session as a whole, when it is over.
 *
 * Version 1, little-endian: session, exercise (as in repetition_record.h), u8 side, u8 end,
 * u32 stops (enum dose_stop), u16 sets, u16 repetitions of a set and u16 s of a set planned, u32 s
 * exercised, u16 reference version, 32 bytes of SHA-256 of the reference's encoding (all zero with
 * version 0 = there was none), u8 sets, then of each u16 repetitions, u16 by label [0 .. 7], f32
 * median score, f32 velocity loss. What was not measured is a NaN.
 */
#pragma once

#include "health-models/rehab/repetition_record.h"

enum {
	SESSION_RECORD_VERSION = 1,
	SESSION_SETS_MAX = 20,
	SESSION_RECORD_SIZE_MAX = 768,
	SESSION_LABELS = REP_NOT_SCORED + 1,
	REFERENCE_HASH_SIZE = 32,
};

/* Why it is over. Stored: a number is never given a new meaning. */
enum session_end {
	SESSION_END_DONE = 0,     /* every set was done */
	SESSION_END_FINISHED = 1, /* the person ended it early */
	SESSION_END_STOPPED = 2,  /* a stop rule, see stops */
	SESSION_END_LEFT = 3,     /* nothing came for long, or it could not go on */
};

struct session_set {
	uint16_t repetitions;
	uint16_t label[SESSION_LABELS];
	float median_score;  /* of those that were scored; NAN = none was */
	float velocity_loss; /* 0 .. 1, the most: score/set_fatigue.h; NAN = not measured */
};

struct session_record {
	char session[REHAB_ID_MAX];
	char exercise[REHAB_ID_MAX];
	enum rehab_side side;
	enum session_end end;
	uint32_t stops;
	uint16_t sets_planned;
	uint16_t repetitions_planned, duration_planned_s; /* of a set; one is 0 */
	uint32_t exercised_s;                             /* health-models/rehab/set/set_clock.h */
	uint16_t reference_version;                       /* 0 = none: counted, not scored */
	uint8_t reference_hash[REFERENCE_HASH_SIZE];
	uint8_t sets; /* that were begun */
	struct session_set set[SESSION_SETS_MAX];
};

/* As repetition_record_encode(). */
long session_record_encode(const struct session_record *record, uint8_t *out, size_t size);
int session_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct session_record *record);
