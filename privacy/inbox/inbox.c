/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/inbox/inbox.h"

#include "common/glib/ht-error.h"
#include "privacy/inbox/inbox-file.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/state-dir.h"
#include "privacy/store/store-notifier.h"

#include <sodium.h>

enum { RETRY_MS = 1000, BOX_PUBLIC_SIZE = 32 };

const HtInboxSettings ht_inbox_settings_default = {
    .queue_bytes_max = 4u << 20,
    .commit_interval_ms = 500,
    .file_bytes = 4u << 20,
    .quota_bytes = UINT64_C(1) << 30,
};

/* Until where a stream's samples are in a batch. */
typedef struct {
	gint64 end_utc_ns;
	guint64 samples;
} Reached;

/* Encoded records that go to disk together. */
typedef struct {
	GByteArray *bytes;
	guint64 count;
	GHashTable *streams; /* id -> Reached */
} Batch;

struct _HtInbox {
	/* Constant. */
	char *dir;
	guint8 box_public[BOX_PUBLIC_SIZE];
	HtInboxSettings settings;
	guint32 first;
	HtStoreNotifier *notifier;
	GThread *thread;

	/* The writing thread's own. */
	struct inbox_start next; /* of the file that is open, or of the next one */
	HtInboxFile *file;       /* NULL = none is open */
	gboolean file_failed;    /* it has to be abandoned */
	Batch writing;           /* taken from waiting, not durable yet */
	gboolean failure_told;

	/* Under the lock. */
	GMutex lock;
	GCond to_thread, from_thread;
	Batch waiting;
	guint32 number;
	guint64 folder_bytes, quota_bytes;
	gsize queued_bytes; /* in both batches */
	guint64 appended, committed, wanted, failures;
	char *last_error;
	gint64 due_us;
	gboolean room_wanted, rotate_wanted, stopping;
};

static void batch_init(Batch *batch)
{
	batch->bytes = g_byte_array_new();
	batch->count = 0;
	batch->streams = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void batch_clear(Batch *batch)
{
	g_byte_array_set_size(batch->bytes, 0);
	batch->count = 0;
	g_hash_table_remove_all(batch->streams);
}

static void batch_free(Batch *batch)
{
	g_byte_array_unref(batch->bytes);
	g_hash_table_unref(batch->streams);
}

static void batch_see(Batch *batch, const struct record *record)
{
	Reached *reached;

	if (record->kind != RECORD_ECG_WAVEFORM && record->kind != RECORD_WAVE)
		return;
	reached = g_hash_table_lookup(batch->streams, record->stream);
	if (!reached) {
		reached = g_new0(Reached, 1);
		reached->end_utc_ns = record->end_utc_ns;
		g_hash_table_insert(batch->streams, g_strdup(record->stream), reached);
	}
	reached->end_utc_ns = MAX(reached->end_utc_ns, record->end_utc_ns);
	if (record->kind == RECORD_ECG_WAVEFORM)
		reached->samples =
		    MAX(reached->samples, (guint64)(record->number[0] + record->number[1]));
}

static void announce(HtInbox *inbox)
{
	GHashTableIter iter;
	gpointer stream, value;

	g_hash_table_iter_init(&iter, inbox->writing.streams);
	while (g_hash_table_iter_next(&iter, &stream, &value)) {
		const Reached *reached = value;

		ht_store_notifier_committed(inbox->notifier, stream, reached->end_utc_ns,
					    reached->samples);
	}
}

/* From here on a commit does not wait for its time, and "room" is told below it. */
static gsize hurry_bytes(const HtInbox *inbox)
{
	return inbox->settings.queue_bytes_max / 4;
}

/* Lock held. */
static gboolean is_due(const HtInbox *inbox)
{
	if (inbox->appended == inbox->committed)
		return FALSE;
	if (inbox->stopping || inbox->wanted > inbox->committed ||
	    g_get_monotonic_time() >= inbox->due_us)
		return TRUE;
	/* A batch that is held failed before: it waits for its time. */
	return inbox->queued_bytes >= hurry_bytes(inbox) && inbox->writing.count == 0;
}

static gboolean begin_file(HtInbox *inbox, GError **error)
{
	randombytes_buf(inbox->next.id, sizeof inbox->next.id);
	inbox->file = ht_inbox_file_new(inbox->dir, inbox->box_public, &inbox->next, error);
	return inbox->file != NULL;
}

/* The next file has the next number, unless nothing is left of this one. Lock not held. */
static void end_file(HtInbox *inbox)
{
	gboolean is_left = ht_inbox_file_size(inbox->file) > 0;

	g_clear_pointer(&inbox->file, ht_inbox_file_free);
	g_mutex_lock(&inbox->lock);
	if (is_left)
		inbox->number = ++inbox->next.number;
	g_mutex_unlock(&inbox->lock);
}

/* Somebody else takes files away. */
static guint64 look_again(HtInbox *inbox)
{
	guint64 bytes = 0;
	g_autoptr(GArray) numbers = ht_inbox_list(inbox->dir, &bytes, NULL);

	if (!numbers)
		return ht_inbox_bytes(inbox);
	g_mutex_lock(&inbox->lock);
	inbox->folder_bytes = bytes;
	g_mutex_unlock(&inbox->lock);
	return bytes;
}

static gboolean has_quota(HtInbox *inbox, GError **error)
{
	guint64 more = inbox->writing.bytes->len, quota_bytes;

	g_mutex_lock(&inbox->lock);
	quota_bytes = inbox->quota_bytes;
	g_mutex_unlock(&inbox->lock);
	if (ht_inbox_bytes(inbox) + more <= quota_bytes || look_again(inbox) + more <= quota_bytes)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
		    "%s/" HT_INBOX_FOLDER " holds all of the %" G_GUINT64_FORMAT
		    " MiB that it may while the hub is locked: unlock the hub",
		    inbox->dir, quota_bytes >> 20);
	return FALSE;
}

