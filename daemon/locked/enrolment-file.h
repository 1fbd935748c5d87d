/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIR/enrolment: signed by the hub while it is open, so that a hub that is locked can tell that it
 * was its own doing.
 *
 * Little-endian: 8 magic "HTENROL\n", u16 version 1, u16 0, u32 size and so many bytes of
 * daemon/locked/enrolment.h, 64 bytes of Ed25519 over everything before.
 */
#pragma once

#include "daemon/locked/enrolment.h"
#include "privacy/keys/hub-keys.h"

G_BEGIN_DECLS

#define HT_ENROLMENT_FILE "enrolment"

/* Written durably and whole, or not at all; nothing is written where the same is there already. */
gboolean ht_enrolment_store(const HtEnrolment *enrolment, const char *state_dir,
			    const HtKeyring *keyring, GError **error);
/* (transfer full) HT_ERROR_NOT_FOUND, HT_ERROR_DAMAGED for what this hub did not sign. */
HtEnrolment *ht_enrolment_load(const char *state_dir, const HtHubPublic *hub, GError **error);
/* (transfer full) The content of a file's bytes, whoever signed it; signed_size: of what the
 * signature behind it is over. NULL for what is no such file. */
GBytes *ht_enrolment_unwrap(GBytes *bytes, gsize *signed_size);

G_END_DECLS
