/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Strap off" told from a heart that stands still, by the signal of the electrodes.
 *
 * Skin under a dry electrode is never silent: a heart that stands still leaves breath, muscle, a
 * wandering baseline and the noise of the contact, tens of microvolts. An electrode without skin is
 * an open input of megohms: it lies at the converter's end, is silent to the last step, hums with
 * the mains, or runs from one end to the other as charge leaks away. Each second is judged by
 *
 *     flat    it moves less than two or three steps of the converter
 *     rail    it lies at the converter's end
 *     mains   it is more than a millivolt of 50 or 60 Hz and next to nothing else (Goertzel 1958)
 *     drift   it runs in one direction for millivolts, or jumps about by many
 *     flag    the wearable itself says so
 *
 * Bad seconds in a row, two at the end or of mains, three of silence, five of drift, are "off"; two
 * good ones are "on". Drift takes longest: who is shaken or resuscitated wears the strap.
 * What is between is neither: where nothing proves that the strap is off, it is on, and a line
 * without beats is for the rhythm to judge. Ventricular fibrillation is none of these.
 *
 * Fixed memory, no allocation. What comes out does not depend on how the samples were cut.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum strap_sign {
	STRAP_FLAT = 1 << 0,
	STRAP_RAIL = 1 << 1,
	STRAP_MAINS = 1 << 2,
	STRAP_DRIFT = 1 << 3,
	STRAP_FLAG = 1 << 4,
};

enum { STRAP_RATE_MAX_HZ = 2000 };

struct strap_contact_settings {
	double rate_hz;      /* 50 .. STRAP_RATE_MAX_HZ */
	float still_uv;      /* a second that moves no more is flat */
	float rail_uv;       /* from here on the converter is at its end */
	float mains_uv;      /* peak to peak */
	float mains_share;   /* of the power of the second */
	float drift_uv;      /* in one second, in one direction */
	float jump_uv;       /* from one sample to the next */
	uint32_t jumps;      /* ... so often in a second */
	uint32_t flag_s;     /* the wearable's word counts for so long */
	uint32_t flat_after; /* seconds in a row */
	uint32_t drift_after;
	uint32_t off_after;
	uint32_t on_after;
};

/* For an H10: 130 Hz, steps of 2.2827 uV up to 18,697 uV. */
extern const struct strap_contact_settings strap_contact_settings_default;

/* Private. */
struct strap_contact {
	struct strap_contact_settings settings;
	uint32_t window, in_second;
	float first_uv, newest_uv, mark_uv, low_uv, high_uv;
	double sum, square; /* of uv less the first */
	double path_uv;     /* length of the way up and down */
	uint32_t at_rail, jumped, missing;
	double turn[2];    /* 2 cos of the mains' angle per sample, 50 and 60 Hz */
	double tone[2][2]; /* Goertzel's states */
	uint32_t bad_s, flat_s, drift_s, good_s; /* in a row */
	uint32_t flag_left_s;
	bool flag_contact;
	bool off;
	unsigned signs;
};

/* Returns 0, or -EINVAL for settings that make no sense. */
int strap_contact_init(struct strap_contact *c, const struct strap_contact_settings *settings);
/* One sample, NaN = missing. Returns 1 when a second is full: ask then. */
int strap_contact_push(struct strap_contact *c, float uv);
/* The wearable's own contact bit, whenever it comes. Where it says contact, silence is no sign. */
void strap_contact_flag(struct strap_contact *c, bool contact);
bool strap_contact_is_off(const struct strap_contact *c);
/* Bits of enum strap_sign that the newest whole second bears, off or not. */
unsigned strap_contact_signs(const struct strap_contact *c);
