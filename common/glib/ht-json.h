/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of JSON objects by one call each, and objects that are a line of their own. JSON has no
 * word for what is not a finite number: it is null, or left out.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void ht_json_text(JsonBuilder *b, const char *name, const char *value);
void ht_json_int(JsonBuilder *b, const char *name, gint64 value);
void ht_json_count(JsonBuilder *b, const char *name, guint64 value);
void ht_json_flag(JsonBuilder *b, const char *name, gboolean value);
/* All digits: whoever compares two runs compares bits. */
void ht_json_exact(JsonBuilder *b, const char *name, double value);
/* To a thousandth. */
void ht_json_number(JsonBuilder *b, const char *name, double value);
/* The same; what is not finite was not measured and is left out. */
void ht_json_measured(JsonBuilder *b, const char *name, double value);
/* An object or array as the member of that name; ended as json-glib has it. */
void ht_json_begin_object(JsonBuilder *b, const char *name);
void ht_json_begin_array(JsonBuilder *b, const char *name);

/* (transfer full) An object that begins with its type. */
JsonBuilder *ht_json_line_begin(const char *type);
/* (transfer full) Ends the object: its text in one line, with the newline. b is the caller's. */
char *ht_json_line_end(JsonBuilder *b);

G_END_DECLS
