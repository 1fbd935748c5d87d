/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/unlock.h"

#include "common/glib/ht-error.h"
#include "daemon/state-lock.h"
#include "privacy/keys/keyring.h"
#include "privacy/store/store-rekey.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLD_ROUNDS = 2 };

static void request_free(gpointer data)
{
	HtUnlockRequest *request = data;

	close(request->secret_fd);
	g_free(request->state_dir);
	g_free(request);
}

static gboolean make_state_dir(const char *dir, GError **error)
{
	if (g_mkdir_with_parents(dir, 0700) == 0)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be made: %s", dir,
		    g_strerror(errno));
	return FALSE;
}

static HtKeyring *create_keyring(const HtUnlockRequest *request, const HtSecret *passphrase,
				 GError **error)
{
	if (request->by != HT_SLOT_PASSPHRASE) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "new keys begin with a passphrase");
		return NULL;
	}
	return ht_keyring_create(request->state_dir, passphrase, &ht_keyring_settings_default,
				 error);
}

/* Before keys are made or written anew: a backup may be on its way into the folder. */
static gboolean lock_state(HtUnlocked *unlocked, const HtUnlockRequest *request, GError **error)
{
	const char *dir = request->state_dir;

	if (request->has_lock)
		return TRUE;
	if (request->create && !make_state_dir(dir, error))
		return FALSE;
	if (!request->create && !ht_keyring_exists(dir)) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND, "%s has no keys yet", dir);
		return FALSE;
	}
	unlocked->state_lock = ht_state_lock(dir, error);
	return unlocked->state_lock >= 0;
}

static HtKeyring *open_keyring(HtUnlocked *unlocked, const HtUnlockRequest *request,
			       GCancellable *cancellable, GError **error)
{
	g_autoptr(HtSecret) secret = ht_slot_secret_read_fd(
	    request->by, request->secret_fd, request->patience_ms, cancellable, error);

	if (!secret || !lock_state(unlocked, request, error))
		return NULL;
	return request->create ? create_keyring(request, secret, error)
			       : ht_keyring_open_by(request->state_dir, request->by, secret, error);
}

/* One that was cut off comes to its end first; where it cannot, the keys of both sides open. */
static void finish_rotation(const HtUnlockRequest *request, HtUnlocked *unlocked)
{
	g_autoptr(GError) error = NULL;

	if (!ht_store_finish_rotation(request->state_dir, unlocked->keyring, &error))
		g_message("the rotation of the keys cannot be ended yet; it is tried again at the "
			  "next unlock, or with twinctl key rotate: %s",
			  error->message);
}

static gboolean open_store(HtUnlocked *unlocked, const HtUnlockRequest *request,
			   GCancellable *cancellable, GError **error)
{
	unlocked->keyring = open_keyring(unlocked, request, cancellable, error);
	if (!unlocked->keyring)
		return FALSE;
	finish_rotation(request, unlocked);
	unlocked->store =
	    ht_store_open(request->state_dir, unlocked->keyring, &request->store_settings,
			  &request->store_events, request->events_context, error);
	if (unlocked->store)
		unlocked->audit = ht_audit_open(request->state_dir, unlocked->keyring, error);
	return unlocked->audit != NULL;
}

