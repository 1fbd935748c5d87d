/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a wearable is, as lines of a key file. */
#pragma once

#include "ble/link/wearable.h"

G_BEGIN_DECLS

void ht_identity_write(GKeyFile *file, const char *group, const HtIdentity *identity);
/* HT_ERROR_DAMAGED and GLib's key-file errors; *identity is undefined then. */
gboolean ht_identity_read(GKeyFile *file, const char *group, HtIdentity *identity, GError **error);
/* Whether the group says it at all. */
gboolean ht_identity_is_told(GKeyFile *file, const char *group);

G_END_DECLS
