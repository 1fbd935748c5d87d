/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the ECG engine said of some samples, and what must hold of it whatever they were. */
#pragma once

#include <stddef.h>

#include "health-models/ecg/ecg.h"

struct heard_ecg {
	struct ecg_event *event;
	size_t count;
};

/* Pushes all samples, fetching events after every `fetch_every` of them, and flushes. */
void heard_ecg_run(struct heard_ecg *h, const float *uv, size_t n, double rate_hz,
		   size_t fetch_every);
void heard_ecg_clear(struct heard_ecg *h);

/* One first label, then one final label per id; finals in order; nothing said of samples to come.
 */
void heard_ecg_check_order(const struct heard_ecg *h, size_t samples);
/* Beats with a final label (BEAT_NONE = any but withdrawn ones). */
size_t heard_ecg_count(const struct heard_ecg *h, enum beat_label label);
/* The n-th finding of a kind, NULL if there are fewer. */
const struct ecg_finding *heard_ecg_finding(const struct heard_ecg *h, enum finding_kind kind,
					    size_t n);
/* How often the rhythm became this. */
size_t heard_ecg_rhythm(const struct heard_ecg *h, enum rhythm rhythm);
