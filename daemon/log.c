/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *message_of(const GLogField *fields, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (g_str_equal(fields[i].key, "MESSAGE"))
			return fields[i].value;
	return "";
}

static GLogWriterOutput write_line(GLogLevelFlags level, const GLogField *fields, gsize n,
				   gpointer data)
{
	if (g_log_writer_is_journald(STDERR_FILENO) &&
	    g_log_writer_journald(level, fields, n, data) == G_LOG_WRITER_HANDLED)
		return G_LOG_WRITER_HANDLED;
	if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
		return g_log_writer_default(level, fields, n, data);
	fprintf(stderr, "health-twind: %s%s\n",
		level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)
		    ? "warning: "
		    : "",
		message_of(fields, n));
	return G_LOG_WRITER_HANDLED;
}

void ht_log_startup(void)
{
	g_log_set_writer_func(write_line, NULL, NULL);
}
