/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recording through the ECG engine, in constant memory. */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/rhythm/rate_limits.h"
#include "recordings/playback.h"

struct ecg;

/* Who wants to know; each may be NULL. An error (-errno) with *message ends the run. */
struct ecg_run_sink {
	int (*sample)(void *context, int64_t sample_index, float uv,
		      struct recording_message *message);
	int (*event)(void *context, const struct ecg_event *event,
		     struct recording_message *message);
	/* The engine when all was read and every event handed out. */
	void (*end)(void *context, const struct ecg *ecg);
	void *context;
};

/* Reads the playback from where it stands to its end. Returns the samples read, or -errno with
 * *message; path is only named in messages. */
int64_t ecg_run(struct playback *playback, const char *path, struct rate_limits limits,
		const struct ecg_run_sink *sink, struct recording_message *message);
