/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/key-work.h"

#include "common/glib/ht-error.h"
#include "daemon/credential.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/keys/recovery-code.h"

#include <unistd.h>

/* For whoever sends a secret; nobody else can change keys meanwhile. */
enum { PATIENCE_MS = 60000 };

HtKeyWork *ht_key_work_new(HtKeyWhat what, const char *dir)
{
	HtKeyWork *work = g_new0(HtKeyWork, 1);

	work->what = what;
	work->dir = g_strdup(dir);
	work->with = HT_SLOT_PASSPHRASE;
	work->proof_fd = -1;
	work->secret_fd = -1;
	return work;
}

void ht_key_work_free(HtKeyWork *work)
{
	if (!work)
		return;
	if (work->proof_fd >= 0)
		close(work->proof_fd);
	if (work->secret_fd >= 0)
		close(work->secret_fd);
	g_clear_pointer(&work->words, ht_secret_free);
	g_clear_pointer(&work->dropped, g_ptr_array_unref);
	ht_keyring_free(work->rotated);
	g_free(work->label);
	g_free(work->dir);
	g_free(work);
}

/* (transfer full) Eleven words. */
static HtSecret *make_words(void)
{
	g_autoptr(HtSecret) code = ht_secret_new(NULL, RECOVERY_CODE_SIZE);
	HtSecret *words = ht_secret_new(NULL, RECOVERY_CODE_TEXT_SIZE);

	recovery_code_encode(ht_secret_bytes(code), (char *)ht_secret_bytes(words));
	return words;
}

/* (transfer full) The key that the service manager gave this hub; NULL with no error if none. */
static HtSecret *own_credential(GCancellable *cancellable, GError **error)
{
	int fd = ht_credential_open();
	HtSecret *credential;

	if (fd < 0)
		return NULL;
	credential =
	    ht_slot_secret_read_fd(HT_SLOT_CREDENTIAL, fd, PATIENCE_MS, cancellable, error);
	close(fd);
	return credential;
}

/* (transfer full) */
static HtSecret *new_secret(HtKeyWork *work, GCancellable *cancellable, GError **error)
{
	GError *failure = NULL;
	HtSecret *secret;

	if (work->secret_fd >= 0)
		return ht_slot_secret_read_fd(work->kind, work->secret_fd, PATIENCE_MS, cancellable,
					      error);
	secret = work->kind == HT_SLOT_CREDENTIAL ? own_credential(cancellable, &failure) : NULL;
	if (failure)
		g_propagate_error(error, failure);
	else if (!secret && work->kind == HT_SLOT_CREDENTIAL)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "the service manager handed over no credential " //
				    HT_CREDENTIAL_NAME ": see health-twind(8)");
	else if (!secret)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "no descriptor with the new secret came along");
	return secret;
}

static gboolean add(HtKeyWork *work, const HtKeyring *keyring, GCancellable *cancellable,
		    GError **error)
{
	HtNewSlot slot = {.kind = work->kind, .label = work->label, .now_utc_s = work->now_utc_s};
	g_autoptr(HtSecret) secret = NULL;

	if (work->kind == HT_SLOT_RECOVERY)
		slot.secret = work->words = make_words();
	else
		slot.secret = secret = new_secret(work, cancellable, error);
	if (slot.secret)
		work->slot = ht_key_slots_add(keyring, &slot, error);
	return slot.secret && work->slot > 0;
}

static gboolean change_passphrase(HtKeyWork *work, const HtKeyring *keyring,
				  GCancellable *cancellable, GError **error)
{
	g_autoptr(HtSecret) passphrase = NULL;

	work->kind = HT_SLOT_PASSPHRASE;
	passphrase = new_secret(work, cancellable, error);
	return passphrase &&
	       ht_key_slots_change_passphrase(keyring, passphrase, NULL, work->now_utc_s, error);
}

/* What is left there is sealed to the pair that goes with the data key: no other opens it. */
static gboolean is_inbox_empty(const char *dir, GError **error)
{
	g_autoptr(GArray) left = ht_inbox_list(dir, NULL, error);

	if (left && left->len > 0)
		g_set_error(error, HT_ERROR, HT_ERROR_BUSY,
			    "%s/" HT_INBOX_FOLDER
			    " holds what was recorded while the hub was locked and is not taken in "
			    "yet, which another key could not open: restart the hub and unlock it",
			    dir);
	return left && left->len == 0;
}

static gboolean rotate(HtKeyWork *work, const HtKeyring *keyring, const HtSecret *opened_by,
		       GCancellable *cancellable, GError **error)
{
	GError *failure = NULL;
	g_autoptr(HtSecret) credential = own_credential(cancellable, &failure);
	HtRotation rotation = {
	    .opened_by = opened_by, .credential = credential, .now_utc_s = work->now_utc_s};

	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	/* One that was cut off goes on: there is nothing to begin. */
	if (ht_keyring_is_rotating(keyring))
		return TRUE;
	if (!is_inbox_empty(work->dir, error))
		return FALSE;
	if (work->recovery)
		rotation.recovery_words = work->words = make_words();
	work->rotated = ht_keyring_begin_rotation(keyring, &rotation, &work->dropped, error);
	return work->rotated != NULL;
}

gboolean ht_key_work_do(HtKeyWork *work, GCancellable *cancellable, GError **error)
{
	g_autoptr(HtSecret) proof =
	    ht_slot_secret_read_fd(work->with, work->proof_fd, PATIENCE_MS, cancellable, error);
	g_autoptr(HtKeyring) keyring =
	    proof ? ht_keyring_open_by(work->dir, work->with, proof, error) : NULL;

	if (!keyring)
		return FALSE;
	switch (work->what) {
	case HT_KEY_ADD:
		return add(work, keyring, cancellable, error);
	case HT_KEY_REMOVE:
		return ht_key_slots_remove(keyring, work->slot, error);
	case HT_KEY_CHANGE_PASSPHRASE:
		return change_passphrase(work, keyring, cancellable, error);
	case HT_KEY_ROTATE:
		return rotate(work, keyring, proof, cancellable, error);
	}
	g_return_val_if_reached(FALSE);
}
