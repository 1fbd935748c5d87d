/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIR/audit/state: where the chain goes on and with which key, wrapped by HT_PURPOSE_AUDIT.
 *
 * Two slots that are written in turn, each on a page of its own. Writing puts the new state into
 * the older slot, syncs, and then overwrites the other, so that at any moment one of them is whole
 * and none holds an old key longer than that. (What flash keeps of overwritten pages is sealed.)
 *
 * A slot, little-endian: 8 magic "HTAUSTA\n", 2 version, 2 zero, 4 zero, 8 generation, 24 nonce,
 * the sealed body (all before it is additional data) and 16 bytes of BLAKE2b of all that, which
 * tell a slot that went bad from one of other keys.
 */
#pragma once

#include "privacy/audit/audit-chain.h"
#include "privacy/secret.h"

G_BEGIN_DECLS

enum { HT_AUDIT_STATE_FILE_SIZE = 2 * 4096 };

/* Lives in guarded memory: ht_audit_state_new(). */
typedef struct {
	guint64 generation;    /* of the slot; given by the file */
	guint64 next_sequence; /* of the entry that comes next */
	guint32 file_number;   /* where it goes */
	guint32 file_reason;   /* enum audit_reason of that file */
	guint64 file_first;    /* its first entry: with this state the file may not be there yet */
	gboolean key_is_here;  /* first_key is known: the owner has not taken it */
	guint64 first_sequence;
	guint8 digest[AUDIT_DIGEST_SIZE]; /* of all entries before it */
	guint8 key_id[AUDIT_KEY_ID_SIZE];
	guint8 announced[AUDIT_SIGNS_AS_BYTES]; /* of the hub's signing key, told in the chain */
	guint8 key[AUDIT_KEY_SIZE];             /* of the next entry */
	guint8 content_key[AUDIT_KEY_SIZE];     /* of what entries say */
	guint8 first_key[AUDIT_KEY_SIZE];       /* of the entry first_sequence, or zeros */
} HtAuditState;

/* (transfer full) */
HtAuditState *ht_audit_state_new(void);
void ht_audit_state_free(HtAuditState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtAuditState, ht_audit_state_free)

/* HT_ERROR_NOT_FOUND: there is none, or both slots went bad. HT_ERROR_WRONG_KEY. */
gboolean ht_audit_state_load(int fd, const char *path, const HtSecret *wrapping_key,
			     HtAuditState *state, GError **error);
/* Durable when it returns TRUE; the generation is counted on. On FALSE the state before stays. */
gboolean ht_audit_state_store(int fd, const char *path, const HtSecret *wrapping_key,
			      HtAuditState *state, GError **error);

G_END_DECLS
