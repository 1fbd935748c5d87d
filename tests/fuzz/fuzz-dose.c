/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a kept dose and outcome: refused, or one that encodes to the same bytes again and
 * goes through the rules without leaving the limits. */
#include "health-models/rehab/dose/dose_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void step(struct dose_state *state, const uint8_t *data, size_t size)
{
	const struct dose_limits limits = {.signed_now = true,
					   .until_utc_s = INT64_MAX,
					   .least = {1, 60, 1, 5, 5},
					   .most = {12, 1800, 3, 120, 70},
					   .hr_rest_bpm = 60,
					   .hr_peak_bpm = 140,
					   .rpe_target = 13,
					   .allow_apply = true};
	struct session_outcome outcome;
	struct dose_answer answer;

	if (session_outcome_decode(SESSION_OUTCOME_VERSION, data, size, &outcome) < 0)
		return;
	answer = dose_step(state, &outcome, &limits);
	if (answer.decision == DOSE_HOLD || answer.decision == DOSE_STOP)
		return;
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		if (dose_get(&state->dose, (enum dose_variable)v) >
		    dose_get(&limits.most, (enum dose_variable)v))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t split = size < DOSE_STATE_SIZE ? size : DOSE_STATE_SIZE;
	uint8_t again[DOSE_STATE_SIZE];
	struct dose_state state;

	if (dose_state_decode(DOSE_STATE_VERSION, data, split, &state) < 0)
		return 0;
	if (dose_state_encode(&state, again, sizeof again) != DOSE_STATE_SIZE ||
	    memcmp(again, data, split) != 0)
		abort();
	step(&state, data + split, size - split);
	return 0;
}
