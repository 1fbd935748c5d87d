/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/ht-bonds.h"

#include "common/glib/ht-error.h"

#include <string.h>

#define LTK "ltk"

/* One group per central: "[random C0:01:02:03:04:05]", its key in hexadecimal digits. */
struct _HtBonds {
	GKeyFile *keys;
	char *path; /* NULL = memory only */
};

HtBonds *ht_bonds_open(const char *path, GError **error)
{
	g_autoptr(HtBonds) bonds = g_new0(HtBonds, 1);
	g_autoptr(GError) failure = NULL;

	bonds->keys = g_key_file_new();
	bonds->path = g_strdup(path);
	if (!path || g_key_file_load_from_file(bonds->keys, path, G_KEY_FILE_NONE, &failure) ||
	    g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return g_steal_pointer(&bonds);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "--bond-file %s: %s", path,
		    failure->message);
	return NULL;
}

void ht_bonds_free(HtBonds *bonds)
{
	g_key_file_unref(bonds->keys);
	g_free(bonds->path);
	g_free(bonds);
}

static char *group_of(const guint8 peer[SMP_ADDRESS_SIZE])
{
	return g_strdup_printf("%s %02X:%02X:%02X:%02X:%02X:%02X", peer[0] ? "random" : "public",
			       peer[1], peer[2], peer[3], peer[4], peer[5], peer[6]);
}

gboolean ht_bonds_find(HtBonds *bonds, const guint8 peer[SMP_ADDRESS_SIZE],
		       guint8 ltk[SMP_KEY_SIZE])
{
	g_autofree char *group = group_of(peer);
	g_autofree char *text = g_key_file_get_string(bonds->keys, group, LTK, NULL);

	if (!text || strlen(text) != 2 * SMP_KEY_SIZE)
		return FALSE;
	for (gsize i = 0; i < SMP_KEY_SIZE; i++) {
		int high = g_ascii_xdigit_value(text[2 * i]);
		int low = g_ascii_xdigit_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return FALSE;
		ltk[i] = (guint8)(high << 4 | low);
	}
	return TRUE;
}

gboolean ht_bonds_keep(HtBonds *bonds, const guint8 peer[SMP_ADDRESS_SIZE],
		       const guint8 ltk[SMP_KEY_SIZE], GError **error)
{
	g_autofree char *group = group_of(peer);
	g_autofree char *contents = NULL;
	char text[2 * SMP_KEY_SIZE + 1];
	gsize size;

	for (gsize i = 0; i < SMP_KEY_SIZE; i++)
		g_snprintf(text + 2 * i, 3, "%02x", ltk[i]);
	g_key_file_set_string(bonds->keys, group, LTK, text);
	smp_wipe(text, sizeof(text));
	if (!bonds->path)
		return TRUE;
	contents = g_key_file_to_data(bonds->keys, &size, NULL);
	return g_file_set_contents_full(bonds->path, contents, (gssize)size,
					G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
