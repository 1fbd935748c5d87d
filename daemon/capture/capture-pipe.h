/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reader of a capture: its pipe, and a queue of bounded size before it.
 *
 * The hub never waits for a reader. What does not fit is dropped whole and told with the next event
 * that does. Main thread only.
 */
#pragma once

#include "recordings/capture_event.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HtCapturePipe HtCapturePipe;

/* (transfer full) With the header in it. *reading_end is the caller's to close. */
HtCapturePipe *ht_capture_pipe_new(const struct capture_header *header, int *reading_end,
				   GError **error);
void ht_capture_pipe_free(HtCapturePipe *pipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtCapturePipe, ht_capture_pipe_free)

void ht_capture_pipe_put(HtCapturePipe *pipe, const struct capture_event *event);
/* The same for what went through a driver, whose index in the capture is filled in here. */
void ht_capture_pipe_put_raw(HtCapturePipe *pipe, const char *driver, struct capture_event *event);
/* The last event; nothing is put after it, but what is queued still goes out. */
void ht_capture_pipe_end(HtCapturePipe *pipe, enum capture_reason reason, gint64 arrival_ns);
/* The reader is gone, or has everything after the end: free it. */
gboolean ht_capture_pipe_is_done(const HtCapturePipe *pipe);
/* Waits until the reader took everything, but no longer than patience_ms. */
void ht_capture_pipe_drain(HtCapturePipe *pipe, guint patience_ms);

G_END_DECLS
