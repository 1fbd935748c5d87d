/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/seal-secret.h"

#include <glib/gstdio.h>

#include "client/keys/passphrase.h"
#include "common/glib/ht-error.h"

static HtSecret *ask(gboolean is_new, GError **error)
{
	int fd = passphrase_ask(is_new, error);
	HtSecret *secret;

	if (fd < 0)
		return NULL;
	secret = ht_secret_read_fd(fd, -1, NULL, error);
	g_close(fd, NULL);
	return secret;
}

gboolean seal_secret_get(struct seal_secret *secret, gboolean is_new, GError **error)
{
	if (secret->passphrase_fd >= 0 && secret->key_fd >= 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "--passphrase-fd and --key-fd exclude each other: give one");
		return FALSE;
	}
	if (!ht_secret_startup(error))
		return FALSE;
	secret->by = secret->key_fd >= 0 ? SEALED_BY_KEY : SEALED_BY_PASSPHRASE;
	if (secret->key_fd >= 0)
		secret->secret = ht_sealed_key_read_fd(secret->key_fd, error);
	else if (secret->passphrase_fd >= 0)
		secret->secret = ht_secret_read_fd(secret->passphrase_fd, -1, NULL, error);
	else
		secret->secret = ask(is_new, error);
	return secret->secret != NULL;
}

void seal_secret_clear(struct seal_secret *secret)
{
	g_clear_pointer(&secret->secret, ht_secret_free);
}