static gboolean write_batch(HtInbox *inbox, GError **error)
{
	guint64 before;

	if (inbox->file_failed) {
		if (!ht_inbox_file_abandon(inbox->file, error))
			return FALSE;
		inbox->file_failed = FALSE;
		end_file(inbox);
	}
	if (!has_quota(inbox, error) || (!inbox->file && !begin_file(inbox, error)))
		return FALSE;
	before = ht_inbox_file_size(inbox->file);
	inbox->file_failed = !ht_inbox_file_commit(inbox->file, inbox->writing.bytes->data,
						   inbox->writing.bytes->len, error);
	if (inbox->file_failed)
		return FALSE;
	g_mutex_lock(&inbox->lock);
	inbox->folder_bytes += ht_inbox_file_size(inbox->file) - before;
	g_mutex_unlock(&inbox->lock);
	if (ht_inbox_file_size(inbox->file) >= inbox->settings.file_bytes)
		end_file(inbox);
	return TRUE;
}

/* Lock held. */
static void note_success(HtInbox *inbox)
{
	inbox->committed += inbox->writing.count;
	inbox->queued_bytes -= inbox->writing.bytes->len;
	inbox->due_us = g_get_monotonic_time() + (gint64)inbox->settings.commit_interval_ms * 1000;
	inbox->failure_told = FALSE;
	announce(inbox);
	batch_clear(&inbox->writing);
	if (inbox->room_wanted && inbox->queued_bytes <= hurry_bytes(inbox)) {
		inbox->room_wanted = FALSE;
		ht_store_notifier_room(inbox->notifier);
	}
}

/* Lock held. */
static void note_failure(HtInbox *inbox, const GError *error)
{
	inbox->failures++;
	/* Who waits for a flush is told; the next try comes in its time. */
	inbox->wanted = 0;
	inbox->due_us = g_get_monotonic_time() + RETRY_MS * 1000;
	g_free(inbox->last_error);
	inbox->last_error = g_strdup(error->message);
	if (!inbox->failure_told)
		ht_store_notifier_failed(inbox->notifier, error);
	inbox->failure_told = TRUE;
}

/* Lock held, let go while writing. */
static void write_due(HtInbox *inbox)
{
	g_autoptr(GError) error = NULL;

	if (inbox->writing.count == 0) {
		Batch empty = inbox->writing;

		inbox->writing = inbox->waiting;
		inbox->waiting = empty;
	}
	g_mutex_unlock(&inbox->lock);
	if (write_batch(inbox, &error)) {
		g_mutex_lock(&inbox->lock);
		note_success(inbox);
	} else {
		g_mutex_lock(&inbox->lock);
		note_failure(inbox, error);
	}
	g_cond_broadcast(&inbox->from_thread);
}

