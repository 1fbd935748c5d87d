/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/key-slot.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/keyfile-disk.h"
#include "privacy/keys/keyring-state.h"
#include "privacy/keys/slot-seal.h"

#include <string.h>

void ht_key_slot_free(HtKeySlot *slot)
{
	if (!slot)
		return;
	g_free(slot->label);
	g_free(slot);
}

static void free_slot(gpointer slot)
{
	ht_key_slot_free(slot);
}

static const char *const kind_names[] = {
    [HT_SLOT_PASSPHRASE] = "passphrase",
    [HT_SLOT_RECOVERY] = "recovery",
    [HT_SLOT_CREDENTIAL] = "credential",
    [HT_SLOT_ESCROW] = "escrow",
};

const char *ht_slot_kind_name(HtSlotKind kind)
{
	return kind_names[kind];
}

gboolean ht_slot_kind_parse(const char *name, HtSlotKind *kind)
{
	for (HtSlotKind i = HT_SLOT_PASSPHRASE; i <= HT_SLOT_ESCROW; i++) {
		if (g_str_equal(name, kind_names[i])) {
			*kind = i;
			return TRUE;
		}
	}
	return FALSE;
}

HtSecret *ht_slot_secret_read_fd(HtSlotKind kind, int fd, gint patience_ms,
				 GCancellable *cancellable, GError **error)
{
	gboolean is_text = kind == HT_SLOT_PASSPHRASE || kind == HT_SLOT_RECOVERY;

	return is_text ? ht_secret_read_fd(fd, patience_ms, cancellable, error)
		       : ht_secret_read_bytes_fd(fd, patience_ms, cancellable, error);
}

GPtrArray *ht_key_slots_list(const char *dir, GError **error)
{
	GPtrArray *slots;
	struct keyfile keyfile;

	if (!ht_keyfile_load(dir, &keyfile, error))
		return NULL;
	slots = g_ptr_array_new_with_free_func(free_slot);
	for (guint i = 0; i < keyfile.slot_count; i++) {
		HtKeySlot *slot = g_new0(HtKeySlot, 1);

		slot->id = keyfile.slots[i].id;
		slot->kind = (HtSlotKind)keyfile.slots[i].kind;
		slot->label = g_utf8_make_valid(keyfile.slots[i].label, -1);
		slot->made_utc_s = keyfile.slots[i].made_utc_s;
		g_ptr_array_add(slots, slot);
	}
	return slots;
}

/* The file as it is now, which the keyring's data key must still belong to. */
static gboolean load(const HtKeyring *keyring, struct keyfile *keyfile, GError **error)
{
	return ht_keyfile_load(keyring->dir, keyfile, error) &&
	       ht_keyfile_check(keyring->dir, keyfile, keyring->data_key, error);
}

static gboolean set_passphrase_cost(struct keyfile_slot *slot, const HtKeyringSettings *settings,
				    GError **error)
{
	if (!settings)
		settings = &ht_keyring_settings_default;
	slot->argon2id_memory_bytes = settings->argon2id_memory_bytes;
	slot->argon2id_passes = settings->argon2id_passes;
	if (keyfile_check_limits(slot->argon2id_memory_bytes, slot->argon2id_passes) == 0)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "that Argon2id is outside what a hub may ask");
	return FALSE;
}

/* (transfer full) The slot's secret; an escrow's public key goes into the slot. */
static HtSecret *take_secret(struct keyfile_slot *slot, const HtNewSlot *new_slot, GError **error)
{
	HtSecret *secret = ht_slot_secret(new_slot->kind, new_slot->secret, error);

	if (secret && new_slot->kind == HT_SLOT_ESCROW)
		memcpy(slot->public_key, ht_secret_bytes(secret), sizeof(slot->public_key));
	return secret;
}

static gboolean set_label(struct keyfile_slot *slot, const char *label, GError **error)
{
	if (g_utf8_validate(label, -1, NULL) && strlen(label) < KEYFILE_LABEL_MAX) {
		g_strlcpy(slot->label, label, sizeof(slot->label));
		return TRUE;
	}
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "a label is UTF-8 of at most %d bytes",
		    KEYFILE_LABEL_MAX - 1);
	return FALSE;
}

