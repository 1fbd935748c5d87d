/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which beats may be called supraventricular. The forests judge single beats; two things are known
 * beyond them. A premature beat is early in a rhythm: where the intervals between normal beats are
 * themselves irregular, as in atrial fibrillation, nothing is premature. And a run goes on for as
 * long as its intervals stay what they were when it broke in, even when they have become usual.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Sooner than usual? rr: since the beat before, in internal samples, 0 = not known; usual: of this
 * heart. A steady heart, however fast, has no supraventricular beats. */
bool supraventricular_early(float rr, float usual);

/* Early, and in a rhythm that is regular enough to be early in: good for a first label. */
bool supraventricular_possible(const struct supraventricular *s, float rr, float usual);

/* Takes in a beat with the label that its last look gives it, in order of position:
 * supraventricular only if early. Returns its final label, by the rhythm and the run that it is in.
 */
enum beat_label supraventricular_take(struct supraventricular *s, enum beat_label label, float rr,
				      float usual);

/* Samples are missing: what comes is a new rhythm. */
void supraventricular_break(struct supraventricular *s);
