/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/day-steps.h"

#include "common/glib/ht-error.h"
#include "privacy/backup/backup.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/inbox/inbox-reader.h"
#include "privacy/inbox/inbox.h"
#include "privacy/keys/hub-keys.h"
#include "privacy/keys/key-rotation.h"
#include "privacy/store/store-rekey.h"

#include <stdio.h>
#include <string.h>

static void tell(const struct day *day)
{
	if (day->mark)
		day->mark(&day->oracle);
}

/* Numbers of the day's records. */
enum {
	MORNING = 0,
	MERGED_FROM = 40,
	MERGED = 44, /* comes in the place of its neighbours of the same person, stream and kind */
	MERGED_TO = 50,
	MORNING_END = 60,
	LOCKED_END = 80, /* the first person's; recorded while the hub is locked */
	NOON = 100,
	NOON_END = 140,
	FOLDED_END = 160,
	EVENING_END = 180,
};

gboolean day_get_keys(struct day *day, GError **error)
{
	const HtKeyringSettings cheap = {.argon2id_memory_bytes = 8192, .argon2id_passes = 1};

	if (day->keyring)
		return TRUE;
	if (ht_keyring_exists(day->dir))
		day->keyring = ht_keyring_open(day->dir, day->passphrase, error);
	else
		day->keyring = ht_keyring_create(day->dir, day->passphrase, &cheap, error);
	day->oracle.keys |= day->keyring != NULL;
	tell(day);
	return day->keyring != NULL;
}

gboolean day_open_store(struct day *day, GError **error)
{
	/* Commits come by flush alone: so each run is the same. */
	const HtStoreSettings settings = {.queue_bytes_max = 4u << 20,
					  .commit_interval_ms = 3600 * 1000};

	if (!day->store && !ht_store_finish_rotation(day->dir, day->keyring, error))
		return FALSE;
	if (!day->store)
		day->store = ht_store_open(day->dir, day->keyring, &settings, NULL, NULL, error);
	return day->store && oracle_compare(&day->oracle, day->store, TRUE, day->name, error);
}

gboolean day_close_store(struct day *day, GError **error)
{
	HtStore *store = g_steal_pointer(&day->store);

	return !store || ht_store_close(store, error);
}

static gboolean append(struct day *day, guint start, guint end, GError **error)
{
	guint8 blob[ORACLE_BLOB_MAX];
	struct record record;

	for (guint i = start; i < end; i++) {
		if (day->oracle.record[i] != ORACLE_ABSENT || i == MERGED)
			continue;
		oracle_record(&record, blob, i);
		if (!ht_store_append(day->store, &record, error))
			return FALSE;
		day->oracle.record[i] = ORACLE_COMING;
	}
	tell(day);
	if (!ht_store_flush(day->store, error))
		return FALSE;
	oracle_move(&day->oracle, start, end, -1, ORACLE_COMING, ORACLE_PRESENT);
	tell(day);
	return TRUE;
}

static gboolean put_document(struct day *day, guint document, guint version, GError **error)
{
	g_autoptr(GBytes) content = version > 0 ? oracle_document(document, version) : NULL;

	day->oracle.wanted[document] = version;
	tell(day);
	if (!ht_store_put_document(day->store, oracle_document_person(document), "papers",
				   oracle_document_id(document), content, error))
		return FALSE;
	day->oracle.document[document] = version;
	tell(day);
	return TRUE;
}

