/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/hci/smp.h"

#include <errno.h>
#include <string.h>

enum {
	NO_INPUT_NO_OUTPUT = 0x03,
	AUTH_BONDING = 0x01,
	AUTH_SECURE_CONNECTIONS = 0x08,
	OOB_NONE = 0x00,
	KEY_SIZE_MAX = 16,
};

/* Whole packets, the code included. */
enum {
	PAIRING_SIZE = 7,
	FAILED_SIZE = 2,
	KEY_SIZE = 1 + 2 * SMP_COORDINATE_SIZE,
	VALUE_SIZE = 1 + SMP_KEY_SIZE,
};

static const uint8_t own_io[3] = {AUTH_BONDING | AUTH_SECURE_CONNECTIONS, OOB_NONE,
				  NO_INPUT_NO_OUTPUT};
static const uint8_t zero[SMP_KEY_SIZE];

void smp_init(struct smp *smp, bool offered)
{
	*smp = (struct smp){.offered = offered};
}

void smp_reset(struct smp *smp)
{
	smp_key_pair_free(smp->pair);
	smp->pair = NULL;
	smp->state = SMP_IDLE;
	smp_wipe(smp->mac_key, sizeof(smp->mac_key));
	smp_wipe(smp->ltk, sizeof(smp->ltk));
}

void smp_begin_link(struct smp *smp, const uint8_t own[SMP_ADDRESS_SIZE],
		    const uint8_t peer[SMP_ADDRESS_SIZE])
{
	smp_reset(smp);
	memcpy(smp->own_address, own, SMP_ADDRESS_SIZE);
	memcpy(smp->peer_address, peer, SMP_ADDRESS_SIZE);
}

static uint8_t *add_packet(struct smp_answer *answer, enum smp_code code, size_t size)
{
	uint8_t *data = answer->packet[answer->count].data;

	answer->packet[answer->count++].size = (uint8_t)size;
	data[0] = (uint8_t)code;
	return data + 1;
}

static void fail(struct smp *smp, enum smp_reason reason, struct smp_answer *answer)
{
	smp_reset(smp);
	answer->count = 0;
	*add_packet(answer, SMP_PAIRING_FAILED, FAILED_SIZE) = (uint8_t)reason;
}

/* io capability, OOB, AuthReq, key size, the keys that each side hands out */
static void on_request(struct smp *smp, const uint8_t *p, struct smp_answer *answer)
{
	uint8_t *out;

	smp_reset(smp);
	if (!smp->offered) {
		fail(smp, SMP_PAIRING_NOT_SUPPORTED, answer);
		return;
	}
	if (!(p[2] & AUTH_SECURE_CONNECTIONS)) {
		fail(smp, SMP_AUTHENTICATION_REQUIREMENTS, answer);
		return;
	}
	if (p[3] != KEY_SIZE_MAX) {
		fail(smp, p[3] < KEY_SIZE_MAX ? SMP_ENCRYPTION_KEY_SIZE : SMP_INVALID_PARAMETERS,
		     answer);
		return;
	}
	smp->peer_io[0] = p[2];
	smp->peer_io[1] = p[1];
	smp->peer_io[2] = p[0];
	smp->state = SMP_AWAITS_PUBLIC_KEY;
	out = add_packet(answer, SMP_PAIRING_RESPONSE, PAIRING_SIZE);
	out[0] = NO_INPUT_NO_OUTPUT;
	out[1] = OOB_NONE;
	out[2] = own_io[0];
	out[3] = KEY_SIZE_MAX;
	/* The LTK is agreed upon, and a static address needs no key to be recognised by. */
	out[4] = 0;
	out[5] = 0;
}

static void put_key(uint8_t *out, const struct smp_public_key *key)
{
	smp_reverse(out, key->data, SMP_COORDINATE_SIZE);
	smp_reverse(out + SMP_COORDINATE_SIZE, key->data + SMP_COORDINATE_SIZE,
		    SMP_COORDINATE_SIZE);
}

static void get_key(struct smp_public_key *key, const uint8_t *in)
{
	smp_reverse(key->data, in, SMP_COORDINATE_SIZE);
	smp_reverse(key->data + SMP_COORDINATE_SIZE, in + SMP_COORDINATE_SIZE, SMP_COORDINATE_SIZE);
}

/* The X of the key pair that the specification publishes for debugging: everybody knows its
 * private half. */
static const uint8_t debug_key_x[SMP_COORDINATE_SIZE] = {
    0x20, 0xb0, 0x03, 0xd2, 0xf2, 0x97, 0xbe, 0x2c, 0x5e, 0x2c, 0x83, 0xa7, 0xe9, 0xf9, 0xa5, 0xb9,
    0xef, 0xf4, 0x91, 0x11, 0xac, 0xf4, 0xfd, 0xdb, 0xcc, 0x03, 0x01, 0x48, 0x0e, 0x35, 0x9d, 0xe6};

