/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>

#include "client/arguments.h"
#include "client/hub.h"
#include "client/passphrase.h"
#include "common/glib/ht-error.h"

static GVariant *unlock_options(gboolean create)
{
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	if (create)
		g_variant_dict_insert(&options, "create", "b", TRUE);
	return g_variant_dict_end(&options);
}

static gboolean unlock(HtHub1 *hub, gboolean create, int passphrase_fd, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	int handle = g_unix_fd_list_append(fds, passphrase_fd, error);

	if (handle < 0) {
		g_prefix_error(error, "--passphrase-fd %d: ", passphrase_fd);
		return FALSE;
	}
	return ht_hub1_call_unlock_sync(hub, g_variant_new_handle(handle), unlock_options(create),
					G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL, NULL, error);
}

int command_unlock(int argc, char **argv)
{
	gboolean create = FALSE;
	int fd = -1;
	const GOptionEntry options[] = {
	    {"create", 0, 0, G_OPTION_ARG_NONE, &create, "make new keys on a hub that has none",
	     NULL},
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &fd,
	     "read the passphrase from this descriptor instead of the terminal", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl unlock",
					    .operands = "",
					    .summary = "Opens the hub's store with its passphrase.",
					    .options = options};
	gboolean ask, ok;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ask = fd < 0;
	/* First the hub, so that nobody types a passphrase in vain. */
	hub = hub_connect(&error);
	if (hub && ask)
		fd = passphrase_ask(create, &error);
	ok = hub && fd >= 0 && unlock(hub, create, fd, &error);
	if (ask && fd >= 0)
		g_close(fd, NULL);
	if (ok)
		return COMMAND_OK;
	if (g_error_matches(error, HT_ERROR, HT_ERROR_NOT_FOUND))
		g_printerr("twinctl: the hub has no keys yet: run twinctl unlock --create\n");
	else
		hub_print_error(error);
	return COMMAND_FAILED;
}
