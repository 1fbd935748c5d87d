/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number in big digits, to be read from across the room. */
#pragma once

#include "client/monitor/screen.h"

G_BEGIN_DECLS

enum { DIGITS_ROWS = 5, DIGITS_COLUMNS = 7 }; /* of one digit, its space included */

/* Writes digits and '-' with their top left corner at column and row, out of the given character.
 * Returns the column after them. */
int digits_draw(struct screen *screen, int column, int row, enum screen_style style, gunichar dot,
		const char *text);

G_END_DECLS
