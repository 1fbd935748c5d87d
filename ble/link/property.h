/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets a property of one of bluetoothd's objects. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A floating value is taken. With callback NULL nobody hears of the answer, nor of an error: the
 * generated setters would warn of it, and the object may be gone by now. The callback's source is
 * the proxy. Main context only. */
void ht_property_set(GDBusProxy *proxy, const char *name, GVariant *value,
		     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_property_set_finish(GObject *proxy, GAsyncResult *result, GError **error);

G_END_DECLS
