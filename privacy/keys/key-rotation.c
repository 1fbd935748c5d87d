/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/key-rotation.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/keyfile-disk.h"
#include "privacy/keys/keyring-state.h"
#include "privacy/keys/slot-seal.h"

#include <string.h>

/* What the slots are made anew with. */
typedef struct {
	const HtKeyring *before;
	HtSecret *data_key;
	HtSecret *opened_by;  /* as the slots take it, as the next */
	HtSecret *credential; /* or NULL */
} Reseal;

static void reseal_clear(Reseal *reseal)
{
	g_clear_pointer(&reseal->data_key, ht_secret_free);
	g_clear_pointer(&reseal->opened_by, ht_secret_free);
	g_clear_pointer(&reseal->credential, ht_secret_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reseal, reseal_clear)

static HtSecret *carry(const HtKeyring *keyring)
{
	static const HtPurpose purposes[KEYFILE_CARRIED_KEYS] = {
	    HT_PURPOSE_LEDGER, HT_PURPOSE_PSEUDONYM, HT_PURPOSE_AUDIT};
	HtSecret *carried = ht_secret_new(NULL, KEYFILE_CARRIED_KEYS * KEYFILE_KEY_SIZE);

	for (gsize i = 0; i < G_N_ELEMENTS(purposes); i++) {
		g_autoptr(HtSecret) key = ht_keyring_derive(keyring, purposes[i]);

		memcpy((guint8 *)ht_secret_bytes(carried) + i * KEYFILE_KEY_SIZE,
		       ht_secret_bytes(key), KEYFILE_KEY_SIZE);
	}
	return carried;
}

static gboolean opens(const struct keyfile *keyfile, const struct keyfile_slot *slot,
		      const HtSecret *secret)
{
	HtSecret *data_key = secret ? ht_slot_open(keyfile, slot, secret, NULL) : NULL;

	if (data_key)
		ht_secret_free(data_key);
	return data_key != NULL;
}

/* Whether the slot can come along, and with which secret; an escrow needs none. */
static gboolean is_at_hand(const Reseal *reseal, const struct keyfile *keyfile,
			   const struct keyfile_slot *slot, const HtSecret **secret)
{
	*secret = NULL;
	if (slot->kind == KEYFILE_ESCROW)
		return TRUE;
	if (slot->id == reseal->before->slot) {
		*secret = reseal->opened_by;
		return TRUE;
	}
	if (slot->kind == KEYFILE_CREDENTIAL && opens(keyfile, slot, reseal->credential)) {
		*secret = reseal->credential;
		return TRUE;
	}
	return FALSE;
}

static void drop(GPtrArray *dropped, const struct keyfile_slot *slot)
{
	HtKeySlot *named = g_new0(HtKeySlot, 1);

	named->id = slot->id;
	named->kind = (HtSlotKind)slot->kind;
	named->label = g_utf8_make_valid(slot->label, -1);
	named->made_utc_s = slot->made_utc_s;
	g_ptr_array_add(dropped, named);
}

/* Makes `to` out of `from`, whose generation it has not. */
static gboolean reseal_slots(const Reseal *reseal, const struct keyfile *from, struct keyfile *to,
			     GPtrArray *dropped, GError **error)
{
	to->slot_count = 0;
	for (guint i = 0; i < from->slot_count; i++) {
		const HtSecret *secret;
		struct keyfile_slot *slot;

		if (!is_at_hand(reseal, from, &from->slots[i], &secret)) {
			drop(dropped, &from->slots[i]);
			continue;
		}
		slot = &to->slots[to->slot_count++];
		*slot = from->slots[i];
		if (!ht_slot_seal(to, slot, secret, reseal->data_key, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_recovery(const Reseal *reseal, struct keyfile *keyfile,
			     const HtRotation *rotation, GError **error)
{
	g_autoptr(HtSecret) code = NULL;
	struct keyfile_slot *slot;

	if (!rotation->recovery_words)
		return TRUE;
	code = ht_slot_secret(HT_SLOT_RECOVERY, rotation->recovery_words, error);
	if (!code)
		return FALSE;
	if (keyfile->slot_count == KEYFILE_SLOTS_MAX || keyfile->next_slot_id == G_MAXUINT16) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "all key slots are taken: remove one first");
		return FALSE;
	}
	slot = &keyfile->slots[keyfile->slot_count++];
	memset(slot, 0, sizeof(*slot));
	slot->id = keyfile->next_slot_id++;
	slot->kind = KEYFILE_RECOVERY;
	slot->made_utc_s = rotation->now_utc_s;
	return ht_slot_seal(keyfile, slot, code, reseal->data_key, error);
}

static gboolean has_own(const struct keyfile *keyfile, GError **error)
{
	for (guint i = 0; i < keyfile->slot_count; i++) {
		if (keyfile->slots[i].kind == KEYFILE_PASSPHRASE ||
		    keyfile->slots[i].kind == KEYFILE_RECOVERY)
			return TRUE;
	}
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "no passphrase and no recovery code would be left: rotate with the "
			    "passphrase, or ask for a new recovery code");
	return FALSE;
}

static gboolean prepare(Reseal *reseal, const HtKeyring *keyring, const HtRotation *rotation,
			GError **error)
{
	if (keyring->previous) {
		g_set_error_literal(
		    error, HT_ERROR, HT_ERROR_BUSY,
		    "another rotation is not finished: restart the hub and unlock it");
		return FALSE;
	}
	reseal->before = keyring;
	reseal->data_key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);
	reseal->opened_by = ht_slot_secret(keyring->kind, rotation->opened_by, error);
	if (!reseal->opened_by)
		return FALSE;
	if (rotation->credential)
		reseal->credential =
		    ht_slot_secret(HT_SLOT_CREDENTIAL, rotation->credential, error);
	return !rotation->credential || reseal->credential;
}

/* The new file may be there though writing it failed (its folder could not be synced). This keyring
 * could not open it, and would take it for somebody else's. */
static void put_back(const Reseal *reseal, struct keyfile *from)
{
	const HtKeyring *before = reseal->before;
	struct keyfile now;

	if (ht_keyfile_load(before->dir, &now, NULL) &&
	    ht_keyfile_check(before->dir, &now, reseal->data_key, NULL))
		ht_keyfile_save(before->dir, from, before->data_key, TRUE, NULL);
}

/* Writes the file that holds both data keys. */
static HtKeyring *write_both(const Reseal *reseal, struct keyfile *keyfile, struct keyfile *from,
			     GError **error)
{
	const HtKeyring *before = reseal->before;
	g_autoptr(HtSecret) carried = carry(before);
	HtKeyring *keyring;

	ht_keyfile_set_previous(keyfile, reseal->data_key, before->data_key);
	ht_keyfile_set_carried(keyfile, reseal->data_key, carried);
	if (!ht_keyfile_save(before->dir, keyfile, reseal->data_key, TRUE, error)) {
		put_back(reseal, from);
		return NULL;
	}
	keyring = ht_keyring_new_internal(
	    before->dir, ht_secret_new(ht_secret_bytes(reseal->data_key), KEYFILE_KEY_SIZE),
	    ht_secret_new(ht_secret_bytes(before->data_key), KEYFILE_KEY_SIZE),
	    g_steal_pointer(&carried));
	keyring->slot = before->slot;
	keyring->kind = before->kind;
	return keyring;
}

HtKeyring *ht_keyring_begin_rotation(const HtKeyring *keyring, const HtRotation *rotation,
				     GPtrArray **dropped, GError **error)
{
	g_auto(Reseal) reseal = {0};
	g_autoptr(GPtrArray) left_behind =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ht_key_slot_free);
	HtKeyring *rotated = NULL;
	struct keyfile from;
	struct keyfile to;

	if (!ht_keyfile_load(keyring->dir, &from, error) ||
	    !ht_keyfile_check(keyring->dir, &from, keyring->data_key, error) ||
	    !prepare(&reseal, keyring, rotation, error))
		return NULL;
	to = from;
	to.version = KEYFILE_VERSION;
	to.generation++;
	if (reseal_slots(&reseal, &from, &to, left_behind, error) &&
	    add_recovery(&reseal, &to, rotation, error) && has_own(&to, error))
		rotated = write_both(&reseal, &to, &from, error);
	if (rotated)
		*dropped = g_steal_pointer(&left_behind);
	return rotated;
}

gboolean ht_keyring_is_rotating(const HtKeyring *keyring)
{
	return keyring->previous != NULL;
}

HtKeyring *ht_keyring_get_previous(const HtKeyring *keyring)
{
	HtSecret *carried = NULL;

	g_return_val_if_fail(keyring->previous, NULL);

	if (keyring->carried)
		carried = ht_secret_new(ht_secret_bytes(keyring->carried),
					ht_secret_size(keyring->carried));
	return ht_keyring_new_internal(
	    keyring->dir, ht_secret_new(ht_secret_bytes(keyring->previous), KEYFILE_KEY_SIZE), NULL,
	    carried);
}

gboolean ht_keyring_finish_rotation(HtKeyring *keyring, GError **error)
{
	struct keyfile keyfile;

	if (!ht_keyfile_load(keyring->dir, &keyfile, error) ||
	    !ht_keyfile_check(keyring->dir, &keyfile, keyring->data_key, error))
		return FALSE;
	ht_keyfile_set_previous(&keyfile, keyring->data_key, NULL);
	if (!ht_keyfile_save(keyring->dir, &keyfile, keyring->data_key, TRUE, error))
		return FALSE;
	g_clear_pointer(&keyring->previous, ht_secret_free);
	return TRUE;
}
