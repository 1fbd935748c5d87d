/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What recording.c asks of the reader of one file format. */
#pragma once

#include "recordings/message.h"
#include "recordings/recording.h"

#include <stdbool.h>

struct recording_reader;

struct recording_format {
	/* As recording_read(); channel is one that exists. */
	long (*read)(struct recording *r, unsigned channel, float *uv, size_t n,
		     struct recording_message *message);
	void (*close)(struct recording_reader *reader);
	bool first_is_ecg; /* without labels, the first channel in volts is an ECG */
};

struct recording {
	struct recording_info info;
	struct recording_channel channel[RECORDING_CHANNELS_MAX];
	char path[4096]; /* as given: what messages name */
	const struct recording_format *format;
	struct recording_reader *reader; /* the format's own state */
	struct message_list warnings;
};

/* Fill r->info, channel, format and reader. Return 0, or -errno with *message and nothing held. */
int wfdb_open(struct recording *r, struct recording_message *message);
int edf_open(struct recording *r, struct recording_message *message);
