/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "tests/faults/day-oracle.h"

#include "common/glib/ht-error.h"

#include <string.h>

/* 1 January 2026, and one February. */
#define JANUARY_NS  (G_GINT64_CONSTANT(1767225600) * 1000000000)
#define FEBRUARY_NS (G_GINT64_CONSTANT(1769904000) * 1000000000)
#define SECOND_NS   G_GINT64_CONSTANT(1000000000)

static gint64 start_of(guint number)
{
	return (number < ORACLE_RECORDS / 2 ? JANUARY_NS : FEBRUARY_NS) + number * SECOND_NS;
}

const char *oracle_person(guint person)
{
	static const char *const names[ORACLE_PERSONS] = {"never-in-the-clear-ann",
							  "never-in-the-clear-bob"};

	return names[person];
}

guint32 oracle_month(guint month)
{
	return ht_segment_month_of(month == 0 ? JANUARY_NS : FEBRUARY_NS);
}

void oracle_record(struct record *record, guint8 *blob, guint number)
{
	*record = (struct record){
	    .kind = (guint16)(number % 10 < 8 ? RECORD_ECG_WAVEFORM : RECORD_FINDING),
	    .version = 1,
	    .start_utc_ns = start_of(number),
	    .end_utc_ns = start_of(number) + SECOND_NS,
	    .number = {number, 130.5},
	    .blob = blob,
	    .blob_size = 20 + (number * 7919) % (ORACLE_BLOB_MAX - 20),
	};
	g_strlcpy(record->person, oracle_person(number % ORACLE_PERSONS), RECORD_ID_MAX);
	g_snprintf(record->stream, RECORD_ID_MAX, "%s-%u", ORACLE_SENTINEL,
		   number % ORACLE_PERSONS);
	for (gsize i = 0; i < record->blob_size; i++)
		blob[i] = (guint8)(number + i * i);
	memcpy(blob, ORACLE_SENTINEL, strlen(ORACLE_SENTINEL));
}

const char *oracle_document_person(guint document)
{
	return document < ORACLE_PERSONS ? oracle_person(document) : NULL;
}

const char *oracle_document_id(guint document)
{
	static const char *const ids[ORACLE_DOCUMENTS] = {"ann", "bob", "hub", "short-lived"};

	return ids[document];
}

GBytes *oracle_document(guint document, guint version)
{
	char *text =
	    g_strdup_printf("%s: document %u, version %u", ORACLE_SENTINEL, document, version);

	return g_bytes_new_take(text, strlen(text));
}

void oracle_move(struct oracle *oracle, guint start, guint end, int person, OracleState from,
		 OracleState to)
{
	for (guint i = start; i < end; i++) {
		if (oracle->record[i] == from &&
		    (person < 0 || i % ORACLE_PERSONS == (guint)person))
			oracle->record[i] = to;
	}
}

struct look {
	guint seen[ORACLE_RECORDS];
	const char *name;
};

static gboolean look(gpointer context, const struct record *record)
{
	struct look *look = context;
	guint number = (guint)record->number[0];
	guint8 blob[ORACLE_BLOB_MAX];
	struct record expected;

	if (number >= ORACLE_RECORDS)
		g_error("%s: a record that nobody wrote", look->name);
	oracle_record(&expected, blob, number);
	if (record->start_utc_ns != expected.start_utc_ns ||
	    record->end_utc_ns != expected.end_utc_ns || record->kind != expected.kind ||
	    strcmp(record->person, expected.person) != 0 ||
	    strcmp(record->stream, expected.stream) != 0 ||
	    memcmp(record->number, expected.number, sizeof(expected.number)) != 0 ||
	    record->blob_size != expected.blob_size ||
	    memcmp(record->blob, blob, expected.blob_size) != 0)
		g_error("%s: record %u is not what was written", look->name, number);
	look->seen[number]++;
	return TRUE;
}

