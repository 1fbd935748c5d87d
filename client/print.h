/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands print: tables for people, JSON for programs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) The text with every control character as '?': nothing that a name holds may
 * steer the terminal. Bytes that are no UTF-8 become the replacement character. */
char *printable(const char *text);

/* Puts the rows below the heading in the order of their first column; where that is the same they
 * stay as they were. */
void table_sort(GPtrArray *rows);
/* Prints rows of cells in columns; the first row is the heading. Rows are NULL-ended vectors of the
 * same length. */
void print_table(const GPtrArray *rows);
/* (transfer full) One row for print_table(), made printable: texts up to NULL. */
char **table_row(const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Prints a value as JSON on one line. */
void print_json(GVariant *value);

G_END_DECLS
