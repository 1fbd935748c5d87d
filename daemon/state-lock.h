/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hub per state folder: a lock that ends with the process, however that ends. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns a descriptor that holds the lock until it is closed; -1 and HT_ERROR_BUSY if another hub
 * has it. */
int ht_state_lock(const char *dir, GError **error);

G_END_DECLS
