/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An urgent finding goes out: a signal that says nothing of whom or what, and a buzz on the
 * person's own wearables. */
#include "daemon/hub.h"

enum { BUZZ_QUIET = 0, BUZZ_HIGH = 2 };

static void buzzed(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)source;
	(void)data;
	/* Most wearables cannot buzz, and those that are away do not hear it. */
	(void)ht_link_buzz_finish(NULL, result, &error);
}

void ht_hub_buzz(HtHub *hub, const char *person, guint level)
{
	g_autoptr(GPtrArray) wearables = ht_people_wearables(hub->people);

	for (guint i = 0; i < wearables->len; i++)
		if (g_str_equal(ht_people_owner(hub->people, wearables->pdata[i]), person))
			ht_link_buzz_async(hub->link, wearables->pdata[i], level, hub->cancellable,
					   buzzed, NULL);
}

static void alert(gpointer context, const char *person, gboolean on)
{
	HtHub *hub = context;

	if (on)
		ht_hub1_emit_attention(hub->object);
	if (hub->link)
		ht_hub_buzz(hub, person, on ? BUZZ_HIGH : BUZZ_QUIET);
}

void ht_hub_listen(HtHub *hub)
{
	hub->outlets.attention = ht_attention_new(alert, hub);
}