/* Own key, then the commitment to a nonce that is shown only after the peer's is known. */
static void on_public_key(struct smp *smp, const uint8_t *p, struct smp_answer *answer)
{
	uint8_t commitment[SMP_KEY_SIZE];

	get_key(&smp->peer_key, p);
	smp->pair = smp_key_pair_new(&smp->own_key);
	if (!smp->pair || smp_random(smp->own_nonce, SMP_KEY_SIZE) < 0 ||
	    smp_f4(smp->own_key.data, smp->peer_key.data, smp->own_nonce, 0, commitment) < 0) {
		fail(smp, SMP_UNSPECIFIED_REASON, answer);
		return;
	}
	if (memcmp(smp->peer_key.data, debug_key_x, SMP_COORDINATE_SIZE) == 0) {
		fail(smp, SMP_INVALID_PARAMETERS, answer);
		return;
	}
	smp->state = SMP_AWAITS_RANDOM;
	put_key(add_packet(answer, SMP_PUBLIC_KEY, KEY_SIZE), &smp->own_key);
	smp_reverse(add_packet(answer, SMP_PAIRING_CONFIRM, VALUE_SIZE), commitment, SMP_KEY_SIZE);
}

/* Both nonces are known: so are the keys. */
static int derive(struct smp *smp)
{
	uint8_t secret[SMP_COORDINATE_SIZE], ltk[SMP_KEY_SIZE];
	int r = smp_key_pair_agree(smp->pair, &smp->peer_key, secret);

	if (r == 0)
		r = smp_f5(secret, smp->peer_nonce, smp->own_nonce, smp->peer_address,
			   smp->own_address, smp->mac_key, ltk);
	if (r == 0)
		smp_reverse(smp->ltk, ltk, SMP_KEY_SIZE);
	smp_wipe(secret, sizeof(secret));
	smp_wipe(ltk, sizeof(ltk));
	return r;
}

static void on_random(struct smp *smp, const uint8_t *p, struct smp_answer *answer)
{
	int r;

	smp_reverse(smp->peer_nonce, p, SMP_KEY_SIZE);
	r = derive(smp);
	if (r < 0) {
		/* The curve's points are few among all pairs of numbers: a wrong one is an attack.
		 */
		fail(smp, r == -EBADMSG ? SMP_DHKEY_CHECK_FAILED : SMP_UNSPECIFIED_REASON, answer);
		return;
	}
	smp->state = SMP_AWAITS_CHECK;
	smp_reverse(add_packet(answer, SMP_PAIRING_RANDOM, VALUE_SIZE), smp->own_nonce,
		    SMP_KEY_SIZE);
}

static void on_check(struct smp *smp, const uint8_t *p, struct smp_answer *answer)
{
	uint8_t theirs[SMP_KEY_SIZE], wanted[SMP_KEY_SIZE], ours[SMP_KEY_SIZE];

	smp_reverse(theirs, p, SMP_KEY_SIZE);
	if (smp_f6(smp->mac_key, smp->peer_nonce, smp->own_nonce, zero, smp->peer_io,
		   smp->peer_address, smp->own_address, wanted) < 0 ||
	    smp_f6(smp->mac_key, smp->own_nonce, smp->peer_nonce, zero, own_io, smp->own_address,
		   smp->peer_address, ours) < 0) {
		fail(smp, SMP_UNSPECIFIED_REASON, answer);
		return;
	}
	if (!smp_equal(theirs, wanted, SMP_KEY_SIZE)) {
		fail(smp, SMP_DHKEY_CHECK_FAILED, answer);
		return;
	}
	smp->state = SMP_AWAITS_ENCRYPTION;
	smp_reverse(add_packet(answer, SMP_DHKEY_CHECK, VALUE_SIZE), ours, SMP_KEY_SIZE);
}

/* What may come in this state, and how long it is. */
static const struct {
	enum smp_code code;
	size_t size;
	void (*handle)(struct smp *smp, const uint8_t *p, struct smp_answer *answer);
} expected[] = {
    [SMP_AWAITS_PUBLIC_KEY] = {SMP_PUBLIC_KEY, KEY_SIZE, on_public_key},
    [SMP_AWAITS_RANDOM] = {SMP_PAIRING_RANDOM, VALUE_SIZE, on_random},
    [SMP_AWAITS_CHECK] = {SMP_DHKEY_CHECK, VALUE_SIZE, on_check},
};

void smp_input(struct smp *smp, const uint8_t *packet, size_t size, struct smp_answer *answer)
{
	answer->count = 0;
	if (size == 0)
		return;
	if (packet[0] == SMP_PAIRING_FAILED) {
		smp_reset(smp);
	} else if (packet[0] == SMP_PAIRING_REQUEST && size == PAIRING_SIZE) {
		on_request(smp, packet + 1, answer);
	} else if (smp->state != SMP_IDLE && smp->state != SMP_AWAITS_ENCRYPTION &&
		   packet[0] == expected[smp->state].code && size == expected[smp->state].size) {
		expected[smp->state].handle(smp, packet + 1, answer);
	} else {
		/* Not its turn, or not its length. */
		fail(smp,
		     packet[0] > SMP_DHKEY_CHECK + 1 ? SMP_COMMAND_NOT_SUPPORTED
						     : SMP_INVALID_PARAMETERS,
		     answer);
	}
}

const uint8_t *smp_new_key(const struct smp *smp)
{
	return smp->state == SMP_AWAITS_ENCRYPTION ? smp->ltk : NULL;
}
