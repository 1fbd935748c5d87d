/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-open.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"
#include "privacy/store/store-check.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-eraser.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-reader.h"
#include "privacy/store/store-rekey.h"
#include "privacy/store/store-salvage.h"
#include "privacy/store/store-schema.h"
#include "privacy/store/store-upgrade.h"

#include <string.h>

#define DATABASE_NAME "twin.db"

/* Whether the database is what was written last, as far as the head knows. Being stale is no error
 * here: what there is can be used, and it is told. */
static gboolean load_ledger(HtStoreParts *parts, HtStoreLedger *ledger, HtStoreHead *head,
			    GError **error)
{
	g_autoptr(GError) stale = NULL;
	guint8 digest[HT_STORE_SUM_SIZE];
	int result = ht_store_ledger_load(ledger, parts->writing);

	if (result != SQLITE_OK)
		return ht_store_set_error(error, result, parts->path);
	ht_store_ledger_digest(ledger, ht_store_ledger_epoch(ledger), digest);
	if (!ht_store_head_judge(head, ht_store_ledger_epoch(ledger), digest, &stale)) {
		parts->stale = g_strdup(stale->message);
		ht_store_ledger_skip_to(ledger, ht_store_head_newest(head));
	}
	return TRUE;
}

static gboolean open_inserter(HtStoreParts *parts, const char *dir, GError **error)
{
	HtStoreHead *head = ht_store_head_open(dir, parts->ledger_key, error);
	HtStoreLedger *ledger = ht_store_ledger_new(parts->ledger_key);

	/* The names of new files are durable before anything relies on them. */
	if (head && ht_state_dir_sync(dir, error) &&
	    ht_store_schema_migrate(parts->writing, error) &&
	    load_ledger(parts, ledger, head, error)) {
		parts->inserter =
		    ht_store_inserter_new(parts->writing, parts->segments, ledger, head, error);
		return parts->inserter != NULL;
	}
	ht_store_head_free(head);
	ht_store_ledger_free(ledger);
	return FALSE;
}

/* So that it is told the next time as well. */
static int keep_stale(HtStoreParts *parts)
{
	g_autoptr(GBytes) why = g_bytes_new(parts->stale, strlen(parts->stale));
	int result = ht_store_inserter_begin(parts->inserter);

	if (result == SQLITE_OK)
		result = ht_store_inserter_put_document(
		    parts->inserter, "", HT_STORE_STALE_COLLECTION, HT_STORE_STALE_ID, why);
	return ht_store_inserter_end(parts->inserter, result);
}

static gboolean finish_what_was_begun(HtStoreParts *parts, GError **error)
{
	int result;

	if (!ht_store_upgrade(parts->inserter, error))
		return FALSE;
	result = ht_store_erasure_resume(parts->inserter);
	if (result == SQLITE_OK && parts->stale)
		result = keep_stale(parts);
	return result == SQLITE_OK ? TRUE : ht_store_set_error(error, result, parts->path);
}

static gboolean load_stale(HtStoreParts *parts, GError **error)
{
	HtStoreReading *reading = ht_store_pool_take(parts->pool, error);
	g_autoptr(GBytes) why = NULL;
	GError *failed = NULL;

	if (!reading)
		return FALSE;
	why = ht_store_reader_get_document(reading, HT_STORE_STALE_COLLECTION, HT_STORE_STALE_ID,
					   &failed);
	ht_store_pool_give_back(parts->pool, reading);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (why && !parts->stale)
		parts->stale = g_strndup(g_bytes_get_data(why, NULL), g_bytes_get_size(why));
	return TRUE;
}

static gboolean load_lost(HtStoreParts *parts, GError **error)
{
	HtStoreReading *reading = ht_store_pool_take(parts->pool, error);
	g_autoptr(GBytes) lost = NULL;

	if (!reading)
		return FALSE;
	lost =
	    ht_store_reader_get_document(reading, HT_STORE_LOST_COLLECTION, HT_STORE_LOST_ID, NULL);
	ht_store_pool_give_back(parts->pool, reading);
	if (lost) {
		parts->lost = ht_store_findings_new();
		ht_store_salvage_decode(lost, parts->lost);
	}
	return TRUE;
}

