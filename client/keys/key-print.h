/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What twinctl key shows: slots in a table, and the words of a recovery code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As ListKeySlots has them. */
void key_print_slots(GVariant *slots);
/* Reads the words from fd, closes it, and prints them; FALSE after a message where they cannot be
 * shown. fd -1 = none came. */
gboolean key_print_words(int fd);

G_END_DECLS
