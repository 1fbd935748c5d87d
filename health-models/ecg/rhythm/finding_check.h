/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last word on a finding before it is told: the grade of the signal over its span, and whether
 * it is told at all.
 *
 * Where not even beats can be relied on, nothing that is made of beats is told but a long
 * ventricular tachycardia; where only their places can, no ventricular run that the beat detector
 * itself is in doubt of. What
 * something graver covers by half or more is not told a second time: a fast heart that was a
 * ventricular tachycardia, rows of beats in ventricular fibrillation, irregular intervals in atrial
 * fibrillation.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"

enum { GRAVE_SPANS = 8 };

/* The newest grave findings, a ring. */
struct grave_spans {
	struct {
		enum finding_kind kind;
		int64_t start, end;
	} span[GRAVE_SPANS];
	unsigned next;
};

struct ecg;

/* Call after anything that may have queued findings. */
void finding_check(struct ecg *e);