/* damaged: set where it is the database that fails, and not what lies beside it. */
static gboolean open_everything(HtStoreParts *parts, const char *dir, const HtSecret *key,
				gboolean *damaged, GError **error)
{
	g_autoptr(GError) failure = NULL;

	*damaged = FALSE;
	parts->writing = ht_store_connection_open(parts->path, key, HT_STORE_WRITING, error);
	if (!parts->writing)
		return FALSE;
	if (!parts->segments)
		parts->segments = ht_store_rekey_segments(dir, parts->keyring, error);
	if (!parts->segments)
		return FALSE;
	if (open_inserter(parts, dir, &failure) && finish_what_was_begun(parts, &failure) &&
	    (parts->pool = ht_store_pool_new(parts->path, key, parts->segments, &failure)) &&
	    load_stale(parts, &failure) && load_lost(parts, &failure))
		return TRUE;
	*damaged = g_error_matches(failure, HT_ERROR, HT_ERROR_DAMAGED);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static void close_everything(HtStoreParts *parts)
{
	g_clear_pointer(&parts->inserter, ht_store_inserter_free);
	g_clear_pointer(&parts->pool, ht_store_pool_free);
	g_clear_pointer(&parts->writing, ht_store_connection_close);
	g_clear_pointer(&parts->stale, g_free);
	g_clear_pointer(&parts->lost, ht_store_findings_free);
}

static gboolean salvage(HtStoreParts *parts, const char *dir, const HtSecret *key, GError **error)
{
	const HtStoreSalvage of = {.dir = dir,
				   .path = parts->path,
				   .key = key,
				   .ledger_key = parts->ledger_key,
				   .segments = parts->segments};
	g_autoptr(HtStoreFindings) lost = ht_store_salvage_run(&of, error);

	return lost != NULL;
}

/* Once more after a salvage: what it made is sound. */
static gboolean open_or_salvage(HtStoreParts *parts, const char *dir, const HtSecret *key,
				GError **error)
{
	g_autoptr(GError) failure = NULL;
	gboolean damaged;

	if (open_everything(parts, dir, key, &damaged, &failure)) {
		if (!ht_store_salvage_is_wanted(parts->path))
			return TRUE;
	} else if (!damaged) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	close_everything(parts);
	return salvage(parts, dir, key, error) && open_everything(parts, dir, key, &damaged, error);
}

gboolean ht_store_parts_open(HtStoreParts *parts, const char *dir, const HtKeyring *keyring,
			     GError **error)
{
	g_autoptr(HtSecret) key = NULL;
	gboolean opened;

	g_mutex_init(&parts->lock);
	parts->path = g_build_filename(dir, DATABASE_NAME, NULL);
	if (!ht_store_salvage_finish(dir, parts->path, error))
		return FALSE;
	parts->ledger_key = ht_keyring_derive(keyring, HT_PURPOSE_LEDGER);
	parts->keyring = keyring;
	key = ht_store_rekey_key(parts->path, keyring);
	opened = ht_state_dir_prepare(dir, error) && open_or_salvage(parts, dir, key, error);
	parts->keyring = NULL;
	return opened;
}

void ht_store_parts_close(HtStoreParts *parts)
{
	/* The writing one last: closing it folds the log into the database. */
	if (parts->pool)
		ht_store_pool_free(parts->pool);
	ht_store_connection_close(parts->writing);
	ht_segment_keys_free(parts->segments);
	ht_secret_free(parts->ledger_key);
	g_mutex_clear(&parts->lock);
	if (parts->lost)
		ht_store_findings_free(parts->lost);
	g_free(parts->stale);
	g_free(parts->path);
}
