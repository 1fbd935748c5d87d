/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Feeds the engine's samples to its detector of ventricular fibrillation and to the grade of the
 * signal, and queues what they say.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

/* Takes one internal sample. */
void fibrillation_watch_push(struct ecg *e, float uv, bool missing);
/* Contact was lost since internal position `end`, or the recording ends there: nothing goes
 * across. */
void fibrillation_watch_end(struct ecg *e, int64_t end);
