/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/screen.h"

#include <string.h>

void screen_init(struct screen *screen, int columns, int rows, gboolean colour)
{
	gsize count;

	*screen =
	    (struct screen){.columns = MAX(columns, 1), .rows = MAX(rows, 1), .colour = colour};
	count = (gsize)screen->columns * (gsize)screen->rows;
	screen->cells = g_new0(struct screen_cell, count);
	for (gsize i = 0; i < count; i++)
		screen->cells[i].character = ' ';
}

void screen_clear(struct screen *screen)
{
	g_free(screen->cells);
	*screen = (struct screen){0};
}

static int character_columns(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

void screen_put(struct screen *screen, int column, int row, enum screen_style style,
		gunichar character)
{
	struct screen_cell *cell;
	int columns = character_columns(character);

	if (columns == 0 || column < 0 || column + columns > screen->columns || row < 0 ||
	    row >= screen->rows)
		return;
	cell = &screen->cells[row * screen->columns + column];
	cell[0] = (struct screen_cell){character, style};
	if (columns == 2)
		cell[1] = (struct screen_cell){0, style};
}

/* A name may hold anything; what steers a terminal does not get through. */
static gunichar shown(gunichar c)
{
	return g_unichar_isprint(c) || g_unichar_iszerowidth(c) ? c : '?';
}

int screen_text(struct screen *screen, int column, int row, enum screen_style style,
		const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = shown(g_utf8_get_char(p));

		if (column + character_columns(c) > screen->columns)
			break;
		screen_put(screen, column, row, style, c);
		column += character_columns(c);
	}
	return column;
}

int screen_text_columns(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	int columns = 0;

	for (const char *p = valid; *p; p = g_utf8_next_char(p))
		columns += character_columns(shown(g_utf8_get_char(p)));
	return columns;
}

static const char *style_code(const struct screen *screen, enum screen_style style)
{
	switch (style) {
	case SCREEN_PLAIN:
		break;
	case SCREEN_DIM:
		return "\033[0;2m";
	case SCREEN_BOLD:
		return "\033[0;1m";
	case SCREEN_TRACE:
		return screen->colour ? "\033[0;32m" : "\033[0m";
	case SCREEN_ALARM:
		return screen->colour ? "\033[0;1;31m" : "\033[0;1m";
	case SCREEN_BAR:
		return "\033[0;7m";
	case SCREEN_BANNER:
		return screen->colour ? "\033[0;1;37;41m" : "\033[0;1;7m";
	}
	return "\033[0m";
}

static void encode_row(const struct screen *screen, int row, GString *out)
{
	const struct screen_cell *cells = &screen->cells[row * screen->columns];
	enum screen_style style = SCREEN_PLAIN;

	g_string_append_printf(out, "\033[%d;1H", row + 1);
	for (int i = 0; i < screen->columns; i++) {
		if (cells[i].style != style)
			g_string_append(out, style_code(screen, cells[i].style));
		style = cells[i].style;
		if (cells[i].character)
			g_string_append_unichar(out, cells[i].character);
	}
	if (style != SCREEN_PLAIN)
		g_string_append(out, "\033[0m");
}

static gboolean same_row(const struct screen *a, const struct screen *b, int row)
{
	for (int i = row * a->columns; i < (row + 1) * a->columns; i++)
		if (a->cells[i].character != b->cells[i].character ||
		    a->cells[i].style != b->cells[i].style)
			return FALSE;
	return TRUE;
}

void screen_encode(const struct screen *screen, const struct screen *before, GString *out)
{
	gboolean same_size = before && before->cells && before->columns == screen->columns &&
			     before->rows == screen->rows;

	if (!same_size)
		g_string_append(out, "\033[0m\033[2J");
	for (int row = 0; row < screen->rows; row++)
		if (!same_size || !same_row(screen, before, row))
			encode_row(screen, row, out);
}

char *screen_row_text(const struct screen *screen, int row)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < screen->columns; i++) {
		gunichar c = screen->cells[row * screen->columns + i].character;

		if (c)
			g_string_append_unichar(text, c);
	}
	return g_strchomp(g_string_free(text, FALSE));
}
