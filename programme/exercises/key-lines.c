/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/key-lines.h"

#include "common/glib/ht-error.h"

#include <string.h>

enum { SHOWN_MAX = 40 }; /* characters of a wrong line that a message repeats */

static const char byte_order_mark[] = "\xef\xbb\xbf"; /* some editors begin a file with it */

static gboolean fail_at(const char *name, guint line, GError **error, const char *what,
			const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *shown =
	    g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), SHOWN_MAX));

	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s:%u: %s: \"%s\"", name, line, what,
		    shown);
	return FALSE;
}

void ht_key_lines_free(HtKeyLines *lines)
{
	g_key_file_unref(lines->file);
	g_hash_table_unref(lines->lines);
	g_free(lines->name);
	g_free(lines);
}

static char *place_of(const char *group, const char *key)
{
	return key ? g_strdup_printf("%s\n%s", group, key) : g_strdup(group);
}

static gboolean note(HtKeyLines *lines, const char *group, const char *key, guint line,
		     GError **error)
{
	char *place = place_of(group, key);

	if (!g_hash_table_insert(lines->lines, place, GUINT_TO_POINTER(line)))
		return fail_at(lines->name, line, error, "stands twice, keep one of them",
			       key ? key : group);
	return TRUE;
}

/* One line without the white space around it; *group is the one that it stands in. */
static gboolean scan_line(HtKeyLines *lines, const char *text, guint line, char **group,
			  GError **error)
{
	const char *equals = strchr(text, '=');
	gsize length = strlen(text);

	if (text[0] == '\0' || text[0] == '#')
		return TRUE;
	if (text[0] == '[' && text[length - 1] == ']') {
		g_free(*group);
		*group = g_strndup(text + 1, length - 2);
		return note(lines, *group, NULL, line, error);
	}
	if (!equals || equals == text)
		return fail_at(lines->name, line, error,
			       "is no [group], no key=value and no # comment", text);
	if (!*group)
		return fail_at(lines->name, line, error, "stands before the first [group]", text);
	{
		g_autofree char *key = g_strchomp(g_strndup(text, (gsize)(equals - text)));

		return note(lines, *group, key, line, error);
	}
}

static gboolean scan(HtKeyLines *lines, const char *text, GError **error)
{
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
	g_autofree char *group = NULL;

	for (guint i = 0; rows[i]; i++)
		if (!scan_line(lines, g_strstrip(rows[i]), i + 1, &group, error))
			return FALSE;
	return TRUE;
}

HtKeyLines *ht_key_lines_parse(const char *name, const char *text, gsize size, GError **error)
{
	g_autoptr(HtKeyLines) lines = g_new0(HtKeyLines, 1);
	g_autoptr(GError) problem = NULL;
	g_autofree char *copy = NULL;

	lines->name = g_strdup(name);
	lines->file = g_key_file_new();
	lines->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!g_utf8_validate_len(text, size, NULL)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: is not a text in UTF-8", name);
		return NULL;
	}
	copy = g_strndup(text, size);
	if (g_str_has_prefix(copy, byte_order_mark))
		memset(copy, ' ', strlen(byte_order_mark));
	if (!scan(lines, copy, error))
		return NULL;
	if (!g_key_file_load_from_data(lines->file, copy, strlen(copy), G_KEY_FILE_NONE,
				       &problem)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: %s", name, problem->message);
		return NULL;
	}
	return g_steal_pointer(&lines);
}

gboolean ht_key_lines_fail(const HtKeyLines *lines, const char *group, const char *key,
			   GError **error, const char *format, ...)
{
	g_autofree char *place = place_of(group, key);
	guint line = GPOINTER_TO_UINT(g_hash_table_lookup(lines->lines, place));
	g_autofree char *what = NULL, *at = line ? g_strdup_printf(":%u", line) : g_strdup("");
	va_list arguments;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s%s: [%s]%s%s: %s", lines->name, at, group,
		    key ? " " : "", key ? key : "", what);
	return FALSE;
}
