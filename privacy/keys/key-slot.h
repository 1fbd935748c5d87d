/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The slots of DIR/keys: each is a way to the same data key.
 *
 * What changes slots needs the data key, so a keyring that was opened by one of them. Each change
 * is one new file, durable and whole or not at all, and costs as much as one Argon2id at the most.
 * One change at a time: the caller sees to it. Removing a slot does not reach copies of the file,
 * in backups or in what flash keeps: with such a copy and its secret the data key is still there,
 * and only a rotation (privacy/keys/key-rotation.h) makes that worthless.
 */
#pragma once

#include "privacy/keys/keyfile.h"
#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

typedef struct {
	guint id; /* never used again */
	HtSlotKind kind;
	char *label;
	gint64 made_utc_s; /* 0 = not known */
} HtKeySlot;

void ht_key_slot_free(HtKeySlot *slot);
/* "passphrase", "recovery", "credential", "escrow". */
const char *ht_slot_kind_name(HtSlotKind kind);
gboolean ht_slot_kind_parse(const char *name, HtSlotKind *kind);

/* (transfer full) Reads what opens this kind of slot from fd: text without its newline, or 32 bytes.
 * See ht_secret_read_fd(). */
HtSecret *ht_slot_secret_read_fd(HtSlotKind kind, int fd, gint patience_ms,
				 GCancellable *cancellable, GError **error);

/* (transfer full) (element-type HtKeySlot) Needs no secret. HT_ERROR_NOT_FOUND, HT_ERROR_DAMAGED.
 */
GPtrArray *ht_key_slots_list(const char *dir, GError **error);

/* What becomes a new slot. */
typedef struct {
	HtSlotKind kind;
	const char *label;
	const HtKeyringSettings *settings; /* passphrase; NULL = default */
	/* passphrase; recovery (the words); credential (a key of 32 bytes); escrow (the public
	 * key, 32 bytes). */
	const HtSecret *secret;
	gint64 now_utc_s;
} HtNewSlot;

/* Returns its id, 0 with an error: HT_ERROR_INVALID, HT_ERROR_BUSY (no slot is free). */
guint ht_key_slots_add(const HtKeyring *keyring, const HtNewSlot *slot, GError **error);
/* At least one passphrase or recovery code stays: HT_ERROR_INVALID. HT_ERROR_NOT_FOUND. */
gboolean ht_key_slots_remove(const HtKeyring *keyring, guint id, GError **error);
/* Gives the passphrase slot that opened the keyring another passphrase, in one step. */
gboolean ht_key_slots_change_passphrase(const HtKeyring *keyring, const HtSecret *passphrase,
					const HtKeyringSettings *settings, gint64 now_utc_s,
					GError **error);

G_END_DECLS
