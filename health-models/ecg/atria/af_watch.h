/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the engine's beats to its AF detector and queues the episodes that have
 * ended. */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Candidate `number` got its final label and is a beat. While the ventricles
 * fibrillate nothing is said of the atria. */
void af_watch_beat(struct ecg *e, int64_t number, const struct ecg_beat *beat);
/* Contact was lost, or the recording ends: nothing goes across. */
void af_watch_end(struct ecg *e);
