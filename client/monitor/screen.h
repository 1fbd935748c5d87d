/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A screen of text cells, and the bytes that bring a terminal from one screen to the next. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ways to show a cell; never the only sign of anything. */
enum screen_style {
	SCREEN_PLAIN,
	SCREEN_DIM,
	SCREEN_BOLD,
	SCREEN_TRACE,
	SCREEN_ALARM,
	SCREEN_BAR,    /* reversed */
	SCREEN_BANNER, /* an alarm that is going on: reversed */
};

struct screen_cell {
	gunichar character; /* 0 = the right half of a wide character */
	enum screen_style style;
};

struct screen {
	int columns, rows;
	gboolean colour;           /* may colours be used at all? */
	struct screen_cell *cells; /* owned; row by row */
};

/* All blank. At least one column and row. */
void screen_init(struct screen *screen, int columns, int rows, gboolean colour);
void screen_clear(struct screen *screen);

/* Puts one character, or nothing outside of the screen. */
void screen_put(struct screen *screen, int column, int row, enum screen_style style,
		gunichar character);
/* Writes UTF-8 text, cut at the right edge; control characters come out as '?'. Returns the column
 * after it. */
int screen_text(struct screen *screen, int column, int row, enum screen_style style,
		const char *text);
/* The columns that screen_text() would take. */
int screen_text_columns(const char *text);

/* Appends the escape sequences and texts that turn the screen before (NULL = anything) into this
 * one. Rows that are the same are left alone. */
void screen_encode(const struct screen *screen, const struct screen *before, GString *out);
/* (transfer full) One row as plain text without blanks at its end. */
char *screen_row_text(const struct screen *screen, int row);

G_END_DECLS