static void judge_record(const struct oracle *oracle, const struct look *look, guint number)
{
	OracleState state = oracle->record[number];
	guint seen = look->seen[number];

	if (seen > 1)
		g_error("%s: record %u is there %u times", look->name, number, seen);
	if (state == ORACLE_PRESENT && seen == 0)
		g_error("%s: record %u was acknowledged and is lost", look->name, number);
	if ((state == ORACLE_ABSENT || state == ORACLE_GONE) && seen > 0)
		g_error("%s: record %u is there and %s", look->name, number,
			state == ORACLE_GONE ? "was erased" : "nobody wrote it");
}

static void settle_record(struct oracle *oracle, const struct look *look, guint number)
{
	if (oracle->record[number] == ORACLE_COMING)
		oracle->record[number] = look->seen[number] > 0 ? ORACLE_PRESENT : ORACLE_ABSENT;
}

static gboolean compare_document(struct oracle *oracle, HtStore *store, guint number,
				 const char *name, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(GBytes) content =
	    ht_store_get_document(store, "papers", oracle_document_id(number), &failure);
	g_autoptr(GBytes) now = oracle_document(number, oracle->document[number]);
	g_autoptr(GBytes) wanted = oracle_document(number, oracle->wanted[number]);

	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	if (content ? !(oracle->document[number] > 0 && g_bytes_equal(content, now)) &&
			  !(oracle->wanted[number] > 0 && g_bytes_equal(content, wanted))
		    : oracle->document[number] > 0 && oracle->wanted[number] > 0)
		g_error("%s: document %u is %s", name, number,
			content ? "not what was written" : "lost");
	return TRUE;
}

gboolean oracle_compare(struct oracle *oracle, HtStore *store, gboolean settle, const char *name,
			GError **error)
{
	const HtStoreQuery everything = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	struct look seen = {.name = name};

	if (!ht_store_query(store, &everything, look, &seen, error))
		return FALSE;
	for (guint i = 0; i < ORACLE_RECORDS; i++) {
		judge_record(oracle, &seen, i);
		if (settle)
			settle_record(oracle, &seen, i);
	}
	for (guint i = 0; i < ORACLE_DOCUMENTS; i++) {
		if (!compare_document(oracle, store, i, name, error))
			return FALSE;
	}
	return TRUE;
}

static void check_file(const char *path, const char *name)
{
	static const char *const in_clear[] = {ORACLE_SENTINEL, "SQLite format 3"};
	g_autofree char *data = NULL;
	gsize size = 0;

	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		oracle_check_secrecy(path, name);
		return;
	}
	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	for (gsize i = 0; size > 0 && i < G_N_ELEMENTS(in_clear); i++) {
		if (memmem(data, size, in_clear[i], strlen(in_clear[i])))
			g_error("%s: \"%s\" lies in clear in %s", name, in_clear[i], path);
	}
}

void oracle_check_secrecy(const char *dir, const char *name)
{
	g_autoptr(GDir) names = g_dir_open(dir, 0, NULL);
	const char *each;

	while (names && (each = g_dir_read_name(names)) != NULL) {
		g_autofree char *path = g_build_filename(dir, each, NULL);

		check_file(path, name);
	}
}

void oracle_check_error(const GError *error, const char *name, const char *step)
{
	/* What a person is told to do always has one of these words. */
	static const char *const advice[] = {"free", "again",   "put back", "update", "unlock",
					     "wait", "look at", "restore",  "move",   "close"};
	gboolean advises = FALSE;

	if (!error)
		g_error("%s: %s failed and does not say why", name, step);
	for (gsize i = 0; i < G_N_ELEMENTS(advice); i++)
		advises |= strstr(error->message, advice[i]) != NULL;
	if (error->domain != HT_ERROR || !advises || strlen(error->message) > 300 ||
	    strchr(error->message, '\n') || strstr(error->message, ORACLE_SENTINEL))
		g_error("%s: %s failed with an error that helps nobody: %s", name, step,
			error->message);
}
