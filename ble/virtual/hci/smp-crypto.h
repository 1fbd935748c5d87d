/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions behind LE Secure Connections, on OpenSSL's libcrypto.
 *
 * Bluetooth Core Specification, Vol 3 Part H, 2.2.5 to 2.2.8. As there, values are numbers written
 * from the most significant byte on; the packets of the Security Manager carry them the other way
 * round (see smp_reverse). All functions that can fail return 0 or -EIO (libcrypto failed).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SMP_KEY_SIZE = 16,
	SMP_COORDINATE_SIZE = 32,
	SMP_ADDRESS_SIZE = 7, /* type (0 public, 1 random), then the address */
};

/* X, then Y. */
struct smp_public_key {
	uint8_t data[2 * SMP_COORDINATE_SIZE];
};

struct smp_key_pair; /* on P-256 */

void smp_reverse(uint8_t *out, const uint8_t *in, size_t size);

int smp_random(uint8_t *out, size_t size);
int smp_aes_cmac(const uint8_t key[SMP_KEY_SIZE], const uint8_t *message, size_t size,
		 uint8_t mac[SMP_KEY_SIZE]);

/* Confirm value of a public key: u and v are X coordinates, x a nonce. */
int smp_f4(const uint8_t u[SMP_COORDINATE_SIZE], const uint8_t v[SMP_COORDINATE_SIZE],
	   const uint8_t x[SMP_KEY_SIZE], uint8_t z, uint8_t out[SMP_KEY_SIZE]);
/* MacKey and LTK from the shared secret w, the nonces and the addresses. */
int smp_f5(const uint8_t w[SMP_COORDINATE_SIZE], const uint8_t n1[SMP_KEY_SIZE],
	   const uint8_t n2[SMP_KEY_SIZE], const uint8_t a1[SMP_ADDRESS_SIZE],
	   const uint8_t a2[SMP_ADDRESS_SIZE], uint8_t mac_key[SMP_KEY_SIZE],
	   uint8_t ltk[SMP_KEY_SIZE]);
/* The check value that shows who holds MacKey w; io_capabilities are AuthReq, OOB, IO. */
int smp_f6(const uint8_t w[SMP_KEY_SIZE], const uint8_t n1[SMP_KEY_SIZE],
	   const uint8_t n2[SMP_KEY_SIZE], const uint8_t r[SMP_KEY_SIZE],
	   const uint8_t io_capabilities[3], const uint8_t a1[SMP_ADDRESS_SIZE],
	   const uint8_t a2[SMP_ADDRESS_SIZE], uint8_t out[SMP_KEY_SIZE]);

/* NULL when libcrypto fails. */
struct smp_key_pair *smp_key_pair_new(struct smp_public_key *public_key);
void smp_key_pair_free(struct smp_key_pair *pair);
/* The shared secret. -EBADMSG when the peer's key is no point of the curve. */
int smp_key_pair_agree(struct smp_key_pair *pair, const struct smp_public_key *peer,
		       uint8_t secret[SMP_COORDINATE_SIZE]);

/* In constant time. */
bool smp_equal(const uint8_t *a, const uint8_t *b, size_t size);
void smp_wipe(void *data, size_t size);
