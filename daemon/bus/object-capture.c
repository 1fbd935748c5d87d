/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures of what goes over the air. */
#include "daemon/bus/object.h"
#include "daemon/bus/gate.h"

#include "common/glib/ht-error.h"
#include "daemon/capture/capture.h"

#include <gio/gunixfdlist.h>

static int open_for(HtHub *hub, const char *person, guint32 uid, GVariant *options, GError **error)
{
	HtPermit permit;

	if (g_variant_n_children(options) > 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "OpenCapture has no options yet; give none");
		return -1;
	}
	permit = ht_gate_permit(hub, uid, HT_RIGHT_CAPTURE);
	return ht_capture_open(hub->capture, person, &permit, error);
}

static gboolean open_capture(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			     const char *person, GVariant *options, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GUnixFDList) reply = NULL;
	GError *error = NULL;
	guint32 uid;
	int fd;

	(void)fds;
	if (!ht_gate(hub, invocation, person, HT_RIGHT_CAPTURE, "OpenCapture") ||
	    !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	fd = open_for(hub, person, uid, options, &error);
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