/* Lock held, let go while writing. A file that failed is ended by the next try. */
static void rotate_wanted(HtInbox *inbox)
{
	if (inbox->file && !inbox->file_failed) {
		g_mutex_unlock(&inbox->lock);
		end_file(inbox);
		g_mutex_lock(&inbox->lock);
	}
	inbox->rotate_wanted = FALSE;
	g_cond_broadcast(&inbox->from_thread);
}

/* Lock held. */
static void wait_for_work(HtInbox *inbox)
{
	while (!inbox->stopping && !inbox->rotate_wanted && !is_due(inbox)) {
		if (inbox->appended == inbox->committed)
			g_cond_wait(&inbox->to_thread, &inbox->lock);
		else
			g_cond_wait_until(&inbox->to_thread, &inbox->lock, inbox->due_us);
	}
}

static gpointer run(gpointer data)
{
	HtInbox *inbox = data;
	gboolean go_on = TRUE;

	g_mutex_lock(&inbox->lock);
	while (go_on) {
		guint64 failures = inbox->failures;

		wait_for_work(inbox);
		if (is_due(inbox))
			write_due(inbox);
		if (inbox->rotate_wanted)
			rotate_wanted(inbox);
		/* Stopping ends with everything written, or with the first failure. */
		go_on = !inbox->stopping ||
			(inbox->appended != inbox->committed && inbox->failures == failures);
	}
	g_mutex_unlock(&inbox->lock);
	if (inbox->file_failed)
		ht_inbox_file_abandon(inbox->file, NULL);
	ht_inbox_file_free(inbox->file);
	return NULL;
}

/* The highest that is a hub's; 0 = none. */
static guint32 last_number(const GArray *numbers, guint32 after)
{
	for (guint i = numbers->len; i > 0; i--) {
		guint32 number = g_array_index(numbers, guint32, i - 1);

		if (ht_inbox_is_near(number, after))
			return number;
	}
	return 0;
}

/* Looks what there is: the next number and the bytes. */
static gboolean look(HtInbox *inbox, guint32 first, GError **error)
{
	g_autofree char *folder = g_build_filename(inbox->dir, HT_INBOX_FOLDER, NULL);
	g_autoptr(GArray) numbers = NULL;

	if (!ht_state_dir_prepare(folder, error) || !ht_state_dir_sync(inbox->dir, error))
		return FALSE;
	numbers = ht_inbox_list(inbox->dir, &inbox->folder_bytes, error);
	if (!numbers)
		return FALSE;
	first = MAX(first, 1);
	first = MAX(first, last_number(numbers, first - 1) + 1);
	inbox->first = inbox->number = inbox->next.number = first;
	return TRUE;
}

HtInbox *ht_inbox_open(const char *dir, const guint8 box_public[32], guint32 first,
		       const HtInboxSettings *settings, const HtStoreEvents *events,
		       GMainContext *events_context, GError **error)
{
	HtInbox *inbox = g_new0(HtInbox, 1);

	inbox->dir = g_strdup(dir);
	memcpy(inbox->box_public, box_public, BOX_PUBLIC_SIZE);
	inbox->settings = settings ? *settings : ht_inbox_settings_default;
	inbox->quota_bytes = inbox->settings.quota_bytes;
	if (!look(inbox, first, error)) {
		g_free(inbox->dir);
		g_free(inbox);
		return NULL;
	}
	randombytes_buf(inbox->next.session, sizeof inbox->next.session);
	batch_init(&inbox->waiting);
	batch_init(&inbox->writing);
	g_mutex_init(&inbox->lock);
	g_cond_init(&inbox->to_thread);
	g_cond_init(&inbox->from_thread);
	inbox->notifier = ht_store_notifier_new(events, events_context);
	inbox->thread = g_thread_new("inbox", run, inbox);
	return inbox;
}

static void inbox_free(HtInbox *inbox)
{
	ht_store_notifier_close(inbox->notifier);
	batch_free(&inbox->waiting);
	batch_free(&inbox->writing);
	g_mutex_clear(&inbox->lock);
	g_cond_clear(&inbox->to_thread);
	g_cond_clear(&inbox->from_thread);
	g_free(inbox->last_error);
	g_free(inbox->dir);
	g_free(inbox);
}