static gboolean put_documents(struct day *day, GError **error)
{
	for (guint i = 0; i < ORACLE_DOCUMENTS; i++) {
		if (!put_document(day, i, 1, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean change_documents(struct day *day, GError **error)
{
	return put_document(day, 0, 2, error) && put_document(day, 3, 0, error);
}

static gboolean morning(struct day *day, GError **error)
{
	return append(day, MORNING, MORNING_END, error);
}

static gboolean noon(struct day *day, GError **error)
{
	return append(day, NOON, NOON_END, error);
}

static gboolean evening(struct day *day, GError **error)
{
	return append(day, FOLDED_END, EVENING_END, error);
}

static gboolean compare(struct day *day, GError **error)
{
	return oracle_compare(&day->oracle, day->store, FALSE, day->name, error);
}

static gboolean is_waveform_of(guint number, guint person)
{
	return number % ORACLE_PERSONS == person && number % 10 < 8;
}

static gboolean replace(struct day *day, GError **error)
{
	struct oracle *oracle = &day->oracle;
	guint8 blob[ORACLE_BLOB_MAX];
	struct record first;
	struct record end;
	struct record merged;
	HtStoreReplacement replacement = {.records = &merged, .count = 1};

	oracle_record(&first, blob, MERGED_FROM);
	oracle_record(&end, blob, MERGED_TO);
	oracle_record(&merged, blob, MERGED);
	for (guint i = MERGED_FROM; i < MERGED_TO; i++) {
		if (i == MERGED || !is_waveform_of(i, 0))
			continue;
		oracle_move(oracle, i, i + 1, 0, ORACLE_PRESENT, ORACLE_LEAVING);
		replacement.found++;
	}
	oracle_move(oracle, MERGED, MERGED + 1, 0, ORACLE_ABSENT, ORACLE_COMING);
	tell(day);
	replacement.person = merged.person;
	replacement.stream = merged.stream;
	replacement.kind = merged.kind;
	replacement.start_utc_ns = first.start_utc_ns;
	replacement.end_utc_ns = end.start_utc_ns;
	if (!ht_store_replace(day->store, &replacement, error))
		return FALSE;
	oracle_move(oracle, MERGED_FROM, MERGED_TO, 0, ORACLE_LEAVING, ORACLE_GONE);
	oracle_move(oracle, MERGED, MERGED + 1, 0, ORACLE_COMING, ORACLE_PRESENT);
	tell(day);
	return TRUE;
}

static gboolean fold(struct day *day, GError **error)
{
	enum { COUNT = FOLDED_END - NOON_END };
	static guint8 blob[COUNT][ORACLE_BLOB_MAX];
	struct record records[COUNT];

	for (guint i = 0; i < COUNT; i++)
		oracle_record(&records[i], blob[i], NOON_END + i);
	oracle_move(&day->oracle, NOON_END, FOLDED_END, -1, ORACLE_ABSENT, ORACLE_COMING);
	tell(day);
	if (!ht_store_fold(day->store, "elsewhere", records, COUNT, error))
		return FALSE;
	oracle_move(&day->oracle, NOON_END, FOLDED_END, -1, ORACLE_COMING, ORACLE_PRESENT);
	tell(day);
	return TRUE;
}

static gboolean forget_fold(struct day *day, GError **error)
{
	return ht_store_fold_forget(day->store, "elsewhere", error);
}

static gboolean erase(struct day *day, guint start, guint end, guint person, guint32 month,
		      GError **error)
{
	oracle_move(&day->oracle, start, end, (int)person, ORACLE_PRESENT, ORACLE_LEAVING);
	tell(day);
	if (!ht_store_erase(day->store, oracle_person(person), month, NULL, error))
		return FALSE;
	oracle_move(&day->oracle, start, end, (int)person, ORACLE_LEAVING, ORACLE_GONE);
	tell(day);
	return TRUE;
}

static gboolean erase_month(struct day *day, GError **error)
{
	return erase(day, 0, ORACLE_RECORDS / 2, 1, oracle_month(0), error);
}

static gboolean erase_person(struct day *day, GError **error)
{
	day->oracle.wanted[1] = 0;
	if (!erase(day, 0, ORACLE_RECORDS, 1, HT_SEGMENT_ALWAYS, error))
		return FALSE;
	day->oracle.document[1] = 0;
	return TRUE;
}

static gboolean check(struct day *day, GError **error)
{
	g_autoptr(HtStoreFindings) findings = ht_store_check(day->store, TRUE, NULL, error);

	if (!findings)
		return FALSE;
	if (findings->stale || findings->losses->len > 0)
		g_error("%s: the store says itself that something is lost", day->name);
	return ht_store_is_fresh(day->store, error);
}

/* The numbers that were handed over; what was so before and not acknowledged may be there: not
 * again.
 */
static gboolean append_locked(struct day *day, HtInbox *inbox, GArray *numbers, GError **error)
{
	guint8 blob[ORACLE_BLOB_MAX];
	struct record record;

	for (guint i = MORNING_END; i < LOCKED_END; i += ORACLE_PERSONS) {
		if (day->oracle.record[i] != ORACLE_ABSENT)
			continue;
		oracle_record(&record, blob, i);
		if (!ht_inbox_append(inbox, &record, error))
			return FALSE;
		day->oracle.record[i] = ORACLE_SEALING;
		g_array_append_val(numbers, i);
	}
	tell(day);
	return ht_inbox_flush(inbox, error);
}

static void acknowledge(struct day *day, const GArray *numbers)
{
	for (guint i = 0; i < numbers->len; i++)
		day->oracle.record[g_array_index(numbers, guint, i)] = ORACLE_SEALED;
	tell(day);
}

static gboolean list_inbox(struct day *day, GArray **numbers, GError **error)
{
	*numbers = ht_inbox_list(day->dir, NULL, error);
	return *numbers != NULL;
}

/* The keys are there and closed. */
static gboolean record_locked(struct day *day, GError **error)
{
	const HtInboxSettings settings = {.queue_bytes_max = 1 << 20,
					  .commit_interval_ms = 3600 * 1000,
					  .file_bytes = 2000,
					  .quota_bytes = 1 << 20};
	g_autoptr(GArray) appended = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GArray) numbers = NULL;
	HtHubPublic hub;
	HtInbox *inbox;
	guint32 first;
	gboolean sealed;

	if (!ht_keyring_public(day->dir, &hub, error) || !list_inbox(day, &numbers, error))
		return FALSE;
	first = numbers->len > 0 ? g_array_index(numbers, guint32, numbers->len - 1) + 1 : 1;
	inbox = ht_inbox_open(day->dir, hub.box, first, &settings, NULL, NULL, error);
	if (!inbox)
		return FALSE;
	sealed = append_locked(day, inbox, appended, error);
	/* Closing tries once more. */
	if (ht_inbox_close(inbox, NULL) || sealed)
		acknowledge(day, appended);
	return sealed;
}

/* What the inbox was cut off in is no record of it: its beginning was never acknowledged. */
static gboolean is_cut_at_its_start(const GError *error)
{
	return g_error_matches(error, HT_ERROR, HT_ERROR_DAMAGED) ||
	       g_error_matches(error, HT_ERROR, HT_ERROR_INVALID);
}

/* Into the store, marked as folded; then the file goes, then the mark. */
static gboolean fold_file(struct day *day, guint32 number, const HtSecret *secret, GError **error)
{
	g_autofree char *source = g_strdup_printf("inbox-%u", number);
	g_autoptr(GError) failure = NULL;
	g_autoptr(HtInboxContents) contents = ht_inbox_read(day->dir, number, secret, &failure);
	const struct record *records;

	if (!contents && is_cut_at_its_start(failure))
		return TRUE;
	if (!contents) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	records = (const struct record *)(const void *)contents->records->data;
	if (!ht_store_fold(day->store, source, records, contents->records->len, error))
		return FALSE;
	return ht_inbox_remove(day->dir, number, error) &&
	       ht_store_fold_forget(day->store, source, error);
}

static gboolean fold_inbox(struct day *day, GError **error)
{
	g_autoptr(HtSecret) secret = ht_keyring_box_secret(day->keyring);
	g_autoptr(GArray) numbers = NULL;

	if (!list_inbox(day, &numbers, error))
		return FALSE;
	for (guint i = 0; i < numbers->len; i++) {
		if (!fold_file(day, g_array_index(numbers, guint32, i), secret, error))
			return FALSE;
	}
	oracle_move(&day->oracle, MORNING_END, LOCKED_END, 0, ORACLE_SEALED, ORACLE_PRESENT);
	tell(day);
	return TRUE;
}

static gboolean retire(struct day *day, GError **error)
{
	guint8 blob[ORACLE_BLOB_MAX];
	struct record february;

	oracle_record(&february, blob, ORACLE_RECORDS / 2);
	for (guint i = 0; i < ORACLE_RECORDS / 2; i++) {
		if (!is_waveform_of(i, i % ORACLE_PERSONS))
			oracle_move(&day->oracle, i, i + 1, -1, ORACLE_PRESENT, ORACLE_LEAVING);
	}
	tell(day);
	if (!ht_store_retire(day->store, RECORD_FINDING, february.start_utc_ns, NULL, error))
		return FALSE;
	oracle_move(&day->oracle, 0, ORACLE_RECORDS / 2, -1, ORACLE_LEAVING, ORACLE_GONE);
	tell(day);
	return TRUE;
}

static gboolean vacuum(struct day *day, GError **error)
{
	return ht_store_vacuum(day->store, error);
}

/* The data key may have leaked: everything comes over to another. */
static gboolean rotate(struct day *day, GError **error)
{
	const HtRotation rotation = {.opened_by = day->passphrase, .now_utc_s = 1};
	g_autoptr(GPtrArray) dropped = NULL;

	if (!ht_keyring_is_rotating(day->keyring)) {
		HtKeyring *rotated =
		    ht_keyring_begin_rotation(day->keyring, &rotation, &dropped, error);

		if (!rotated)
			return FALSE;
		ht_keyring_free(day->keyring);
		day->keyring = rotated;
	}
	return ht_store_rekey(day->store, day->keyring, error) &&
	       ht_keyring_finish_rotation(day->keyring, error);
}

static gboolean open_audit(struct day *day, GError **error)
{
	if (!day->audit)
		day->audit = ht_audit_open(day->dir, day->keyring, error);
	return day->audit != NULL;
}

static gboolean note(struct day *day, const char *what, GError **error)
{
	const HtAuditEntry entry = {
	    .utc_ns = 1,
	    .clock = HT_AUDIT_CLOCK_SET,
	    .outcome = HT_AUDIT_ANSWERED,
	    .action = "Day",
	    .person = oracle_person(0),
	    .detail = what,
	};

	if (!open_audit(day, error) || !ht_audit_append(day->audit, &entry, error))
		return FALSE;
	day->oracle.noted++;
	tell(day);
	return TRUE;
}

static gboolean note_morning(struct day *day, GError **error)
{
	return note(day, "morning", error);
}

static gboolean note_evening(struct day *day, GError **error)
{
	return note(day, "evening", error);
}

/* To another disk, which does not fail. */
static gboolean back_up(struct day *day, GError **error)
{
	const HtKeyringSettings cheap = {.argon2id_memory_bytes = 8192, .argon2id_passes = 1};
	HtBackup backup = {.dir = day->dir, .label = "the blue stick", .utc_ns = 1, .cost = &cheap};
	char id[HT_BACKUP_ID_TEXT_SIZE];
	FILE *file = tmpfile();
	gboolean written;

	g_assert_nonnull(file);
	written = open_audit(day, error);
	backup.store = day->store;
	backup.audit = day->audit;
	written =
	    written && ht_backup_write(&backup, fileno(file), day->passphrase, NULL, id, error);
	fclose(file);
	return written;
}

static gboolean count_note(gpointer context, const HtAuditEntry *entry)
{
	*(guint *)context += strcmp(entry->action, "Day") == 0;
	return TRUE;
}

static gboolean read_audit(struct day *day, GError **error)
{
	guint count = 0;

	if (!open_audit(day, error) ||
	    !ht_audit_list(day->audit, oracle_person(0), count_note, &count, error))
		return FALSE;
	if (count < day->oracle.noted)
		g_error("%s: the audit chain lost an entry", day->name);
	return TRUE;
}

const struct day_step day_steps[] = {
    {"making keys", day_get_keys},
    {"opening", day_open_store},
    {"putting documents", put_documents},
    {"the morning's records", morning},
    {"changing documents", change_documents},
    {"noting the morning", note_morning},
    {"noon's records", noon},
    {"replacing", replace},
    {"folding", fold},
    {"reading", compare},
    {"folding again", fold},
    {"erasing a month", erase_month},
    {"checking", check},
    {"closing", day_close_store},
    {"recording while locked", record_locked},
    {"opening again", day_open_store},
    {"folding the inbox in", fold_inbox},
    {"forgetting what was folded", forget_fold},
    {"the evening's records", evening},
    {"erasing a person", erase_person},
    {"backing up", back_up},
    {"retiring old findings", retire},
    {"vacuuming", vacuum},
    {"changing the data key", rotate},
    {"noting the evening", note_evening},
    {"reading the audit", read_audit},
    {"closing again", day_close_store},
    {"opening at last", day_open_store},
    {"reading at last", compare},
    {"checking at last", check},
    {"closing at last", day_close_store},
};
const gsize day_steps_count = G_N_ELEMENTS(day_steps);

const struct day_step day_after[] = {
    {"opening the keys", day_get_keys},
    {"opening", day_open_store},
    {"opening the audit", open_audit},
    {"folding the inbox", fold_inbox},
    {"going on", evening},
    {"reading", compare},
    {"checking", check},
    {"reading the audit", read_audit},
    {"closing", day_close_store},
};
const gsize day_after_count = G_N_ELEMENTS(day_after);
