/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every account of the bus is told: no samples, whoever sends them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Judges every broadcast on the bus from now on. The only numbers in a row that may be in one are
 * an answer of the PMD control point, whole and with nothing behind it; anything else ends the
 * program. Counts in *answers the values that arrive as changed properties. Returns the id for
 * g_dbus_connection_signal_unsubscribe(). */
guint bluez_broadcasts_judge(GDBusConnection *bus, guint *answers);

G_END_DECLS
