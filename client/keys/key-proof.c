/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/key-proof.h"

#include <glib-unix.h>
#include <unistd.h>

#include "client/keys/passphrase.h"
#include "common/glib/ht-error.h"
#include "privacy/keys/key-text.h"

/* A pipe holds a key: writing does not wait. */
static int to_descriptor(const HtSecret *key, GError **error)
{
	gssize size = (gssize)ht_secret_size(key);
	int ends[2];

	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return -1;
	if (write(ends[1], ht_secret_bytes(key), (gsize)size) != size) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "the key cannot be handed on");
		close(ends[0]);
		ends[0] = -1;
	}
	close(ends[1]);
	return ends[0];
}

int key_from_fd(int fd, const char *what, GError **error)
{
	g_autoptr(HtSecret) text = NULL;
	g_autoptr(HtSecret) key = NULL;

	if (ht_secret_startup(error))
		text = ht_secret_read_bytes_fd(fd, -1, NULL, error);
	if (text)
		key = ht_key_text_parse(text, what, error);
	return key ? to_descriptor(key, error) : -1;
}

static gboolean get_escrow(struct key_proof *proof, GError **error)
{
	proof->with = "escrow";
	proof->fd = key_from_fd(proof->escrow_fd, "--escrow-fd", error);
	proof->opened = proof->fd >= 0;
	return proof->opened;
}

gboolean key_proof_get(struct key_proof *proof, gboolean create, GError **error)
{
	if (proof->escrow_fd >= 0 && (proof->recovery || proof->passphrase_fd >= 0)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "--escrow-fd stands alone: leave out --recovery and "
				    "--passphrase-fd");
		return FALSE;
	}
	if (proof->escrow_fd >= 0)
		return get_escrow(proof, error);
	proof->with = proof->recovery ? "recovery" : "passphrase";
	proof->opened = proof->passphrase_fd < 0;
	if (!proof->opened)
		proof->fd = proof->passphrase_fd;
	else if (proof->recovery)
		proof->fd = secret_ask("Recovery code: ", NULL, error);
	else
		proof->fd = passphrase_ask(create, error);
	return proof->fd >= 0;
}

void key_proof_clear(struct key_proof *proof)
{
	if (proof->opened && proof->fd >= 0)
		close(proof->fd);
	proof->fd = -1;
}