static gboolean load_twins(HtUnlocked *unlocked, GError **error)
{
	g_autoptr(GPtrArray) persons = ht_people_ids(unlocked->people);

	unlocked->twins = ht_twins_new();
	for (guint i = 0; i < persons->len; i++)
		if (!ht_twins_load(unlocked->twins, unlocked->store, persons->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* "s000012" and, of its other sensors, "s000012.1.0". */
static gboolean see_stream(gpointer context, const struct record *record)
{
	guint64 *next_stream = context;
	g_auto(GStrv) parts = g_strsplit(record->stream, ".", 2);
	guint64 number;

	if (record->stream[0] == 's' &&
	    g_ascii_string_to_unsigned(parts[0] + 1, 10, 0, G_MAXUINT32, &number, NULL))
		*next_stream = MAX(*next_stream, number + 1);
	return TRUE;
}

/* A second run under virtual time in the same folder must not reuse the first one's streams. Each
 * says at its start what trust it has; those of the first version had ECG. */
static gboolean find_next_stream(HtUnlocked *unlocked, GError **error)
{
	HtStoreQuery query = {.kind = RECORD_TRUST, .end_utc_ns = G_MAXINT64};

	if (!ht_store_query(unlocked->store, &query, see_stream, &unlocked->next_stream, error))
		return FALSE;
	query.kind = RECORD_ECG_WAVEFORM;
	return ht_store_query(unlocked->store, &query, see_stream, &unlocked->next_stream, error);
}

void ht_unlocked_discard(gpointer data)
{
	HtUnlocked *unlocked = data;

	if (!unlocked)
		return;
	ht_fold_free(unlocked->fold);
	ht_pins_free(unlocked->pins);
	ht_audit_free(unlocked->audit);
	ht_twins_free(unlocked->twins);
	ht_consents_free(unlocked->consents);
	ht_people_free(unlocked->people);
	if (unlocked->store)
		ht_store_close(unlocked->store, NULL);
	ht_keyring_free(unlocked->keyring);
	if (unlocked->state_lock >= 0)
		close(unlocked->state_lock);
	g_free(unlocked);
}

static void load_pins(HtUnlocked *unlocked, const HtUnlockRequest *request)
{
	g_autoptr(GError) error = NULL;

	unlocked->pins = ht_pins_load(unlocked->store, request->state_dir, &error);
	if (!unlocked->pins)
		g_message("%s", error->message);
}

void ht_unlocked_fold(HtUnlocked *unlocked, guint32 below)
{
	g_autoptr(GError) error = NULL;

	if (!unlocked->fold || ht_fold_files(unlocked->fold, below, &error))
		return;
	g_message("not everything that was recorded while the hub was locked could be taken in; it "
		  "stays sealed and is tried again at the next unlock: %s",
		  error->message);
	g_clear_pointer(&unlocked->fold, ht_fold_free);
}

/* What comes meanwhile goes on into the inbox: the second time little is left. */
static void fold_backlog(HtUnlocked *unlocked, const HtUnlockRequest *request)
{
	unlocked->fold = ht_fold_new(request->state_dir, unlocked->store, unlocked->keyring,
				     unlocked->people, unlocked->twins, request->now_utc_ns);
	for (guint round = 0; round < FOLD_ROUNDS; round++) {
		if (request->inbox)
			ht_inbox_rotate(request->inbox);
		ht_unlocked_fold(unlocked,
				 request->inbox ? ht_inbox_number(request->inbox) : G_MAXUINT32);
	}
}

static void unlock_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const HtUnlockRequest *request = data;
	HtUnlocked *unlocked = g_new0(HtUnlocked, 1);
	GError *error = NULL;

	(void)source;
	unlocked->next_stream = 1;
	unlocked->state_lock = -1;
	if (open_store(unlocked, request, cancellable, &error))
		unlocked->people = ht_people_load(unlocked->store, &error);
	if (unlocked->people)
		unlocked->consents = ht_consents_load(unlocked->store, &error);
	if (unlocked->consents && load_twins(unlocked, &error) &&
	    (!request->virtual_time || find_next_stream(unlocked, &error))) {
		load_pins(unlocked, request);
		fold_backlog(unlocked, request);
		g_task_return_pointer(task, unlocked, ht_unlocked_discard);
		return;
	}
	ht_unlocked_discard(unlocked);
	g_task_return_error(task, error);
}

void ht_unlock_async(HtUnlockRequest *request, GCancellable *cancellable,
		     GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

	/* A store that was opened all the same must come back to be closed. */
	g_task_set_check_cancellable(task, FALSE);

	g_task_set_source_tag(task, ht_unlock_async);
	g_task_set_task_data(task, request, request_free);
	g_task_run_in_thread(task, unlock_in_worker);
}

HtUnlocked *ht_unlock_finish(GAsyncResult *result, GError **error)
{
	return g_task_propagate_pointer(G_TASK(result), error);
}
