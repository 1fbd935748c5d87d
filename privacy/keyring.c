/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keyring.h"

#include "common/glib/ht-error.h"
#include "privacy/keyfile.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#define KEYS_NAME "keys"
/* Names this program to crypto_kdf: exactly crypto_kdf_CONTEXTBYTES. */
#define KDF_CONTEXT "HlthTwin"

enum { DATABASE_PROFILE = 1 };

struct _HtKeyring {
	HtSecret *data_key;
};

const HtKeyringSettings ht_keyring_settings_default = {
    .argon2id_memory_bytes = 64u << 20,
    .argon2id_passes = 4,
};

G_STATIC_ASSERT(KEYFILE_SALT_SIZE == crypto_pwhash_argon2id_SALTBYTES);
G_STATIC_ASSERT(KEYFILE_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(KEYFILE_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT(KEYFILE_KEY_SIZE == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT(KEYFILE_SEALED_SIZE ==
		KEYFILE_KEY_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES);

/* A secret whose bytes are about to be written. */
static guint8 *writable(HtSecret *secret)
{
	return (guint8 *)ht_secret_bytes(secret);
}

/* (transfer full) The key that the passphrase makes. */
static HtSecret *stretch(const HtSecret *passphrase, const struct keyfile *keyfile, GError **error)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);

	if (crypto_pwhash_argon2id(
		writable(key), KEYFILE_KEY_SIZE, (const char *)ht_secret_bytes(passphrase),
		ht_secret_size(passphrase), keyfile->salt, keyfile->argon2id_passes,
		(size_t)keyfile->argon2id_memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
		return g_steal_pointer(&key);
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "no %" G_GUINT64_FORMAT
		    " KiB of memory to check the passphrase with: free some",
		    keyfile->argon2id_memory_bytes / 1024);
	return NULL;
}

static void seal(struct keyfile *keyfile, const HtSecret *data_key, const HtSecret *wrapping_key)
{
	guint8 authenticated[KEYFILE_AUTHENTICATED_SIZE];

	keyfile_authenticated(keyfile, authenticated);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    keyfile->sealed_key, NULL, ht_secret_bytes(data_key), KEYFILE_KEY_SIZE, authenticated,
	    sizeof(authenticated), NULL, keyfile->nonce, ht_secret_bytes(wrapping_key));
}

static HtSecret *unseal(const struct keyfile *keyfile, const HtSecret *wrapping_key)
{
	g_autoptr(HtSecret) data_key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);
	guint8 authenticated[KEYFILE_AUTHENTICATED_SIZE];

	keyfile_authenticated(keyfile, authenticated);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		writable(data_key), NULL, NULL, keyfile->sealed_key, KEYFILE_SEALED_SIZE,
		authenticated, sizeof(authenticated), keyfile->nonce,
		ht_secret_bytes(wrapping_key)) < 0)
		return NULL;
	return g_steal_pointer(&data_key);
}

static HtKeyring *keyring_new(HtSecret *data_key)
{
	HtKeyring *keyring = g_new(HtKeyring, 1);

	keyring->data_key = data_key;
	return keyring;
}

gboolean ht_keyring_exists(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, KEYS_NAME, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean exists_error(const char *dir, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_EXISTS,
		    "%s has keys already: unlock with their passphrase", dir);
	return FALSE;
}

static gboolean check_new(const char *dir, const HtKeyringSettings *settings, GError **error)
{
	if (keyfile_check_limits(settings->argon2id_memory_bytes, settings->argon2id_passes) < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "Argon2id with %" G_GUINT64_FORMAT " bytes and %" G_GUINT64_FORMAT
			    " passes is outside what a hub may ask",
			    settings->argon2id_memory_bytes, settings->argon2id_passes);
		return FALSE;
	}
	/* Seen again when the file gets its name; here it saves a second of Argon2id. */
	if (ht_keyring_exists(dir))
		return exists_error(dir, error);
	return ht_state_dir_prepare(dir, error);
}

