/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is there a signal at all: flat line, missing samples, steps no heart makes. */
#pragma once

#include "health-models/ecg/ecg_state.h"

enum contact_change { CONTACT_SAME, CONTACT_LOST, CONTACT_BACK };

void contact_init(struct contact *c);
/* Takes one internal sample. When contact comes back, *lost_since is where it had been lost. */
enum contact_change contact_push(struct contact *c, float uv, bool missing, int64_t *lost_since);
/* What the newest stretch without contact mostly is, or was. */
enum no_signal_line contact_line(const struct contact *c);
/* True if something no heart makes lies within 300 ms of `at`. */
bool contact_violent_near(const struct contact *c, int64_t at);
