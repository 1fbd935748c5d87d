/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-notify-channel.h"

#include "common/glib/ht-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct _HtNotifyChannel {
	int fd; /* -1 = closed */
	guint hangup_source;
	guint room_source;
	HtNotifyChannelFunc closed;
	gpointer closed_data;
	HtNotifyChannelFunc room;
	gpointer room_data;
};

HtNotifyChannel *ht_notify_channel_new(HtNotifyChannelFunc closed, gpointer user_data)
{
	HtNotifyChannel *channel = g_new0(HtNotifyChannel, 1);

	channel->fd = -1;
	channel->closed = closed;
	channel->closed_data = user_data;
	return channel;
}

void ht_notify_channel_free(HtNotifyChannel *channel)
{
	channel->room = NULL;
	ht_notify_channel_close(channel);
	g_free(channel);
}

static void tell_room(HtNotifyChannel *channel)
{
	HtNotifyChannelFunc room = channel->room;

	g_clear_handle_id(&channel->room_source, g_source_remove);
	channel->room = NULL;
	if (room)
		room(channel->room_data);
}

static gboolean on_room(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition,
			gpointer user_data)
{
	HtNotifyChannel *channel = user_data;

	channel->room_source = 0;
	tell_room(channel);
	return G_SOURCE_REMOVE;
}

static gboolean on_hangup(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition,
			  gpointer user_data)
{
	HtNotifyChannel *channel = user_data;

	channel->hangup_source = 0;
	ht_notify_channel_close(channel);
	channel->closed(channel->closed_data);
	return G_SOURCE_REMOVE;
}

int ht_notify_channel_open(HtNotifyChannel *channel, GError **error)
{
	int ends[2];

	g_assert(channel->fd < 0);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0) {
		ht_error_set_errno(error, -errno, "cannot make a socket pair");
		return -1;
	}
	channel->fd = ends[0];
	channel->hangup_source =
	    g_unix_fd_add(channel->fd, (GIOCondition)(G_IO_HUP | G_IO_ERR), on_hangup, channel);
	return ends[1];
}

gboolean ht_notify_channel_is_open(const HtNotifyChannel *channel)
{
	return channel->fd >= 0;
}

void ht_notify_channel_close(HtNotifyChannel *channel)
{
	if (channel->fd < 0)
		return;
	g_clear_handle_id(&channel->hangup_source, g_source_remove);
	close(channel->fd);
	channel->fd = -1;
	tell_room(channel);
}

HtSendResult ht_notify_channel_send(HtNotifyChannel *channel, const guint8 *data, gsize size)
{
	ssize_t sent;

	if (channel->fd < 0)
		return HT_SEND_CLOSED;
	do {
		sent = send(channel->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return HT_SEND_DONE;
	return errno == EAGAIN || errno == ENOBUFS ? HT_SEND_FULL : HT_SEND_CLOSED;
}

void ht_notify_channel_wait(HtNotifyChannel *channel, HtNotifyChannelFunc func, gpointer user_data)
{
	g_assert(channel->fd >= 0 && !channel->room);
	channel->room = func;
	channel->room_data = user_data;
	channel->room_source = g_unix_fd_add(channel->fd, G_IO_OUT, on_room, channel);
}

gboolean ht_notify_channel_is_drained(const HtNotifyChannel *channel)
{
	int unread = 0;

	return channel->fd < 0 || ioctl(channel->fd, SIOCOUTQ, &unread) < 0 || unread == 0;
}
