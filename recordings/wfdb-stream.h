/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of one signal out of a file that interleaves several, in file order. */
#pragma once

#include "recordings/wfdb-header.h"

struct wfdb_stream;

/* Looks whether path is a regular file with at least one sample of a frame of `stride` samples.
 * Returns the whole frames in it, or -errno with *message. */
int64_t wfdb_stream_frames(const char *path, const struct wfdb_signal *signal, size_t stride,
			   struct recording_message *message);

/* One frame of the file has `stride` samples; those of `signal` begin at index `first`.
 * Returns 0 and *ret (free with wfdb_stream_close), or -errno with *message. */
int wfdb_stream_open(struct wfdb_stream **ret, const char *path, const struct wfdb_signal *signal,
		     size_t stride, size_t first, struct recording_message *message);
void wfdb_stream_close(struct wfdb_stream *s);

/* Returns 1 and the next sample in counts, 0 at the end of the file, or -errno. */
int wfdb_stream_next(struct wfdb_stream *s, int32_t *count);
