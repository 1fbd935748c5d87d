/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By how much the trunk leant while the limb moved: a second sensor on the chest, its last
 * TRUNK_ROWS / TRUNK_HZ seconds. Pure C.
 */
#pragma once

#include "health-models/rehab/set/motion_rows.h"

enum { TRUNK_HZ = 5, TRUNK_ROWS = 256 };

struct trunk_watch {
	/* private */
	struct motion_rows rows;
	float up[TRUNK_ROWS][3];
	int64_t t_ns[TRUNK_ROWS];
	unsigned count; /* taken so far */
	unsigned skipped;
	unsigned apart; /* samples in turn that were far from the limb's time */
	bool clocks_apart;
};

void trunk_watch_init(struct trunk_watch *w);
/* limb_ns: time of the limb's newest sample; 0 = none yet. Returns 1 when it has just become clear
 * that the two clocks do not fit together: nothing is known of the trunk from then on. */
int trunk_watch_push(struct trunk_watch *w, const struct imu_sample *sample, int64_t limb_ns);
/* Degrees it leant at most from how it was at the start; NAN = it was not measured. */
float trunk_watch_lean_deg(const struct trunk_watch *w, int64_t start_ns, int64_t end_ns);
