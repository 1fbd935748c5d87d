/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/unlock.h"

#include "common/glib/ht-error.h"
#include "daemon/state-lock.h"
#include "privacy/keyring.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static void request_free(gpointer data)
{
	HtUnlockRequest *request = data;

	close(request->passphrase_fd);
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

static HtSecret *read_passphrase(const HtUnlockRequest *request, GCancellable *cancellable,
				 GError **error)
{
	return ht_secret_read_fd(request->passphrase_fd, request->patience_ms, cancellable, error);
}

static HtKeyring *open_keyring(const HtUnlockRequest *request, GCancellable *cancellable,
			       GError **error)
{
	g_autoptr(HtSecret) passphrase = read_passphrase(request, cancellable, error);

	if (!passphrase)
		return NULL;
	if (!request->create)
		return ht_keyring_open(request->state_dir, passphrase, error);
	if (!make_state_dir(request->state_dir, error))
		return NULL;
	return ht_keyring_create(request->state_dir, passphrase, &ht_keyring_settings_default,
				 error);
}

static gboolean open_store(HtUnlocked *unlocked, const HtUnlockRequest *request,
			   GCancellable *cancellable, GError **error)
{
	g_autoptr(HtKeyring) keyring = open_keyring(request, cancellable, error);

	if (!keyring)
		return FALSE;
	unlocked->state_lock = ht_state_lock(request->state_dir, error);
	if (unlocked->state_lock < 0)
		return FALSE;
	unlocked->store = ht_store_open(request->state_dir, keyring, &request->store_settings,
					&request->store_events, request->events_context, error);
	return unlocked->store != NULL;
}

static gboolean load_twins(HtUnlocked *unlocked, GError **error)
{
	g_autoptr(GVariant) persons = g_variant_ref_sink(ht_people_list(unlocked->people));
	GVariantIter iter;
	GVariant *each;

	unlocked->twins = ht_twins_new();
	g_variant_iter_init(&iter, persons);
	while ((each = g_variant_iter_next_value(&iter))) {
		const char *person = NULL;
		gboolean ok;

		ok = g_variant_lookup(each, "person", "&s", &person) &&
		     ht_twins_load(unlocked->twins, unlocked->store, person, error);
		g_variant_unref(each);
		if (!ok)
			return FALSE;
	}
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

static void unlocked_discard(gpointer data)
{
	HtUnlocked *unlocked = data;

	if (!unlocked)
		return;
	ht_twins_free(unlocked->twins);
	ht_people_free(unlocked->people);
	if (unlocked->store)
		ht_store_close(unlocked->store, NULL);
	if (unlocked->state_lock >= 0)
		close(unlocked->state_lock);
	g_free(unlocked);
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
	if (unlocked->people && load_twins(unlocked, &error) &&
	    (!request->virtual_time || find_next_stream(unlocked, &error))) {
		g_task_return_pointer(task, unlocked, unlocked_discard);
		return;
	}
	unlocked_discard(unlocked);
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
