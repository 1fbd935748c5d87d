/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The air between a wearable that plays and who listens to it: objects on a private bus, or a
 * Bluetooth controller. The player knows no more of it than this. Main context only.
 */
#pragma once

#include "ble/virtual/ht-notify-channel.h"

G_BEGIN_DECLS

typedef struct {
	gpointer context;
	/* Notifies; characteristics are named by their UUID. */
	HtSendResult (*send)(gpointer context, const char *uuid, const guint8 *data, gsize size);
	/* After HT_SEND_FULL: calls func once when there is room, or when nobody listens any more.
	 */
	void (*wait)(gpointer context, const char *uuid, HtNotifyChannelFunc func,
		     gpointer user_data);
	/* TRUE when everything sent was taken, or nobody listens any more. */
	gboolean (*is_drained)(gpointer context);
	/* The wearable goes out of reach, which drops the link, or comes back. */
	void (*set_in_reach)(gpointer context, gboolean in_reach);
	/* The wearable is gone for good. */
	void (*vanish)(gpointer context);
} HtRadio;

G_END_DECLS