static gboolean write_keyfile(const char *dir, const struct keyfile *keyfile, GError **error)
{
	g_autoptr(GError) failure = NULL;
	guint8 bytes[KEYFILE_SIZE];

	keyfile_encode(keyfile, bytes);
	if (ht_state_dir_write_new(dir, KEYS_NAME, bytes, sizeof(bytes), &failure))
		return TRUE;
	if (g_error_matches(failure, HT_ERROR, HT_ERROR_EXISTS))
		return exists_error(dir, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

HtKeyring *ht_keyring_create(const char *dir, const HtSecret *passphrase,
			     const HtKeyringSettings *settings, GError **error)
{
	g_autoptr(HtSecret) data_key = NULL;
	g_autoptr(HtSecret) wrapping_key = NULL;
	struct keyfile keyfile = {
	    .database_profile = DATABASE_PROFILE,
	    .argon2id_memory_bytes = settings->argon2id_memory_bytes,
	    .argon2id_passes = settings->argon2id_passes,
	};

	if (!check_new(dir, settings, error))
		return NULL;
	data_key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);
	randombytes_buf(keyfile.salt, sizeof(keyfile.salt));
	randombytes_buf(keyfile.nonce, sizeof(keyfile.nonce));
	wrapping_key = stretch(passphrase, &keyfile, error);
	if (!wrapping_key)
		return NULL;
	seal(&keyfile, data_key, wrapping_key);
	if (!write_keyfile(dir, &keyfile, error))
		return NULL;
	return keyring_new(g_steal_pointer(&data_key));
}

/* Reads at most size bytes. Returns their number, or -errno. */
static gssize read_file(const char *path, guint8 *data, gsize size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gsize at = 0;
	gssize n = 0;

	if (fd < 0)
		return -errno;
	while (at < size) {
		n = read(fd, data + at, size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (gsize)n;
	}
	if (n < 0)
		n = -errno;
	close(fd);
	return n < 0 ? n : (gssize)at;
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

static gboolean load_keyfile(const char *dir, struct keyfile *keyfile, GError **error)
{
	g_autofree char *path = g_build_filename(dir, KEYS_NAME, NULL);
	/* Files of later versions may be longer; much longer is no key file. */
	guint8 bytes[4096];
	gssize size = read_file(path, bytes, sizeof(bytes));
	int code;

	if (size == -ENOENT) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND, "%s has no keys yet", dir);
		return FALSE;
	}
	if (size < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "cannot read %s: %s", path,
			    g_strerror((gint)-size));
		return FALSE;
	}
	code = keyfile_decode(keyfile, bytes, (gsize)size);
	return code < 0 ? decode_error(code, path, error) : TRUE;
}

HtKeyring *ht_keyring_open(const char *dir, const HtSecret *passphrase, GError **error)
{
	g_autoptr(HtSecret) data_key = NULL;
	g_autoptr(HtSecret) wrapping_key = NULL;
	struct keyfile keyfile;

	if (!load_keyfile(dir, &keyfile, error))
		return NULL;
	wrapping_key = stretch(passphrase, &keyfile, error);
	if (!wrapping_key)
		return NULL;
	data_key = unseal(&keyfile, wrapping_key);
	if (!data_key) {
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
			    "the passphrase does not open the keys in %s", dir);
		return NULL;
	}
	return keyring_new(g_steal_pointer(&data_key));
}

HtSecret *ht_keyring_derive(const HtKeyring *keyring, HtPurpose purpose)
{
	g_autoptr(HtSecret) key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);

	crypto_kdf_derive_from_key(writable(key), KEYFILE_KEY_SIZE, (guint64)purpose, KDF_CONTEXT,
				   ht_secret_bytes(keyring->data_key));
	return g_steal_pointer(&key);
}

void ht_keyring_free(HtKeyring *keyring)
{
	if (!keyring)
		return;
	ht_secret_free(keyring->data_key);
	g_free(keyring);
}
