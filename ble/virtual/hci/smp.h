/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Security Manager of a peripheral without a display or keys: LE Secure Connections, Just
 * Works, with bonding. Legacy pairing and short keys are refused.
 *
 * Bluetooth Core Specification, Vol 3 Part H, sections 2.3 and 3. Just Works proves nothing about
 * who is on the other side at the time of pairing; it only gives both a key that nobody else has.
 * One packet in, at most two out; no clock: a pairing that hangs ends with the link.
 */
#pragma once

#include "ble/virtual/hci/smp-crypto.h"

enum { SMP_PACKET_MAX = 65 };

enum smp_code {
	SMP_PAIRING_REQUEST = 0x01,
	SMP_PAIRING_RESPONSE = 0x02,
	SMP_PAIRING_CONFIRM = 0x03,
	SMP_PAIRING_RANDOM = 0x04,
	SMP_PAIRING_FAILED = 0x05,
	SMP_PUBLIC_KEY = 0x0c,
	SMP_DHKEY_CHECK = 0x0d,
};

enum smp_reason {
	SMP_AUTHENTICATION_REQUIREMENTS = 0x03,
	SMP_CONFIRM_VALUE_FAILED = 0x04,
	SMP_PAIRING_NOT_SUPPORTED = 0x05,
	SMP_ENCRYPTION_KEY_SIZE = 0x06,
	SMP_COMMAND_NOT_SUPPORTED = 0x07,
	SMP_UNSPECIFIED_REASON = 0x08,
	SMP_INVALID_PARAMETERS = 0x0a,
	SMP_DHKEY_CHECK_FAILED = 0x0b,
};

enum smp_state {
	SMP_IDLE,
	SMP_AWAITS_PUBLIC_KEY,
	SMP_AWAITS_RANDOM,
	SMP_AWAITS_CHECK,
	SMP_AWAITS_ENCRYPTION, /* the key is agreed upon; it counts once the link is encrypted by it
				*/
};

struct smp {
	bool offered; /* false: every request is answered by "pairing not supported" */
	enum smp_state state;
	uint8_t peer_address[SMP_ADDRESS_SIZE]; /* most significant byte first, after the type */
	uint8_t own_address[SMP_ADDRESS_SIZE];
	uint8_t peer_io[3]; /* AuthReq, OOB, IO */
	struct smp_key_pair *pair;
	struct smp_public_key own_key, peer_key;
	uint8_t own_nonce[SMP_KEY_SIZE], peer_nonce[SMP_KEY_SIZE];
	uint8_t mac_key[SMP_KEY_SIZE];
	uint8_t ltk[SMP_KEY_SIZE]; /* as the controller wants it: least significant byte first */
};

/* Packets to send. */
struct smp_answer {
	unsigned count;
	struct {
		uint8_t size;
		uint8_t data[SMP_PACKET_MAX];
	} packet[2];
};

void smp_init(struct smp *smp, bool offered);
/* A new link between these addresses (type first, then most significant byte first). */
void smp_begin_link(struct smp *smp, const uint8_t own[SMP_ADDRESS_SIZE],
		    const uint8_t peer[SMP_ADDRESS_SIZE]);
/* Forgets all of a pairing under way; also to be called at the end. */
void smp_reset(struct smp *smp);

void smp_input(struct smp *smp, const uint8_t *packet, size_t size, struct smp_answer *answer);

/* The key that a pairing has led to, least significant byte first, until smp_reset(); NULL when
 * there is none. It is to be kept when the link has been encrypted by it. */
const uint8_t *smp_new_key(const struct smp *smp);
