/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording on disk, read from start to end in constant memory.
 *
 * recording_open() tells a WFDB record (path without extension, or with .hea) from an EDF, EDF+,
 * BDF or BDF+ file (a path that ends in .edf, .rec or .bdf). One thread at a time per recording;
 * EDF files of one process are opened and closed by one thread at a time, as EDFlib keeps a table
 * of its open files.
 * Errors are one line for a person.
 */
#pragma once

#include "recordings/message.h"

#include <stddef.h>
#include <stdint.h>

struct recording;

enum {
	RECORDING_NAME_MAX = 256,
	RECORDING_LABEL_MAX = 64,
	RECORDING_UNIT_MAX = 16,
	RECORDING_CHANNELS_MAX = 640, /* as many as EDFlib of Debian 12 takes */
};

struct recording_info {
	char name[RECORDING_NAME_MAX]; /* the record's name, without folder or extension */
	double rate_hz; /* frames per second: the time base of its annotations (EDF: channel 0's) */
	unsigned channels;
	int64_t frames; /* -1 = not stated in the header */
};

struct recording_channel {
	double rate_hz;                  /* samples per second of this channel */
	unsigned samples_per_frame;      /* WFDB: 1 or more; EDF: 1 */
	int64_t samples;                 /* -1 = not stated in the header */
	char label[RECORDING_LABEL_MAX]; /* as the file has it; "" = none */
	char unit[RECORDING_UNIT_MAX];
	double uv_per_unit; /* 0 = the unit is no voltage */
};

/* Opens the record. Returns 0 and *ret (free with recording_close), or -errno with *message. */
int recording_open(struct recording **ret, const char *path, struct recording_message *message);
void recording_close(struct recording *r);

const struct recording_info *recording_info(const struct recording *r);
/* Returns NULL when there is no such channel; they count from 0. */
const struct recording_channel *recording_channel(const struct recording *r, unsigned channel);

/* Finds the channel that holds an ECG: the first in volts whose label says so. Without such a
 * label, of WFDB records the first in volts, and of EDF files the one in volts if there is only
 * one; never one that is labelled as something else. Returns 0 and *channel, or -errno with
 * *message. */
int recording_find_ecg(const struct recording *r, unsigned *channel,
		       struct recording_message *message);

/* Reads up to n next samples of one channel (the same one in every call) as microvolts; NaN = no
 * sample. Returns the number read, 0 at the end, or -errno with *message. */
long recording_read(struct recording *r, unsigned channel, float *uv, size_t n,
		    struct recording_message *message);

/* Hands out the next warning (a wrong checksum or initial value, a short file ...) that has come up
 * so far. Returns 1, or 0 when there is none. Checksums are known after the last sample was read.
 */
int recording_warning(struct recording *r, struct recording_message *message);
