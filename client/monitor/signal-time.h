/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For how long the signal had which grade, out of the events of the engine. */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum { SIGNAL_GRADES = QUALITY_FULL + 1 };

/* Begins as zeros: not judged yet, from sample 0 on. */
struct signal_time {
	gint64 samples[SIGNAL_GRADES]; /* by enum signal_quality */
	enum signal_quality grade;
	gint64 since;
};

/* The grade is another one from this sample on. */
void signal_time_change(struct signal_time *time, enum signal_quality grade, gint64 sample_index);
/* The recording has so many samples. */
void signal_time_end(struct signal_time *time, gint64 samples);

G_END_DECLS
