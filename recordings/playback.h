/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One channel of a recording as a device would send it: recording -> resampler -> quantiser.
 *
 * `twinctl analyze ecg` and the virtual wearable both read records through this, so both see the
 * same samples. Constant memory; one thread at a time.
 */
#pragma once

#include "recordings/device.h"
#include "recordings/recording.h"

#include <limits.h>

struct playback;

/* In place of a channel's number: the one that recording_find_ecg() finds. */
enum { PLAYBACK_CHANNEL_ECG = INT_MAX };

struct playback_settings {
	unsigned channel;                      /* counted from 0, or PLAYBACK_CHANNEL_ECG */
	double rate_hz;                        /* 0 = the channel's own rate, or the device's */
	const struct device_quantiser *device; /* NULL = none; else its rate rules */
};

struct playback_info {
	const char *name;     /* of the record, without folder; as long-lived as the playback */
	double rate_hz;       /* of the samples that playback_read() gives */
	double source_hz;     /* of the channel in the file */
	double annotation_hz; /* time base of the record's annotations */
	unsigned channel;     /* that is read, counted from 0 */
	const char *label;    /* of that channel; as long-lived as the playback */
	unsigned channels;    /* in the record */
	int64_t samples;      /* that will come out; -1 = the header does not say */
};

/* Returns 0 and *ret (free with playback_close), or -errno with *message. */
int playback_open(struct playback **ret, const char *path, const struct playback_settings *settings,
		  struct recording_message *message);
void playback_close(struct playback *p);

const struct playback_info *playback_info(const struct playback *p);

/* Reads up to n next samples in microvolts. NaN = no sample; with a device, whole microvolts and
 * never NaN. Returns the number read, 0 at the end, or -errno with *message. */
long playback_read(struct playback *p, float *uv, size_t n, struct recording_message *message);

/* As recording_warning(). */
int playback_warning(struct playback *p, struct recording_message *message);

/* The position in the record's annotation time base that is nearest to sample_index here. */
int64_t playback_annotation_index(const struct playback *p, int64_t sample_index);
/* The other way: where an annotation of the record lies among the samples here. */
int64_t playback_sample_index(const struct playback *p, int64_t annotation_index);
