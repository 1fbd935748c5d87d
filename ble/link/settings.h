/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the link goes about it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	/* TRUE under virtual time: a full ring makes the reader wait instead of dropping. */
	gboolean wait_when_full;
	guint ring_bytes; /* per wearable and characteristic, a power of two, 4096 or more */
	guint retry_ms;   /* first wait after a failed connection; doubles up to retry_max_ms */
	guint retry_max_ms;
	guint connect_ms; /* how long bluetoothd may take to connect, which is up to 41 s */
	guint resolve_ms; /* how long a connected wearable may take to show its services */
	guint reply_ms;   /* ... to answer a command */
	guint revive_ms;  /* before an adapter is switched off and on once more: revival.h */
	guint stop_ms;    /* how long ht_link_stop_async() waits for links to end */
	guint links_max;  /* wearables connected at once; others wait their turn */
	/* Also subscribe to what can only be indicated, which BlueZ broadcasts on the bus: only
	 * where the bus policy keeps other accounts from hearing it. */
	gboolean indications;
	/* Whether the link to the wearable on this adapter is encrypted now; NULL = ask the kernel.
	 */
	gboolean (*is_encrypted)(gpointer context, const char *adapter, const char *address);
	gpointer is_encrypted_context;
} HtLinkSettings;

extern const HtLinkSettings ht_link_settings_default;
/* What is 0 and may not be becomes what is usual. */
void ht_link_settings_complete(HtLinkSettings *settings);

G_END_DECLS