static struct keyfile_slot *take_free_slot(struct keyfile *keyfile, GError **error)
{
	struct keyfile_slot *slot;

	if (keyfile->slot_count == KEYFILE_SLOTS_MAX || keyfile->next_slot_id == G_MAXUINT16) {
		g_set_error(error, HT_ERROR, HT_ERROR_BUSY,
			    "all %d key slots are taken: remove one first", KEYFILE_SLOTS_MAX);
		return NULL;
	}
	slot = &keyfile->slots[keyfile->slot_count++];
	memset(slot, 0, sizeof(*slot));
	slot->id = keyfile->next_slot_id++;
	return slot;
}

guint ht_key_slots_add(const HtKeyring *keyring, const HtNewSlot *new_slot, GError **error)
{
	g_autoptr(HtSecret) secret = NULL;
	struct keyfile_slot *slot;
	struct keyfile keyfile;

	if (!load(keyring, &keyfile, error))
		return 0;
	slot = take_free_slot(&keyfile, error);
	if (!slot || !set_label(slot, new_slot->label ? new_slot->label : "", error))
		return 0;
	slot->kind = (guint8)new_slot->kind;
	slot->made_utc_s = new_slot->now_utc_s;
	if (new_slot->kind == HT_SLOT_PASSPHRASE &&
	    !set_passphrase_cost(slot, new_slot->settings, error))
		return 0;
	secret = take_secret(slot, new_slot, error);
	if (!secret || !ht_slot_seal(&keyfile, slot, secret, keyring->data_key, error) ||
	    !ht_keyfile_save(keyring->dir, &keyfile, keyring->data_key, TRUE, error))
		return 0;
	return slot->id;
}

/* Slots that a person of this household can open with what is in the head or on paper. */
static guint count_own(const struct keyfile *keyfile)
{
	guint count = 0;

	for (guint i = 0; i < keyfile->slot_count; i++)
		count += keyfile->slots[i].kind == KEYFILE_PASSPHRASE ||
			 keyfile->slots[i].kind == KEYFILE_RECOVERY;
	return count;
}

static void take_out(struct keyfile *keyfile, guint id)
{
	guint kept = 0;

	for (guint i = 0; i < keyfile->slot_count; i++) {
		if (keyfile->slots[i].id != id)
			keyfile->slots[kept++] = keyfile->slots[i];
	}
	keyfile->slot_count = (guint8)kept;
}

gboolean ht_key_slots_remove(const HtKeyring *keyring, guint id, GError **error)
{
	struct keyfile keyfile;

	if (!load(keyring, &keyfile, error))
		return FALSE;
	if (!ht_keyfile_find(&keyfile, id)) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND, "there is no key slot %u", id);
		return FALSE;
	}
	take_out(&keyfile, id);
	if (count_own(&keyfile) == 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "slot %u is the last passphrase or recovery code: add another first",
			    id);
		return FALSE;
	}
	return ht_keyfile_save(keyring->dir, &keyfile, keyring->data_key, TRUE, error);
}

gboolean ht_key_slots_change_passphrase(const HtKeyring *keyring, const HtSecret *passphrase,
					const HtKeyringSettings *settings, gint64 now_utc_s,
					GError **error)
{
	struct keyfile_slot *slot;
	struct keyfile keyfile;

	if (!load(keyring, &keyfile, error))
		return FALSE;
	slot = ht_keyfile_find(&keyfile, keyring->slot);
	if (!slot || slot->kind != KEYFILE_PASSPHRASE) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "what opened the keys is no passphrase: add one instead");
		return FALSE;
	}
	slot->made_utc_s = now_utc_s;
	return set_passphrase_cost(slot, settings, error) &&
	       ht_slot_seal(&keyfile, slot, passphrase, keyring->data_key, error) &&
	       ht_keyfile_save(keyring->dir, &keyfile, keyring->data_key, TRUE, error);
}
