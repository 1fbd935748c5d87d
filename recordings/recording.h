/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording on disk, read from start to end in constant memory.
 *
 * recording_open() tells a WFDB record (path without extension) from an EDF/EDF+ file (a path
 * that ends in .edf). One thread at a time per recording. Errors are one line for a person.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct recording;

enum { RECORDING_TEXT_MAX = 512, RECORDING_NAME_MAX = 64, RECORDING_CHANNELS_MAX = 64 };

/* Why something failed, or what is odd: one line that names the file. */
struct recording_message {
	char text[RECORDING_TEXT_MAX];
};

struct recording_info {
	char name[RECORDING_NAME_MAX]; /* the record's name, without folder or extension */
	double rate_hz;                /* frames per second */
	unsigned channels;
	int64_t frames; /* samples per channel; -1 = not stated in the header */
};

/* Opens the record. Returns 0 and *ret (free with recording_close), or -errno with *message. */
int recording_open(struct recording **ret, const char *path, struct recording_message *message);
void recording_close(struct recording *r);

const struct recording_info *recording_info(const struct recording *r);

/* Reads up to n next frames of one channel (the same one in every call) as microvolts; NaN = no
 * sample. Returns the number read, 0 at the end, or -errno with *message. */
long recording_read(struct recording *r, unsigned channel, float *uv, size_t n,
		    struct recording_message *message);

/* Hands out the next warning (a wrong checksum or initial value, a short file ...) that has come up
 * so far. Returns 1, or 0 when there is none. Checksums are known after the last frame was read. */
int recording_warning(struct recording *r, struct recording_message *message);
