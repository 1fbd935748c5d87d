/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/key-pair.h"

#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"
#include "client/private-file.h"
#include "privacy/keys/key-text.h"

static gboolean write_key(const char *path, const guint8 key[HT_KEY_TEXT_KEY_SIZE], GError **error)
{
	g_autoptr(HtSecret) text = ht_key_text_make(key);
	g_autoptr(HtPrivateFile) file = ht_private_file_create(path, error);

	if (!file)
		return FALSE;
	if (ht_private_file_write(file, ht_secret_bytes(text), ht_secret_size(text), error) &&
	    ht_private_file_finish(file, error))
		return TRUE;
	ht_private_file_discard(file);
	return FALSE;
}

static gboolean make_pair(const char *name, GError **error)
{
	g_autofree char *secret_path = g_strconcat(name, ".secret", NULL);
	g_autofree char *public_path = g_strconcat(name, ".public", NULL);
	g_autoptr(HtSecret) secret = NULL;
	guint8 public[HT_KEY_TEXT_KEY_SIZE];

	if (!ht_secret_startup(error))
		return FALSE;
	secret = ht_key_text_new_pair(public);
	return write_key(secret_path, ht_secret_bytes(secret), error) &&
	       write_key(public_path, public, error);
}

int command_key_pair(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl key pair",
	    .operands = "NAME",
	    .summary = "Makes a key pair: NAME.public for the hub's owner, NAME.secret to keep.",
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (make_pair(argv[1], &error))
		return COMMAND_OK;
	hub_print_error(error);
	return COMMAND_FAILED;
}