gboolean ht_inbox_close(HtInbox *inbox, GError **error)
{
	guint64 lost;

	g_mutex_lock(&inbox->lock);
	inbox->stopping = TRUE;
	g_cond_signal(&inbox->to_thread);
	g_mutex_unlock(&inbox->lock);
	g_thread_join(inbox->thread);
	lost = inbox->appended - inbox->committed;
	if (lost > 0)
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
			    "%" G_GUINT64_FORMAT " records could not be written and are lost: %s",
			    lost, inbox->last_error);
	inbox_free(inbox);
	return lost == 0;
}

/* Lock held. */
static gboolean queue(HtInbox *inbox, const struct record *record, gsize size)
{
	GByteArray *bytes = inbox->waiting.bytes;
	guint at = bytes->len;
	long used;

	g_byte_array_set_size(bytes, at + (guint)size);
	used = inbox_record_encode(record, bytes->data + at, size);
	if (used < 0) {
		g_byte_array_set_size(bytes, at);
		return FALSE;
	}
	batch_see(&inbox->waiting, record);
	inbox->waiting.count++;
	if (inbox->appended == inbox->committed)
		inbox->due_us =
		    g_get_monotonic_time() + (gint64)inbox->settings.commit_interval_ms * 1000;
	inbox->queued_bytes += size;
	inbox->appended++;
	if (inbox->appended == inbox->committed + 1 || inbox->queued_bytes >= hurry_bytes(inbox))
		g_cond_signal(&inbox->to_thread);
	return TRUE;
}

gboolean ht_inbox_append(HtInbox *inbox, const struct record *record, GError **error)
{
	gsize size = inbox_record_size(record);
	gboolean fits, queued = FALSE;

	g_mutex_lock(&inbox->lock);
	fits = inbox->queued_bytes + size <= inbox->settings.queue_bytes_max;
	if (fits)
		queued = queue(inbox, record, size);
	else
		inbox->room_wanted = TRUE;
	g_mutex_unlock(&inbox->lock);
	if (!fits && size <= MIN(inbox->settings.queue_bytes_max, INBOX_RECORD_MAX))
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "too much waits to be written: wait until there is room");
	else if (!queued)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "a record needs ids in ASCII, a kind, a version, an end that "
				    "is not before its start, and less than a MiB");
	return queued;
}

gboolean ht_inbox_has_room(HtInbox *inbox)
{
	gboolean room;

	g_mutex_lock(&inbox->lock);
	room = inbox->queued_bytes < inbox->settings.queue_bytes_max / 2;
	if (!room)
		inbox->room_wanted = TRUE;
	g_mutex_unlock(&inbox->lock);
	return room;
}

gboolean ht_inbox_flush(HtInbox *inbox, GError **error)
{
	guint64 until, failures;
	gboolean written;

	g_mutex_lock(&inbox->lock);
	until = inbox->appended;
	failures = inbox->failures;
	inbox->wanted = MAX(inbox->wanted, until);
	g_cond_signal(&inbox->to_thread);
	while (inbox->committed < until && inbox->failures == failures)
		g_cond_wait(&inbox->from_thread, &inbox->lock);
	written = inbox->committed >= until;
	if (!written)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED, inbox->last_error);
	g_mutex_unlock(&inbox->lock);
	return written;
}

void ht_inbox_set_quota(HtInbox *inbox, guint64 quota_bytes)
{
	g_mutex_lock(&inbox->lock);
	inbox->quota_bytes = quota_bytes;
	g_mutex_unlock(&inbox->lock);
}

void ht_inbox_rotate(HtInbox *inbox)
{
	g_mutex_lock(&inbox->lock);
	inbox->rotate_wanted = TRUE;
	g_cond_signal(&inbox->to_thread);
	while (inbox->rotate_wanted)
		g_cond_wait(&inbox->from_thread, &inbox->lock);
	g_mutex_unlock(&inbox->lock);
}

guint32 ht_inbox_number(HtInbox *inbox)
{
	guint32 number;

	g_mutex_lock(&inbox->lock);
	number = inbox->number;
	g_mutex_unlock(&inbox->lock);
	return number;
}

guint32 ht_inbox_first(const HtInbox *inbox)
{
	return inbox->first;
}

guint64 ht_inbox_bytes(HtInbox *inbox)
{
	guint64 bytes;

	g_mutex_lock(&inbox->lock);
	bytes = inbox->folder_bytes;
	g_mutex_unlock(&inbox->lock);
	return bytes;
}
