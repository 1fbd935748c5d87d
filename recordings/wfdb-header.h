/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a WFDB header (.hea): PhysioNet, "header(5)", single-segment records.
 *
 * Everything is checked here, so that what follows can trust it: sizes are bounded and file names
 * stay inside the record's own folder.
 */
#pragma once

#include "recordings/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WFDB_FILE_MAX = 256, WFDB_SIGNALS_MAX = 64, WFDB_SAMPLES_PER_FRAME_MAX = 4096 };

struct wfdb_signal {
	char file[WFDB_FILE_MAX]; /* without a folder */
	int format;               /* 16, 24, 61, 80 or 212 */
	unsigned samples_per_frame;
	unsigned skew_frames;
	int64_t byte_offset; /* of the first sample in the file */
	char unit[RECORDING_UNIT_MAX];
	double uv_per_count; /* 0 = the unit is no voltage */
	int32_t baseline;    /* the count that means 0 volts */
	bool initial_known;
	int32_t initial; /* the first sample, in counts */
	bool checksum_known;
	uint16_t checksum;               /* sum of all samples modulo 65536 */
	char label[RECORDING_LABEL_MAX]; /* the description, cut if it is longer; "" = none */
};

struct wfdb_header {
	double rate_hz; /* frames per second */
	int64_t frames; /* -1 = not stated */
	unsigned signals;
	struct wfdb_signal signal[WFDB_SIGNALS_MAX];
};

/* Reads size bytes of text; path is only named in messages. Returns 0 or -errno with *message. */
int wfdb_header_parse(struct wfdb_header *h, const char *text, size_t size, const char *path,
		      struct recording_message *message);
