/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/signal-time.h"

void signal_time_change(struct signal_time *time, enum signal_quality grade, gint64 sample_index)
{
	if (sample_index > time->since)
		time->samples[time->grade] += sample_index - time->since;
	time->grade = grade;
	time->since = MAX(time->since, sample_index);
}

void signal_time_end(struct signal_time *time, gint64 samples)
{
	signal_time_change(time, time->grade, samples);
}
