/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/keyfile-disk.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"
#include "privacy/keys/hub-keys.h"
#include "privacy/keys/keyring-state.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define KEYS_NAME "keys"
/* Keys for the file's own sake, apart from the purposes: exactly crypto_kdf_CONTEXTBYTES. */
#define KDF_CONTEXT "HTkeyfil"

enum { OF_HASH = 1, OF_PREVIOUS = 2, OF_CARRIED = 3 };

G_STATIC_ASSERT(KEYFILE_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(KEYFILE_TAG_SIZE == crypto_aead_xchacha20poly1305_ietf_ABYTES);
G_STATIC_ASSERT(KEYFILE_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT(KEYFILE_KEY_SIZE == crypto_kdf_KEYBYTES);

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

static HtSecret *derive(const HtSecret *data_key, guint64 number)
{
	HtSecret *key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);

	crypto_kdf_derive_from_key(writable(key), KEYFILE_KEY_SIZE, number, KDF_CONTEXT,
				   ht_secret_bytes(data_key));
	return key;
}

static void make_keyed_hash(const struct keyfile *keyfile, const HtSecret *data_key,
			    guint8 out[KEYFILE_HASH_SIZE])
{
	g_autoptr(HtSecret) key = derive(data_key, OF_HASH);
	guint8 body[KEYFILE_SIZE_MAX];
	size_t size = keyfile_encode_body(keyfile, body);

	crypto_generichash(out, KEYFILE_HASH_SIZE, body, size, ht_secret_bytes(key),
			   ht_secret_size(key));
}

gboolean ht_keyfile_exists(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, KEYS_NAME, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void set_public(struct keyfile *keyfile, const char *dir, const HtSecret *data_key)
{
	HtSecret *copy = ht_secret_new(ht_secret_bytes(data_key), ht_secret_size(data_key));
	g_autoptr(HtKeyring) keyring = ht_keyring_new_internal(dir, copy, NULL, NULL);
	HtHubPublic public;

	ht_keyring_hub_public(keyring, &public);
	memcpy(keyfile->box_public, public.box, sizeof(public.box));
	memcpy(keyfile->sign_public, public.sign, sizeof(public.sign));
}

gboolean ht_keyfile_save(const char *dir, struct keyfile *keyfile, const HtSecret *data_key,
			 gboolean over, GError **error)
{
	guint8 bytes[KEYFILE_SIZE_MAX];
	struct keyfile again;
	size_t size;

	keyfile->version = KEYFILE_VERSION;
	set_public(keyfile, dir, data_key);
	make_keyed_hash(keyfile, data_key, keyfile->keyed_hash);
	size = keyfile_encode(keyfile, bytes);
	if (keyfile_decode(&again, bytes, size) < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "the key slots together would ask for more memory and time "
				    "than a key file may: remove one");
		return FALSE;
	}
	return over ? ht_state_dir_replace(dir, KEYS_NAME, bytes, size, error)
		    : ht_state_dir_write_new(dir, KEYS_NAME, bytes, size, error);
}

gboolean ht_keyfile_check(const char *dir, const struct keyfile *keyfile, const HtSecret *data_key,
			  GError **error)
{
	guint8 expected[KEYFILE_HASH_SIZE];

	if (keyfile->version == 1)
		return TRUE;
	make_keyed_hash(keyfile, data_key, expected);
	if (sodium_memcmp(expected, keyfile->keyed_hash, sizeof(expected)) == 0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
		    "%s/" KEYS_NAME " was changed by somebody who cannot open it: put back a copy, "
		    "and do not trust what came in while the hub was locked",
		    dir);
	return FALSE;
}

/* Reads at most size bytes. Returns their number, or -errno. */
static gssize read_file(const char *path, guint8 *data, gsize size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gssize n;

	if (fd < 0)
		return -errno;
	n = ht_fd_read(fd, data, size);
	if (n < 0)
		n = -errno;
	close(fd);
	return n;
}

static gboolean decode_error(int code, const char *path, GError **error)
{
	if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s was written by a later version: update this program", path);
	else if (code == -ERANGE)
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s asks for more memory or time than a key file may: put back a copy",
			    path);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s is damaged: put back a copy of it", path);
	return FALSE;
}

