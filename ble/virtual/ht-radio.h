/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The air between a wearable that plays and who listens to it: objects on a private bus, or a
 * Bluetooth controller. The player knows no more of it than this. Main context only.
 */
#pragma once

#include "ble/virtual/ht-faults.h"
#include "ble/virtual/ht-notify-channel.h"

G_BEGIN_DECLS

typedef struct {
	gpointer context;
	/* Notifies or indicates; characteristics are named by their UUID. */
	HtSendResult (*send)(gpointer context, const char *uuid, const guint8 *data, gsize size);
	/* After HT_SEND_FULL: calls func once when there is room, or when nobody listens any more.
	 */
	void (*wait)(gpointer context, const char *uuid, HtNotifyChannelFunc func,
		     gpointer user_data);
	/* Of the link there is; 23 without one. */
	guint16 (*mtu)(gpointer context);
	/* TRUE when everything sent was taken, or nobody listens any more. */
	gboolean (*is_drained)(gpointer context);
	/* The wearable goes out of reach, which drops the link, or comes back. */
	void (*set_in_reach)(gpointer context, gboolean in_reach);
	/* The wearable is gone for good. */
	void (*vanish)(gpointer context);
	/* What is not the wearable's own fault begins and ends: HT_FAULT_LATE_SERVICES, _WRONG_MTU,
	 * _BOND_LOST, _ADAPTER_GONE and _BLUEZ_RESTART. NULL = a radio that has none of it. */
	void (*fail)(gpointer context, const HtFault *fault);
	void (*repair)(gpointer context, const HtFault *fault);
} HtRadio;

G_END_DECLS
