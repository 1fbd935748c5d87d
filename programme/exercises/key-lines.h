/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A key file together with the numbers of its lines, so that what is wrong can be named by file,
 * line and key. Stricter than GKeyFile: a key that stands twice in a group is an error.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	char *name;        /* of the file, as messages show it */
	GKeyFile *file;    /* its values */
	GHashTable *lines; /* "group\nkey", or "group" -> line number, from 1 */
} HtKeyLines;

/* NULL with HT_ERROR_INVALID ("NAME:LINE: what is wrong") for a text that is no key file; it need
 * not end with a zero. */
HtKeyLines *ht_key_lines_parse(const char *name, const char *text, gsize size, GError **error);
void ht_key_lines_free(HtKeyLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtKeyLines, ht_key_lines_free)

/* Sets *error to "NAME:LINE: [group] key: what to do", without the line where there is no such key.
 * Returns FALSE. */
gboolean ht_key_lines_fail(const HtKeyLines *lines, const char *group, const char *key,
			   GError **error, const char *format, ...) G_GNUC_PRINTF(5, 6);

G_END_DECLS
