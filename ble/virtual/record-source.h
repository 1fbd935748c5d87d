/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording as the strap would measure it: the samples of `twinctl analyze ecg --device h10`, and
 * RR intervals from the record's own beat annotations where there is an .atr file.
 */
#pragma once

#include "ble/virtual/wearable-source.h"
#include "recordings/recording.h"

struct record_source;

/* channel as in struct playback_settings. Returns 0, *ret (free with record_source_close) and
 * *source, which lives as long; or -errno with *message. */
int record_source_open(struct record_source **ret, const char *path, unsigned channel,
		       struct wearable_source *source, struct recording_message *message);
void record_source_close(struct record_source *r);
/* Why the source's next() returned an error. */
const char *record_source_error(const struct record_source *r);
/* As recording_warning(). */
int record_source_warning(struct record_source *r, struct recording_message *message);