gboolean ht_keyfile_load(const char *dir, struct keyfile *keyfile, GError **error)
{
	g_autofree char *path = g_build_filename(dir, KEYS_NAME, NULL);
	/* One byte more, to see that there is more. */
	guint8 bytes[KEYFILE_SIZE_MAX + 1];
	gssize size = read_file(path, bytes, sizeof(bytes));
	int code;

	if (size == -ENOENT) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND, "%s has no keys yet", dir);
		return FALSE;
	}
	if (size < 0) {
		ht_state_dir_error(error, (int)-size, "cannot read", path);
		return FALSE;
	}
	code = keyfile_decode(keyfile, bytes, (gsize)size);
	return code < 0 ? decode_error(code, path, error) : TRUE;
}

static void seal(const HtSecret *data_key, guint64 number, const HtSecret *secret,
		 guint8 nonce[KEYFILE_NONCE_SIZE], guint8 *out)
{
	g_autoptr(HtSecret) key = derive(data_key, number);

	randombytes_buf(nonce, KEYFILE_NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, ht_secret_bytes(secret),
						   ht_secret_size(secret), NULL, 0, NULL, nonce,
						   ht_secret_bytes(key));
}

static HtSecret *unseal(const HtSecret *data_key, guint64 number, const guint8 *nonce,
			const guint8 *sealed, gsize sealed_size)
{
	g_autoptr(HtSecret) key = derive(data_key, number);
	g_autoptr(HtSecret) secret = ht_secret_new(NULL, sealed_size - KEYFILE_TAG_SIZE);

	if (crypto_aead_xchacha20poly1305_ietf_decrypt(writable(secret), NULL, NULL, sealed,
						       sealed_size, NULL, 0, nonce,
						       ht_secret_bytes(key)) < 0)
		return NULL;
	return g_steal_pointer(&secret);
}

void ht_keyfile_set_previous(struct keyfile *keyfile, const HtSecret *data_key,
			     const HtSecret *previous)
{
	keyfile->rotating = previous != NULL;
	if (previous)
		seal(data_key, OF_PREVIOUS, previous, keyfile->previous_nonce, keyfile->previous);
}

void ht_keyfile_set_carried(struct keyfile *keyfile, const HtSecret *data_key,
			    const HtSecret *carried)
{
	keyfile->has_carried = carried != NULL;
	if (carried)
		seal(data_key, OF_CARRIED, carried, keyfile->carried_nonce, keyfile->carried);
}

HtSecret *ht_keyfile_get_previous(const struct keyfile *keyfile, const HtSecret *data_key)
{
	if (!keyfile->rotating)
		return NULL;
	return unseal(data_key, OF_PREVIOUS, keyfile->previous_nonce, keyfile->previous,
		      sizeof(keyfile->previous));
}

HtSecret *ht_keyfile_get_carried(const struct keyfile *keyfile, const HtSecret *data_key)
{
	if (!keyfile->has_carried)
		return NULL;
	return unseal(data_key, OF_CARRIED, keyfile->carried_nonce, keyfile->carried,
		      sizeof(keyfile->carried));
}

struct keyfile_slot *ht_keyfile_find(struct keyfile *keyfile, guint id)
{
	for (guint i = 0; i < keyfile->slot_count; i++) {
		if (keyfile->slots[i].id == id)
			return &keyfile->slots[i];
	}
	return NULL;
}

gboolean ht_keyring_public(const char *dir, HtHubPublic *out, GError **error)
{
	struct keyfile keyfile;

	if (!ht_keyfile_load(dir, &keyfile, error))
		return FALSE;
	if (keyfile.version == 1) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "%s has keys of the first version: unlock once", dir);
		return FALSE;
	}
	memcpy(out->box, keyfile.box_public, sizeof(out->box));
	memcpy(out->sign, keyfile.sign_public, sizeof(out->sign));
	return TRUE;
}
