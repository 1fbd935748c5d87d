/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <gio/gunixfdlist.h>

#include "client/arguments.h"
#include "client/hub.h"
#include "client/keys/key-proof.h"
#include "common/glib/ht-error.h"

static GVariant *unlock_options(gboolean create, const char *with)
{
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	if (create)
		g_variant_dict_insert(&options, "create", "b", TRUE);
	g_variant_dict_insert(&options, "with", "s", with);
	return g_variant_dict_end(&options);
}

static gboolean unlock(HtHub1 *hub, gboolean create, const struct key_proof *proof, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	int handle = g_unix_fd_list_append(fds, proof->fd, error);

	if (handle < 0) {
		g_prefix_error(error, "--passphrase-fd %d: ", proof->fd);
		return FALSE;
	}
	return ht_hub1_call_unlock_sync(hub, g_variant_new_handle(handle),
					unlock_options(create, proof->with), G_DBUS_CALL_FLAGS_NONE,
					-1, fds, NULL, NULL, error);
}

int command_unlock(int argc, char **argv)
{
	gboolean create = FALSE;
	struct key_proof proof = KEY_PROOF_NONE;
	const GOptionEntry options[] = {
	    {"create", 0, 0, G_OPTION_ARG_NONE, &create, "make new keys on a hub that has none",
	     NULL},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl unlock",
					    .operands = "",
					    .summary = "Opens the hub's store.",
					    .options = options};
	gboolean ok;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	/* First the hub, so that nobody types a passphrase in vain. */
	hub = hub_connect(&error);
	ok = hub && key_proof_get(&proof, create, &error) && unlock(hub, create, &proof, &error);
	key_proof_clear(&proof);
	if (ok)
		return COMMAND_OK;
	if (g_error_matches(error, HT_ERROR, HT_ERROR_NOT_FOUND))
		g_printerr("twinctl: the hub has no keys yet: run twinctl unlock --create\n");
	else
		hub_print_error(error);
	return COMMAND_FAILED;
}
