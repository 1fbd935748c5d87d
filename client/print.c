/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/print.h"

#include <json-glib/json-glib.h>
#include <stdarg.h>
#include <string.h>

char *printable(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(out, g_unichar_isprint(c) ? c : '?');
	}
	return g_string_free(out, FALSE);
}

char **table_row(const char *first, ...)
{
	GPtrArray *row = g_ptr_array_new();
	va_list list;

	va_start(list, first);
	for (const char *text = first; text; text = va_arg(list, const char *))
		g_ptr_array_add(row, printable(text));
	va_end(list);
	g_ptr_array_add(row, NULL);
	return (char **)g_ptr_array_free(row, FALSE);
}

static gint by_first_column(gconstpointer a, gconstpointer b, gpointer data)
{
	(void)data;
	return strcmp((*(char **const *)a)[0], (*(char **const *)b)[0]);
}

void table_sort(GPtrArray *rows)
{
	if (rows->len > 1)
		g_qsort_with_data(rows->pdata + 1, (gint)rows->len - 1, sizeof *rows->pdata,
				  by_first_column, NULL);
}

/* Columns that a terminal gives the text. */
static glong text_width(const char *text)
{
	glong width = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return width;
}

static glong column_width(const GPtrArray *rows, guint column)
{
	glong width = 0;

	for (guint i = 0; i < rows->len; i++)
		width = MAX(width, text_width(((char **)rows->pdata[i])[column]));
	return width;
}

void print_table(const GPtrArray *rows)
{
	guint columns = rows->len ? g_strv_length(rows->pdata[0]) : 0;

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];

		for (guint column = 0; column < columns; column++) {
			gboolean last = column + 1 == columns;
			glong pad =
			    last ? 0 : column_width(rows, column) - text_width(row[column]) + 2;

			g_print("%s%*s", row[column], (int)pad, "");
		}
		g_print("\n");
	}
}

void print_json(GVariant *value)
{
	g_autofree char *text = json_gvariant_serialize_data(value, NULL);

	g_print("%s\n", text);
}
