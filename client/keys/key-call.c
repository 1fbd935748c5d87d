/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/key-call.h"

#include <gio/gunixfdlist.h>

/* Argon2id takes seconds on a small board, a rotation writes the whole database anew. */
enum { PATIENCE_MS = 120000, ROTATION_PATIENCE_MS = 3600000 };

/* The proof is the call's first descriptor. */
static GUnixFDList *begin(const struct key_proof *proof, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();

	if (g_unix_fd_list_append(fds, proof->fd, error) >= 0)
		return g_steal_pointer(&fds);
	g_prefix_error(error, "the descriptor %d: ", proof->fd);
	return NULL;
}

static GVariant *handles(int count, int first)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("ah"));
	for (int i = 0; i < count; i++)
		g_variant_builder_add(&builder, "h", first + i);
	return g_variant_builder_end(&builder);
}

static int take_words(GVariant *words, GUnixFDList *fds, GError **error)
{
	gint32 handle;

	if (!fds || g_variant_n_children(words) == 0)
		return -1;
	g_variant_get_child(words, 0, "h", &handle);
	return g_unix_fd_list_get(fds, handle, error);
}

static GVariantDict *with(GVariantDict *dict, const struct key_proof *proof)
{
	g_variant_dict_init(dict, NULL);
	g_variant_dict_insert(dict, "with", "s", proof->with);
	return dict;
}

gboolean key_call_add(HtHub1 *hub, const struct key_proof *proof, const char *kind, int secret_fd,
		      const char *label, guint *slot, int *words, GError **error)
{
	g_autoptr(GUnixFDList) fds = begin(proof, error);
	g_autoptr(GUnixFDList) fds_back = NULL;
	g_autoptr(GVariant) words_back = NULL;
	GVariantDict options;
	int secret = -1;

	if (!fds)
		return FALSE;
	if (secret_fd >= 0) {
		secret = g_unix_fd_list_append(fds, secret_fd, error);
		if (secret < 0)
			return FALSE;
	}
	with(&options, proof);
	if (label)
		g_variant_dict_insert(&options, "label", "s", label);
	if (!ht_hub1_call_add_key_slot_sync(
		hub, g_variant_new_handle(0), kind, handles(secret >= 0 ? 1 : 0, secret),
		g_variant_dict_end(&options), G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, fds, slot,
		&words_back, &fds_back, NULL, error))
		return FALSE;
	*words = take_words(words_back, fds_back, error);
	return TRUE;
}

gboolean key_call_remove(HtHub1 *hub, const struct key_proof *proof, guint slot, GError **error)
{
	g_autoptr(GUnixFDList) fds = begin(proof, error);
	GVariantDict options;

	if (!fds)
		return FALSE;
	with(&options, proof);
	return ht_hub1_call_remove_key_slot_sync(
	    hub, g_variant_new_handle(0), slot, g_variant_dict_end(&options),
	    G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, fds, NULL, NULL, error);
}

gboolean key_call_change_passphrase(HtHub1 *hub, const struct key_proof *proof, int passphrase_fd,
				    GError **error)
{
	g_autoptr(GUnixFDList) fds = begin(proof, error);
	int handle = fds ? g_unix_fd_list_append(fds, passphrase_fd, error) : -1;

	return handle >= 0 && ht_hub1_call_change_passphrase_sync(
				  hub, g_variant_new_handle(0), g_variant_new_handle(handle),
				  G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, fds, NULL, NULL, error);
}

gboolean key_call_rotate(HtHub1 *hub, const struct key_proof *proof, gboolean recovery,
			 GVariant **dropped, int *words, GError **error)
{
	g_autoptr(GUnixFDList) fds = begin(proof, error);
	g_autoptr(GUnixFDList) fds_back = NULL;
	g_autoptr(GVariant) words_back = NULL;
	GVariantDict options;

	if (!fds)
		return FALSE;
	with(&options, proof);
	if (recovery)
		g_variant_dict_insert(&options, "recovery", "b", TRUE);
	if (!ht_hub1_call_rotate_keys_sync(
		hub, g_variant_new_handle(0), g_variant_dict_end(&options), G_DBUS_CALL_FLAGS_NONE,
		ROTATION_PATIENCE_MS, fds, dropped, &words_back, &fds_back, NULL, error))
		return FALSE;
	*words = take_words(words_back, fds_back, error);
	return TRUE;
}
