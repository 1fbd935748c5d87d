/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal while a live screen has it: alternate screen, no echo, keys one by one. */
#pragma once

#include <glib.h>
#include <termios.h>

#include "client/monitor/screen.h"

G_BEGIN_DECLS

struct terminal {
	int out_fd;
	int in_fd; /* -1 = no keys */
	gboolean saved;
	struct termios before;
	GString *pending; /* bytes on their way out */
};

/* Does the output go to a terminal that can show a live screen? */
gboolean terminal_is_live(void);
/* May characters beyond ASCII be shown? */
gboolean terminal_has_unicode(void);
/* May colours be used? (https://no-color.org) */
gboolean terminal_has_colour(void);

void terminal_open(struct terminal *terminal);
/* Gives everything back as it was. */
void terminal_close(struct terminal *terminal);
/* The terminal's bell: whoever looks elsewhere hears it. */
void terminal_ring(const struct terminal *terminal);
void terminal_size(const struct terminal *terminal, int *columns, int *rows);
/* Shows a screen where `before` (NULL = anything) stands now. */
void terminal_show(struct terminal *terminal, const struct screen *screen,
		   const struct screen *before);

G_END_DECLS
