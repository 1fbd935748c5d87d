/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One wearable of a capture, played again: it has the services that the captured one used, answers
 * the hub's commands as that did, and notifies the very same bytes.
 *
 * A plain capture (recordings/capture.h). Times are those between the captured arrivals; the link
 * goes where it went.
 */
#pragma once

#include "ble/virtual/wearable.h"
#include "recordings/message.h"

struct capture_source;

/* wearable counts from 0. Returns 0 and *ret, or -errno with *message: as capture_reader_open(),
 * and -EINVAL for a capture without that wearable. */
int capture_source_open(struct capture_source **ret, const char *path, unsigned wearable,
			struct recording_message *message);
void capture_source_close(struct capture_source *s);
/* What it plays as: init()'s source is capture_source_samples(). As long-lived as the source. */
const struct wearable_kind *capture_source_kind(const struct capture_source *s);
struct wearable_source capture_source_samples(struct capture_source *s);
/* Why next() returned an error. */
const char *capture_source_error(const struct capture_source *s);
