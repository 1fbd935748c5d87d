/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ECG engine finds in a made-up heart. */
#pragma once

#include "ble/virtual/synthetic-heart.h"
#include "health-models/ecg/ecg_event.h"

#include <glib.h>

/* Final beats (struct ecg_beat) in so many seconds of a heart as it was set up, at 130 Hz. Free
 * with g_array_unref(). */
GArray *made_up_beats(struct synthetic_heart *heart, unsigned seconds);
