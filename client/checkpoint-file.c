/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/checkpoint-file.h"

#include <errno.h>

#include "client/private-file.h"
#include "common/glib/ht-error.h"

static gboolean decode(struct checkpoint *checkpoint, const char *name, const void *data,
		       gsize size, GError **error)
{
	int code = checkpoint_decode(checkpoint, data, size);

	if (code == 0)
		return TRUE;
	if (code == -EINVAL)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: is no checkpoint of a hub",
			    name);
	else if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s: was written by a later version: update this program", name);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: was changed: its signature does not hold", name);
	return FALSE;
}

static GVariant *ask(HtHub1 *hub, GError **error)
{
	GVariant *bytes = NULL;

	ht_hub1_call_get_checkpoint_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &bytes, NULL, error);
	return bytes;
}

gboolean checkpoint_ask(HtHub1 *hub, struct checkpoint *checkpoint, GError **error)
{
	g_autoptr(GVariant) bytes = ask(hub, error);

	return bytes && decode(checkpoint, "the hub's answer", g_variant_get_data(bytes),
			       g_variant_get_size(bytes), error);
}

gboolean checkpoint_file_write(HtHub1 *hub, const char *path, GError **error)
{
	g_autoptr(HtPrivateFile) file = NULL;
	g_autoptr(GVariant) bytes = ask(hub, error);
	struct checkpoint checkpoint;

	if (!bytes || !decode(&checkpoint, "the hub's answer", g_variant_get_data(bytes),
			      g_variant_get_size(bytes), error))
		return FALSE;
	file = ht_private_file_create(path, error);
	if (!file)
		return FALSE;
	if (ht_private_file_write(file, g_variant_get_data(bytes), g_variant_get_size(bytes),
				  error) &&
	    ht_private_file_finish(file, error))
		return TRUE;
	ht_private_file_discard(file);
	return FALSE;
}

gboolean checkpoint_file_read(const char *path, struct checkpoint *checkpoint, GError **error)
{
	g_autofree char *bytes = NULL;
	g_autoptr(GError) failure = NULL;
	gsize size;

	if (g_file_get_contents(path, &bytes, &size, &failure))
		return decode(checkpoint, path, bytes, size, error);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED, failure->message);
	return FALSE;
}
