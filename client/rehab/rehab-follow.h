/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the live trace says of a session, as it comes. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Calls of rehab_follow(). */
struct rehab_listener {
	/* A "rehab" or "repetition" line of the session; FALSE = it is over. */
	gboolean (*line)(gpointer context, JsonObject *line, const char *text);
	/* A line of standard input; NULL = it is not read. FALSE = it is over. */
	gboolean (*typed)(gpointer context, const char *text);
	gpointer context;
};

/* Reads trace_fd (closes it) until a call says that it is over, or Ctrl-C: *interrupted. session
 * NULL = of any. FALSE: the trace broke. */
gboolean rehab_follow(int trace_fd, const char *session, const struct rehab_listener *listener,
		      gboolean *interrupted, GError **error);

/* Members that may be missing. */
const char *rehab_text(JsonObject *line, const char *name);   /* "" */
double rehab_number(JsonObject *line, const char *name);      /* NAN */
JsonObject *rehab_object(JsonObject *line, const char *name); /* (transfer none) or NULL */
gboolean rehab_flag(JsonObject *line, const char *name);      /* FALSE */

G_END_DECLS
