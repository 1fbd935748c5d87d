/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-streams.h"

#include "ble/link/starter.h"

#include <string.h>

static void apply_wishes(HtDeviceStreams *streams);

const HtStreamWish *ht_device_streams_wishes(const HtDeviceStreams *streams)
{
	return streams->has_wishes ? streams->wishes : NULL;
}

void ht_device_streams_take(HtDeviceStreams *streams, GPtrArray *starters)
{
	streams->starters = starters;
}

void ht_device_streams_close(HtDeviceStreams *streams)
{
	for (guint i = 0; streams->starters && i < streams->starters->len; i++)
		ht_starter_close(streams->starters->pdata[i]);
	g_clear_pointer(&streams->starters, g_ptr_array_unref);
	streams->applying = FALSE;
	streams->apply_again = FALSE;
}

static void on_applied(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtDeviceStreams *streams = data;

	(void)source;
	if (!ht_starters_apply_finish(result, &error) &&
	    (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
	     g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED)))
		return;
	if (error)
		g_message("%s: %s", streams->facts->wearable.address, error->message);
	streams->applying = FALSE;
	if (streams->apply_again)
		apply_wishes(streams);
}

static void apply_wishes(HtDeviceStreams *streams)
{
	streams->apply_again = streams->applying;
	if (streams->applying || !streams->starters || streams->facts->stopping)
		return;
	streams->applying = TRUE;
	ht_starters_apply_async(streams->starters, ht_device_streams_wishes(streams),
				streams->facts->cancellable, on_applied, streams);
}

void ht_device_streams_wish(HtDeviceStreams *streams, const HtStreamWish *wishes)
{
	streams->has_wishes = wishes != NULL;
	if (wishes)
		memcpy(streams->wishes, wishes, sizeof streams->wishes);
	if (streams->facts->wearable.state == HT_WEARABLE_STREAMING)
		apply_wishes(streams);
}

typedef struct {
	GSourceOnceFunc done;
	gpointer context;
} Stop;

/* With or without a reply: disconnecting ends the stream as well, but a strap that was not told
 * to stop stays awake until its battery is empty. */
static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree Stop *stop = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	ht_starters_apply_finish(result, &error);
	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
	    !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED))
		stop->done(stop->context);
}

void ht_device_streams_stop(HtDeviceStreams *streams, GSourceOnceFunc done, gpointer context)
{
	Stop *stop;

	if (!streams->starters || streams->starters->len == 0) {
		done(context);
		return;
	}
	stop = g_new0(Stop, 1);
	stop->done = done;
	stop->context = context;
	ht_starters_apply_async(streams->starters, ht_starters_nothing, streams->facts->cancellable,
				on_stopped, stop);
}
