/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/smp-crypto.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

enum { POINT_SIZE = 1 + 2 * SMP_COORDINATE_SIZE, UNCOMPRESSED = 0x04 };

void smp_reverse(uint8_t *out, const uint8_t *in, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = in[size - 1 - i];
}

int smp_random(uint8_t *out, size_t size)
{
	return RAND_bytes(out, (int)size) == 1 ? 0 : -EIO;
}

bool smp_equal(const uint8_t *a, const uint8_t *b, size_t size)
{
	return CRYPTO_memcmp(a, b, size) == 0;
}

void smp_wipe(void *data, size_t size)
{
	OPENSSL_cleanse(data, size);
}

int smp_aes_cmac(const uint8_t key[SMP_KEY_SIZE], const uint8_t *message, size_t size,
		 uint8_t mac[SMP_KEY_SIZE])
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
	    OSSL_PARAM_construct_end()};
	EVP_MAC *method = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *context = method ? EVP_MAC_CTX_new(method) : NULL;
	size_t written = 0;
	bool ok = context && EVP_MAC_init(context, key, SMP_KEY_SIZE, params) == 1 &&
		  EVP_MAC_update(context, message, size) == 1 &&
		  EVP_MAC_final(context, mac, &written, SMP_KEY_SIZE) == 1;

	EVP_MAC_CTX_free(context);
	EVP_MAC_free(method);
	return ok && written == SMP_KEY_SIZE ? 0 : -EIO;
}

int smp_f4(const uint8_t u[SMP_COORDINATE_SIZE], const uint8_t v[SMP_COORDINATE_SIZE],
	   const uint8_t x[SMP_KEY_SIZE], uint8_t z, uint8_t out[SMP_KEY_SIZE])
{
	uint8_t message[2 * SMP_COORDINATE_SIZE + 1];

	memcpy(message, u, SMP_COORDINATE_SIZE);
	memcpy(message + SMP_COORDINATE_SIZE, v, SMP_COORDINATE_SIZE);
	message[2 * SMP_COORDINATE_SIZE] = z;
	return smp_aes_cmac(x, message, sizeof(message), out);
}

int smp_f5(const uint8_t w[SMP_COORDINATE_SIZE], const uint8_t n1[SMP_KEY_SIZE],
	   const uint8_t n2[SMP_KEY_SIZE], const uint8_t a1[SMP_ADDRESS_SIZE],
	   const uint8_t a2[SMP_ADDRESS_SIZE], uint8_t mac_key[SMP_KEY_SIZE],
	   uint8_t ltk[SMP_KEY_SIZE])
{
	static const uint8_t salt[SMP_KEY_SIZE] = {0x6c, 0x88, 0x83, 0x91, 0xaa, 0xf5, 0xa5, 0x38,
						   0x60, 0x37, 0x0b, 0xdb, 0x5a, 0x60, 0x83, 0xbe};
	static const uint8_t key_id[] = {'b', 't', 'l', 'e'};
	/* counter, key id, both nonces, both addresses, length in bits */
	uint8_t message[1 + sizeof(key_id) + 2 * SMP_KEY_SIZE + 2 * SMP_ADDRESS_SIZE + 2];
	uint8_t *at = message + 1;
	uint8_t t[SMP_KEY_SIZE];
	int r = smp_aes_cmac(salt, w, SMP_COORDINATE_SIZE, t);

	memcpy(at, key_id, sizeof(key_id));
	at += sizeof(key_id);
	memcpy(at, n1, SMP_KEY_SIZE);
	memcpy(at + SMP_KEY_SIZE, n2, SMP_KEY_SIZE);
	at += 2 * SMP_KEY_SIZE;
	memcpy(at, a1, SMP_ADDRESS_SIZE);
	memcpy(at + SMP_ADDRESS_SIZE, a2, SMP_ADDRESS_SIZE);
	at += 2 * SMP_ADDRESS_SIZE;
	at[0] = 0x01;
	at[1] = 0x00;
	message[0] = 0;
	if (r == 0)
		r = smp_aes_cmac(t, message, sizeof(message), mac_key);
	message[0] = 1;
	if (r == 0)
		r = smp_aes_cmac(t, message, sizeof(message), ltk);
	smp_wipe(t, sizeof(t));
	return r;
}

int smp_f6(const uint8_t w[SMP_KEY_SIZE], const uint8_t n1[SMP_KEY_SIZE],
	   const uint8_t n2[SMP_KEY_SIZE], const uint8_t r[SMP_KEY_SIZE],
	   const uint8_t io_capabilities[3], const uint8_t a1[SMP_ADDRESS_SIZE],
	   const uint8_t a2[SMP_ADDRESS_SIZE], uint8_t out[SMP_KEY_SIZE])
{
	uint8_t message[3 * SMP_KEY_SIZE + 3 + 2 * SMP_ADDRESS_SIZE];
	uint8_t *at = message;

	memcpy(at, n1, SMP_KEY_SIZE);
	memcpy(at + SMP_KEY_SIZE, n2, SMP_KEY_SIZE);
	memcpy(at + 2 * SMP_KEY_SIZE, r, SMP_KEY_SIZE);
	at += 3 * SMP_KEY_SIZE;
	memcpy(at, io_capabilities, 3);
	memcpy(at + 3, a1, SMP_ADDRESS_SIZE);
	memcpy(at + 3 + SMP_ADDRESS_SIZE, a2, SMP_ADDRESS_SIZE);
	return smp_aes_cmac(w, message, sizeof(message), out);
}

/* A key pair is libcrypto's; the name only keeps its headers out of ours. */
static EVP_PKEY *own_key(struct smp_key_pair *pair)
{
	return (EVP_PKEY *)(void *)pair;
}

struct smp_key_pair *smp_key_pair_new(struct smp_public_key *public_key)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	uint8_t point[POINT_SIZE];
	size_t size = 0;

	if (!key)
		return NULL;
	if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point),
					    &size) != 1 ||
	    size != sizeof(point) || point[0] != UNCOMPRESSED) {
		EVP_PKEY_free(key);
		return NULL;
	}
	memcpy(public_key->data, point + 1, sizeof(public_key->data));
	return (struct smp_key_pair *)(void *)key;
}

void smp_key_pair_free(struct smp_key_pair *pair)
{
	EVP_PKEY_free(own_key(pair));
}

/* NULL when it is no point of the curve. */
static EVP_PKEY *import_public_key(const struct smp_public_key *public_key)
{
	char curve[] = "P-256";
	uint8_t point[POINT_SIZE] = {UNCOMPRESSED};
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
	    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
	    OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	memcpy(point + 1, public_key->data, sizeof(public_key->data));
	if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, (OSSL_PARAM *)params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

int smp_key_pair_agree(struct smp_key_pair *pair, const struct smp_public_key *peer,
		       uint8_t secret[SMP_COORDINATE_SIZE])
{
	EVP_PKEY *peer_key = import_public_key(peer);
	EVP_PKEY_CTX *context;
	size_t size = SMP_COORDINATE_SIZE;
	int r = -EBADMSG;

	if (!peer_key)
		return r;
	context = EVP_PKEY_CTX_new_from_pkey(NULL, own_key(pair), NULL);
	/* Checks that the peer's point is on the curve. */
	if (context && EVP_PKEY_derive_init(context) == 1 &&
	    EVP_PKEY_derive_set_peer_ex(context, peer_key, 1) == 1)
		r = EVP_PKEY_derive(context, secret, &size) == 1 && size == SMP_COORDINATE_SIZE
			? 0
			: -EIO;
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(peer_key);
	return r;
}
