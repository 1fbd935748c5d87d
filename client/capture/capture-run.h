/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a capture from the hub's descriptor into a file, until somebody has enough. */
#pragma once

#include "client/private-file.h"
#include "recordings/capture_event.h"

G_BEGIN_DECLS

struct capture_run {
	guint64 notifications;
	guint64 lost; /* by the hub or on the way here */
	enum capture_reason reason;
};

/* Reads fd (and closes it) until it ends, seconds are over (0 = no limit) or SIGINT or SIGTERM
 * comes. Whatever ends it, the file is whole. FALSE when the file cannot be written or the hub
 * sends no capture. */
gboolean capture_run(int fd, HtPrivateFile *file, int seconds, struct capture_run *run,
		     GError **error);

G_END_DECLS
