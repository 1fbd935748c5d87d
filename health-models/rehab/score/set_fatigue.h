/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a set wears on: speed on the way out, of the last three repetitions against the first three,
 * and how range of motion and smoothness change from repetition to repetition. Medians, because
 * people who go at their own tempo vary by 10 to 25 % from one to the next: against the best of the
 * first three, half of the recorded good sets would have ended early. Pure C.
 */
#pragma once

#include "health-models/rehab/repetition.h"

#include <stddef.h>

enum {
	FATIGUE_FIRST = 3,
	FATIGUE_COUNT_MAX = 1 << 20, /* that is read back: no set has as many, and none may wrap */
};

struct set_fatigue {
	float velocity_loss;       /* 0 .. 1; 0 until there are four repetitions */
	float rom_percent_per_rep; /* slope; 0 until there are three */
	float smoothness_per_rep;  /* slope of the spectral arc length; below 0 it gets worse */
	bool stop;                 /* it lost as much as ends the set */
	unsigned count;
	float first_rads[FATIGUE_FIRST], last_rads[FATIGUE_FIRST];
	float sum_i, sum_ii, sum_rom, sum_i_rom, sum_smooth, sum_i_smooth;
};

void set_fatigue_init(struct set_fatigue *f);
/* A repetition that was scored. stop_loss: 0 = the set never ends by it. */
void set_fatigue_take(struct set_fatigue *f, const struct repetition *r, float stop_loss);
struct byte_reader;
struct byte_writer;
void set_fatigue_encode(const struct set_fatigue *f, struct byte_writer *w);
/* What it read of a failed reader, or what no set can have, is not to be used: false. */
bool set_fatigue_decode(struct set_fatigue *f, struct byte_reader *r);
