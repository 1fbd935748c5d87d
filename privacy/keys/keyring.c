/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/keys/keyring-state.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/keyfile-disk.h"
#include "privacy/keys/slot-seal.h"
#include "privacy/state-dir.h"

#include <sodium.h>
#include <string.h>

/* Names this program to crypto_kdf: exactly crypto_kdf_CONTEXTBYTES. */
#define KDF_CONTEXT "HlthTwin"

enum { DATABASE_PROFILE = 1 };

const HtKeyringSettings ht_keyring_settings_default = {
    .argon2id_memory_bytes = 64u << 20,
    .argon2id_passes = 4,
};

HtKeyring *ht_keyring_new_internal(const char *dir, HtSecret *data_key, HtSecret *previous,
				   HtSecret *carried)
{
	HtKeyring *keyring = g_new0(HtKeyring, 1);

	keyring->dir = g_strdup(dir);
	keyring->data_key = data_key;
	keyring->previous = previous;
	keyring->carried = carried;
	return keyring;
}

gboolean ht_keyring_exists(const char *dir)
{
	return ht_keyfile_exists(dir);
}

static gboolean exists_error(const char *dir, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_EXISTS,
		    "%s has keys already: unlock with their passphrase", dir);
	return FALSE;
}

static gboolean check_new(const char *dir, const HtKeyringSettings *settings, GError **error)
{
	if (keyfile_check_limits(settings->argon2id_memory_bytes, settings->argon2id_passes) < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "Argon2id with %" G_GUINT64_FORMAT " bytes and %" G_GUINT64_FORMAT
			    " passes is outside what a hub may ask",
			    settings->argon2id_memory_bytes, settings->argon2id_passes);
		return FALSE;
	}
	/* Seen again when the file gets its name; here it saves a second of Argon2id. */
	if (ht_keyring_exists(dir))
		return exists_error(dir, error);
	return ht_state_dir_prepare(dir, error);
}

