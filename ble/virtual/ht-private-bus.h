/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bus on which a wearable may pretend to be BlueZ: any but the system bus. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) a connection to the bus at address; NULL with *error, also for the system bus. */
GDBusConnection *ht_private_bus_connect(const char *address, GError **error);

G_END_DECLS
