/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that one wearable sends, held against what a body does: plausibility.h for intervals,
 * acceleration and readings, strap_contact.h for its ECG and its contact bits. One for each
 * wearable; blocks go in as they come.
 *
 * Fixed memory, no allocation; one thread at a time.
 */
#pragma once

#include "common/trust.h"
#include "health-models/trust/plausibility.h"
#include "health-models/trust/strap_contact.h"

/* Private. */
struct body_check {
	struct plausible_heart heart;
	struct plausible_gravity gravity;
	struct strap_contact strap;
	uint32_t ecg_rate_mhz; /* 0 = no ECG yet, or one of a rate that cannot be judged */
	bool contact_denied;   /* by its newest contact bit */
};

void body_check_init(struct body_check *b);
/* A new connection, or samples that were lost for long. */
void body_check_begin(struct body_check *b);
/* Returns TRUST_REASON_PHYSIOLOGY or 0 for this block. */
unsigned body_check_block(struct body_check *b, const struct sample_block *block);
/* Whether the strap is off: by the ECG where there is one, else by its contact bit. */
bool body_check_strap_is_off(const struct body_check *b);
