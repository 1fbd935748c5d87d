/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/identity-text.h"

#include "common/glib/ht-error.h"

#include <string.h>

/* The texts of an identity, by their key. */
static const struct {
	const char *key;
	gsize offset;
	gsize size;
} texts[] = {
    {"manufacturer", offsetof(HtIdentity, manufacturer), sizeof(((HtIdentity *)0)->manufacturer)},
    {"model", offsetof(HtIdentity, model), sizeof(((HtIdentity *)0)->model)},
    {"serial", offsetof(HtIdentity, serial), sizeof(((HtIdentity *)0)->serial)},
    {"firmware", offsetof(HtIdentity, firmware), sizeof(((HtIdentity *)0)->firmware)},
    {"gatt", offsetof(HtIdentity, gatt), sizeof(((HtIdentity *)0)->gatt)},
};

void ht_identity_write(GKeyFile *file, const char *group, const HtIdentity *identity)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_key_file_set_string(file, group, texts[i].key,
				      (const char *)identity + texts[i].offset);
	g_key_file_set_boolean(file, group, "bonded", identity->bonded);
}

gboolean ht_identity_read(GKeyFile *file, const char *group, HtIdentity *identity, GError **error)
{
	g_autoptr(GError) problem = NULL;

	memset(identity, 0, sizeof *identity);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = g_key_file_get_string(file, group, texts[i].key, error);

		if (!text)
			return FALSE;
		if (strlen(text) >= texts[i].size) {
			g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED, "%s is too long",
				    texts[i].key);
			return FALSE;
		}
		g_strlcpy((char *)identity + texts[i].offset, text, texts[i].size);
	}
	identity->bonded = g_key_file_get_boolean(file, group, "bonded", &problem);
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

gboolean ht_identity_is_told(GKeyFile *file, const char *group)
{
	return g_key_file_has_key(file, group, "bonded", NULL);
}
