/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a sample can be trusted, and what speaks against it.
 *
 * Nothing is deleted for being suspect: it is stored with its trust, the twin does not learn from
 * it, and alerts say so. Stored: a number is never given a new meaning.
 */
#pragma once

#include <stdint.h>

enum sample_trust {
	TRUST_UNAUTHENTICATED = 0, /* an open wearable that the user allowed */
	TRUST_AUTHENTICATED = 1,   /* bonded since enrolment, and the link is encrypted now */
	TRUST_SUSPECT = 2,         /* a check failed */
};

/* Bits: what speaks against a sample. */
enum trust_reason {
	TRUST_REASON_LINK_PLAIN = 1 << 0,   /* a bonded wearable's link is not encrypted */
	TRUST_REASON_BOND_CHANGED = 1 << 1, /* paired anew outside a pairing window */
	TRUST_REASON_IDENTITY = 1 << 2, /* model, serial or firmware are not the enrolled ones */
	TRUST_REASON_GATT = 1 << 3,     /* its services are not the enrolled ones */
	TRUST_REASON_TIME = 1 << 4,     /* device time ran back, jumped, or does not fit arrival */
	TRUST_REASON_RATE = 1 << 5,     /* samples come faster or slower than the stream's rate */
	TRUST_REASON_QUANTISATION = 1 << 6, /* values that this wearable's converter cannot give */
	TRUST_REASON_REPLAY = 1 << 7,       /* seconds of signal that were there before */
	TRUST_REASON_ADVERTISER = 1 << 8,   /* advertises while it is connected to this hub */
	TRUST_REASON_PHYSIOLOGY = 1 << 9,   /* no body does this */
	/* Came while the hub was locked: sealed, but by whoever could write the card. Alone it makes
	 * nothing suspect, and nothing authenticated. */
	TRUST_REASON_SEALED_LOCKED = 1 << 10,
};
