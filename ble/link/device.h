/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One wearable: the state machine that finds, connects, starts and keeps it. */
#pragma once

#include "ble/link/device-host.h"

G_BEGIN_DECLS

HtDevice *ht_device_new(const HtDeviceHost *host, const char *address);
/* Cuts off whatever is under way; its run, if any, is no longer the device's. */
void ht_device_free(HtDevice *device);

const HtWearable *ht_device_wearable(const HtDevice *device);
void ht_device_set_enrolled(HtDevice *device, gboolean enrolled);
/* Who it was at enrolment; NULL = to be learned on the next connection, or now if there is one. */
void ht_device_set_pin(HtDevice *device, const HtIdentity *pinned);
/* Before blocks are handed out: asks the kernel about the link, now and then. */
void ht_device_check_link(HtDevice *device);
/* HT_STREAMS wishes; NULL = what is usual for it. */
void ht_device_set_streams(HtDevice *device, const HtStreamWish *wishes);

/* See ht_link_pair_async(); the caller sees to it that it is the only one. */
void ht_device_pair_async(HtDevice *device, guint window_ms, GCancellable *cancellable,
			  GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_device_is_pairing(const HtDevice *device);
/* See ht_link_buzz_async(). */
void ht_device_buzz_async(HtDevice *device, guint level, GCancellable *cancellable,
			  GAsyncReadyCallback callback, gpointer user_data);

/* BlueZ shows it (or shows it no more: NULL). */
void ht_device_set_proxy(HtDevice *device, BluezDevice1 *proxy);
BluezDevice1 *ht_device_proxy(const HtDevice *device);
void ht_device_properties_changed(HtDevice *device, GVariant *changed);
/* Characteristics came. */
void ht_device_look_again(HtDevice *device);

/* A channel of its run has come to its end. */
void ht_device_link_lost(HtDevice *device);
void ht_device_run_ended(HtDevice *device);

/* Stops the stream and disconnects; host.rested() follows, perhaps before this returns. */
void ht_device_stop(HtDevice *device);
/* Nothing is under way. */
gboolean ht_device_is_at_rest(const HtDevice *device);

G_END_DECLS
