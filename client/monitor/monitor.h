/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a live trace as it comes, until it ends or the person has seen enough. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct monitor_settings {
	const char *person; /* name */
	const char *zone;   /* IANA name; "" = UTC */
	int seconds;        /* of real time, then it ends; 0 = no limit */
	gboolean until_end; /* ends with the wearable's stream */
	gboolean plain;     /* lines instead of a screen */
};

/* Reads trace_fd (closes it). FALSE = the trace broke or is of a format not known here. */
gboolean monitor_run(int trace_fd, const struct monitor_settings *settings, GError **error);

G_END_DECLS
