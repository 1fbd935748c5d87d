/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase on its way to the hub: never on the bus, never in arguments or the environment. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks on the terminal without echo, twice when it is a new one. Returns a descriptor to read the
 * passphrase from (close it), or -1. */
int passphrase_ask(gboolean is_new, GError **error);
/* The same with other words; again NULL = asked once. */
int secret_ask(const char *prompt, const char *again, GError **error);

G_END_DECLS
