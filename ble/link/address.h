/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address of a wearable, as text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable) as BlueZ writes it, A0:9E:1A:00:00:00, or NULL for what is none. */
char *ht_address_normalize(const char *text);

G_END_DECLS
