/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-json.h"

#include <math.h>

void ht_json_text(JsonBuilder *b, const char *name, const char *value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_string_value(b, value);
}

void ht_json_int(JsonBuilder *b, const char *name, gint64 value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, value);
}

void ht_json_count(JsonBuilder *b, const char *name, guint64 value)
{
	ht_json_int(b, name, (gint64)value);
}

void ht_json_flag(JsonBuilder *b, const char *name, gboolean value)
{
	json_builder_set_member_name(b, name);
	json_builder_add_boolean_value(b, value);
}

void ht_json_exact(JsonBuilder *b, const char *name, double value)
{
	json_builder_set_member_name(b, name);
	if (isfinite(value))
		json_builder_add_double_value(b, value);
	else
		json_builder_add_null_value(b);
}

void ht_json_number(JsonBuilder *b, const char *name, double value)
{
	ht_json_exact(b, name, round(value * 1000) / 1000);
}

void ht_json_measured(JsonBuilder *b, const char *name, double value)
{
	if (isfinite(value))
		ht_json_number(b, name, value);
}

void ht_json_begin_object(JsonBuilder *b, const char *name)
{
	json_builder_set_member_name(b, name);
	json_builder_begin_object(b);
}

void ht_json_begin_array(JsonBuilder *b, const char *name)
{
	json_builder_set_member_name(b, name);
	json_builder_begin_array(b);
}

JsonBuilder *ht_json_line_begin(const char *type)
{
	JsonBuilder *b = json_builder_new_immutable();

	json_builder_begin_object(b);
	ht_json_text(b, "type", type);
	return b;
}

/* A line of samples is long: it is written once. */
char *ht_json_line_end(JsonBuilder *b)
{
	g_autoptr(JsonGenerator) generator = json_generator_new();
	g_autoptr(JsonNode) root = NULL;
	GString *line = g_string_new(NULL);

	json_builder_end_object(b);
	root = json_builder_get_root(b);
	json_generator_set_root(generator, root);
	json_generator_to_gstring(generator, line);
	g_string_append_c(line, '\n');
	return g_string_free(line, FALSE);
}
