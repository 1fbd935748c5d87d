/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts of this machine, as people write them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A user's name, or a number of at most 32 bits. */
gboolean account_parse(const char *text, guint32 *uid);
/* (transfer full) The name, or the number where there is none. */
char *account_text(guint32 uid);

G_END_DECLS
