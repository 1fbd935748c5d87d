/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor-digits.h"

enum { PIXELS_ACROSS = 3, CELLS_PER_PIXEL = 2 };

static const char *const shapes[11][DIGITS_ROWS] = {
    {"###", "# #", "# #", "# #", "###"}, {"## ", " # ", " # ", " # ", "###"},
    {"###", "  #", "###", "#  ", "###"}, {"###", "  #", "###", "  #", "###"},
    {"# #", "# #", "###", "  #", "  #"}, {"###", "#  ", "###", "  #", "###"},
    {"###", "#  ", "###", "# #", "###"}, {"###", "  #", "  #", "  #", "  #"},
    {"###", "# #", "###", "# #", "###"}, {"###", "# #", "###", "  #", "###"},
    {"   ", "   ", "###", "   ", "   "},
};

static void draw_shape(struct screen *screen, int column, int row, enum screen_style style,
		       gunichar dot, const char *const shape[DIGITS_ROWS])
{
	for (int y = 0; y < DIGITS_ROWS; y++)
		for (int x = 0; x < PIXELS_ACROSS * CELLS_PER_PIXEL; x++)
			if (shape[y][x / CELLS_PER_PIXEL] != ' ')
				screen_put(screen, column + x, row + y, style, dot);
}

int digits_draw(struct screen *screen, int column, int row, enum screen_style style, gunichar dot,
		const char *text)
{
	for (const char *p = text; *p; p++) {
		int shape = g_ascii_isdigit(*p) ? *p - '0' : 10;

		draw_shape(screen, column, row, style, dot, shapes[shape]);
		column += DIGITS_COLUMNS;
	}
	return column;
}
