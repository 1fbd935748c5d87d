/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures of what goes over the air. */
#include "daemon/object.h"
#include "daemon/refusal.h"

#include "common/glib/ht-error.h"
#include "daemon/capture.h"

#include <gio/gunixfdlist.h>

static int open_for(HtHub *hub, const char *person, GVariant *options, GError **error)
{
	if (g_variant_n_children(options) > 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "OpenCapture has no options yet; give none");
		return -1;
	}
	if (!ht_people_has(hub->people, person)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such person; ListPersons shows whom this hub knows");
		return -1;
	}
	return ht_capture_open(hub->capture, person, error);
}

static gboolean open_capture(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			     const char *person, GVariant *options, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GUnixFDList) reply = NULL;
	GError *error = NULL;
	int fd;

	(void)fds;
	if (!ht_refuse_unless_running(hub, invocation))
		return TRUE;
	fd = open_for(hub, person, options, &error);
	if (fd < 0) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	reply = g_unix_fd_list_new_from_array(&fd, 1);
	ht_hub1_complete_open_capture(object, invocation, reply, g_variant_new_handle(0));
	return TRUE;
}

void ht_object_connect_capture(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-open-capture", G_CALLBACK(open_capture), hub);
}
