/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a new GDBusObjectManagerClient missed.
 *
 * GLib makes it in a thread of its own; a property that changes between the answer that lists the
 * objects and the moment when that thread has made them is thrown away by the main loop (GLib 2.74:
 * 16 % of those that follow right on the answer). bluetoothd switches its adapter on just then,
 * when it starts. So the objects are asked for once more, when nothing can be missed any longer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The proxy has these properties now. */
typedef void (*HtObjectsRefreshed)(gpointer context, GDBusProxy *proxy, GVariant *changed);

/* Calls refreshed for each interface that was out of date, unless cancelled. */
void ht_objects_refresh(GDBusObjectManager *manager, GCancellable *cancellable,
			HtObjectsRefreshed refreshed, gpointer context);

G_END_DECLS