static gboolean write_new(const char *dir, struct keyfile *keyfile, const HtSecret *data_key,
			  GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (ht_keyfile_save(dir, keyfile, data_key, FALSE, &failure))
		return TRUE;
	if (g_error_matches(failure, HT_ERROR, HT_ERROR_EXISTS))
		return exists_error(dir, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

HtKeyring *ht_keyring_create(const char *dir, const HtSecret *passphrase,
			     const HtKeyringSettings *settings, GError **error)
{
	g_autoptr(HtKeyring) keyring = NULL;
	struct keyfile keyfile = {
	    .version = KEYFILE_VERSION,
	    .database_profile = DATABASE_PROFILE,
	    .generation = 1,
	    .next_slot_id = 2,
	    .slot_count = 1,
	};
	struct keyfile_slot *slot = &keyfile.slots[0];

	if (!check_new(dir, settings, error))
		return NULL;
	slot->id = 1;
	slot->kind = KEYFILE_PASSPHRASE;
	slot->made_utc_s = g_get_real_time() / G_USEC_PER_SEC;
	slot->argon2id_memory_bytes = settings->argon2id_memory_bytes;
	slot->argon2id_passes = settings->argon2id_passes;
	keyring = ht_keyring_new_internal(dir, ht_secret_new(NULL, KEYFILE_KEY_SIZE), NULL, NULL);
	keyring->slot = slot->id;
	keyring->kind = HT_SLOT_PASSPHRASE;
	if (!ht_slot_seal(&keyfile, slot, passphrase, keyring->data_key, error) ||
	    !write_new(dir, &keyfile, keyring->data_key, error))
		return NULL;
	return g_steal_pointer(&keyring);
}

/* (transfer full) Tries the slots of one kind. *slot is the one that opened. */
static HtSecret *open_slots(const struct keyfile *keyfile, HtSlotKind kind, const HtSecret *secret,
			    guint *slot, GError **error)
{
	for (guint i = 0; i < keyfile->slot_count; i++) {
		GError *failure = NULL;
		HtSecret *data_key;

		if (keyfile->slots[i].kind != (guint8)kind)
			continue;
		data_key = ht_slot_open(keyfile, &keyfile->slots[i], secret, &failure);
		if (failure) {
			g_propagate_error(error, failure);
			return NULL;
		}
		*slot = i;
		if (data_key)
			return data_key;
	}
	return NULL;
}

static void refuse(const char *dir, HtSlotKind kind, GError **error)
{
	const char *what = "the passphrase";

	if (kind == HT_SLOT_RECOVERY)
		what = "the recovery code";
	else if (kind == HT_SLOT_CREDENTIAL)
		what = "the credential";
	else if (kind == HT_SLOT_ESCROW)
		what = "the escrow key";
	g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY, "%s does not open the keys in %s", what,
		    dir);
}

/* A file of the first version becomes one of the second. Where that cannot be written (a full
 * disk), the old one stays and does as well; the next opening tries again. */
static void upgrade(const char *dir, struct keyfile *keyfile, const HtSecret *passphrase,
		    const HtSecret *data_key)
{
	struct keyfile_slot *slot = &keyfile->slots[0];

	keyfile->version = KEYFILE_VERSION;
	if (ht_slot_seal(keyfile, slot, passphrase, data_key, NULL))
		ht_keyfile_save(dir, keyfile, data_key, TRUE, NULL);
}

/* Takes over the data key. */
static HtKeyring *keyring_of(const char *dir, const struct keyfile *keyfile, HtSecret *data_key,
			     GError **error)
{
	g_autoptr(HtKeyring) keyring =
	    ht_keyring_new_internal(dir, data_key, ht_keyfile_get_previous(keyfile, data_key),
				    ht_keyfile_get_carried(keyfile, data_key));

	if (!ht_keyfile_check(dir, keyfile, data_key, error))
		return NULL;
	return g_steal_pointer(&keyring);
}

HtKeyring *ht_keyring_open_by(const char *dir, HtSlotKind kind, const HtSecret *given,
			      GError **error)
{
	g_autoptr(HtSecret) secret = ht_slot_secret(kind, given, error);
	GError *failure = NULL;
	struct keyfile keyfile;
	HtSecret *data_key;
	HtKeyring *keyring;
	guint slot = 0;

	if (!secret || !ht_keyfile_load(dir, &keyfile, error))
		return NULL;
	data_key = open_slots(&keyfile, kind, secret, &slot, &failure);
	if (!data_key) {
		if (failure)
			g_propagate_error(error, failure);
		else
			refuse(dir, kind, error);
		return NULL;
	}
	keyring = keyring_of(dir, &keyfile, data_key, error);
	if (!keyring)
		return NULL;
	keyring->slot = keyfile.slots[slot].id;
	keyring->kind = kind;
	if (keyfile.version == 1)
		upgrade(dir, &keyfile, secret, keyring->data_key);
	return keyring;
}

HtKeyring *ht_keyring_open(const char *dir, const HtSecret *passphrase, GError **error)
{
	return ht_keyring_open_by(dir, HT_SLOT_PASSPHRASE, passphrase, error);
}

/* Where the key of a purpose that a rotation leaves as it is stands among the carried ones; -1 for
 * those that change. */
static gint carried_place(HtPurpose purpose)
{
	switch (purpose) {
	case HT_PURPOSE_LEDGER:
		return 0;
	case HT_PURPOSE_PSEUDONYM:
		return 1;
	case HT_PURPOSE_AUDIT:
		return 2;
	case HT_PURPOSE_DATABASE:
	case HT_PURPOSE_SEGMENTS:
	case HT_PURPOSE_HUB_BOX:
	case HT_PURPOSE_HUB_SIGN:
		return -1;
	}
	g_return_val_if_reached(-1);
}

HtSecret *ht_keyring_derive(const HtKeyring *keyring, HtPurpose purpose)
{
	gint place = carried_place(purpose);
	HtSecret *key;

	if (keyring->carried && place >= 0)
		return ht_secret_new(ht_secret_bytes(keyring->carried) + place * KEYFILE_KEY_SIZE,
				     KEYFILE_KEY_SIZE);
	key = ht_secret_new(NULL, KEYFILE_KEY_SIZE);
	crypto_kdf_derive_from_key((guint8 *)ht_secret_bytes(key), KEYFILE_KEY_SIZE,
				   (guint64)purpose, KDF_CONTEXT,
				   ht_secret_bytes(keyring->data_key));
	return key;
}

void ht_keyring_free(HtKeyring *keyring)
{
	if (!keyring)
		return;
	ht_secret_free(keyring->data_key);
	if (keyring->previous)
		ht_secret_free(keyring->previous);
	if (keyring->carried)
		ht_secret_free(keyring->carried);
	g_free(keyring->dir);
	g_free(keyring);
}
