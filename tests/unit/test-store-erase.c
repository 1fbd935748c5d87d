/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was erased cannot be read again by whoever has every file and every other key: the raw files
 * and the decrypted pages are searched at every offset, for what was stored, for the key that
 * sealed it, and for anything that unwraps to that key.
 */
#define _GNU_SOURCE /* renameat2 */
#include "tests/unit/store-pages.h"

#include "common/glib/ht-error.h"
#include "privacy/keys/segment-seal.h"
#include "privacy/store/store-connection.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SENTINEL "SENTINEL-of-a-heartbeat"

/* As privacy/keys/segment-seal.c derives them. */
#define KDF_CONTEXT "HTsegmnt"
enum { OF_FILE = 1, OF_PERSONS = 2, OF_MONTHS = 3 };

/* More than one transaction takes. */
enum { RECORDS = 2100 };

static const gint64 january_ns = G_GINT64_CONSTANT(1767225600) * 1000000000;
static const gint64 february_ns = G_GINT64_CONSTANT(1769904000) * 1000000000;

static void append(HtStore *store, const char *person, gint64 start_ns, const char *what)
{
	g_autoptr(GError) error = NULL;
	struct record record = fixture_record("stream-1", 3, start_ns, start_ns + 1);

	g_strlcpy(record.person, person, RECORD_ID_MAX);
	record.blob = (const guint8 *)what;
	record.blob_size = strlen(what);
	ht_store_append(store, &record, &error);
	g_assert_no_error(error);
}

static void put(HtStore *store, const char *person, const char *id, const char *what)
{
	g_autoptr(GBytes) content = g_bytes_new(what, strlen(what));
	g_autoptr(GError) error = NULL;

	ht_store_put_document(store, person, "persons", id, content, &error);
	g_assert_no_error(error);
}

/* Two persons, one with two months. */
static HtStore *open_filled(const struct fixture *fixture)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < RECORDS; i++)
		append(store, "anna", january_ns + i, SENTINEL " january");
	append(store, "anna", february_ns, "february");
	append(store, "bert", january_ns, "of another");
	put(store, "anna", "anna", SENTINEL " name");
	put(store, "bert", "bert", "name of another");
	put(store, NULL, "hub", "of the hub");
	ht_store_flush(store, &error);
	g_assert_no_error(error);
	return store;
}

static gboolean count(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint *)context)++;
	return TRUE;
}

static guint count_records(HtStore *store, const char *person, gint64 start_ns)
{
	const HtStoreQuery query = {
	    .person = person, .start_utc_ns = start_ns, .end_utc_ns = G_MAXINT64};
	g_autoptr(GError) error = NULL;
	guint records = 0;

	ht_store_query(store, &query, count, &records, &error);
	g_assert_no_error(error);
	return records;
}

static gboolean has_document(HtStore *store, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) content = ht_store_get_document(store, "persons", id, &error);

	g_assert_no_error(error);
	return content != NULL;
}

static void erase(HtStore *store, const char *person, guint32 month)
{
	g_autoptr(GError) error = NULL;

	ht_store_erase(store, person, month, NULL, &error);
	g_assert_no_error(error);
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(store, &error);
	g_assert_no_error(error);
}

/* What a thief took while the key was there: the key, what wraps it, and its name. */
struct loot {
	guint8 key[HT_SEGMENT_KEY_SIZE];
	guint8 unwrapping[32]; /* a person's: by the hub's key; a month's: by its person's */
	char person[RECORD_ID_MAX];
	guint32 month;
	const struct fixture *fixture;
};

static void derive(const guint8 *from, guint64 number, guint8 out[32])
{
	crypto_kdf_derive_from_key(out, 32, number, KDF_CONTEXT, from);
}

static gboolean unwrap(const struct loot *loot, const guint8 *nonce, guint8 out[32])
{
	guint8 additional[4 + RECORD_ID_MAX] = {0};
	guint32 month = GUINT32_TO_LE(loot->month);

	memcpy(additional, &month, 4);
	memcpy(additional + 4, loot->person, strlen(loot->person));
	return crypto_aead_xchacha20poly1305_ietf_decrypt(
		   out, NULL, NULL, nonce + SEGMENT_FILE_NONCE_SIZE, SEGMENT_WRAPPED_SIZE,
		   additional, sizeof(additional), nonce, loot->unwrapping) == 0;
}

/* (transfer full) The inside of DIR/segments, which the hub's key opens. */
static GBytes *open_segments(const struct fixture *fixture)
{
	HtSegmentSeal *seal = ht_segment_seal_new(fixture->keyring);
	g_autoptr(HtSegmentTable) table = NULL;
	g_autoptr(GBytes) file = NULL;
	g_autoptr(GError) error = NULL;
	char *data;
	gsize size;

	fixture_read(fixture, "segments", &data, &size);
	file = g_bytes_new_take(data, size);
	table = ht_segment_seal_open_table(seal, file, "segments", &error);
	g_assert_no_error(error);
	ht_segment_seal_free(seal);
	return ht_segment_table_encode(table);
}

/* At every offset: the key itself, or a wrap of it. */
static gboolean look_for_key(gpointer context, const char *name, const guint8 *data, gsize size)
{
	const struct loot *loot = context;
	guint8 opened[32];

	for (gsize at = 0; at + sizeof(loot->key) <= size; at++) {
		gboolean has_wrap = at + SEGMENT_FILE_NONCE_SIZE + SEGMENT_WRAPPED_SIZE <= size;

		if (memcmp(data + at, loot->key, sizeof(loot->key)) == 0 ||
		    (has_wrap && unwrap(loot, data + at, opened) &&
		     memcmp(opened, loot->key, sizeof(opened)) == 0)) {
			g_test_message("a key in %s at %" G_GSIZE_FORMAT, name, at);
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean can_find_key(const struct loot *loot)
{
	g_autoptr(GBytes) inside = open_segments(loot->fixture);
	gpointer context = (gpointer)loot;

	return look_for_key(context, "segments, opened", g_bytes_get_data(inside, NULL),
			    g_bytes_get_size(inside)) ||
	       store_pages_search(loot->fixture, look_for_key, context);
}

static void unwrapping_of_person(const struct fixture *fixture, guint8 out[32])
{
	g_autoptr(HtSecret) segments = ht_keyring_derive(fixture->keyring, HT_PURPOSE_SEGMENTS);

	derive(ht_secret_bytes(segments), OF_PERSONS, out);
}

/* The person's random key: found by trying each offset, as a thief does. */
static void steal_person_key(struct loot *loot, guint8 key[32])
{
	g_autoptr(GBytes) inside = open_segments(loot->fixture);
	gsize size;
	const guint8 *data = g_bytes_get_data(inside, &size);
	gsize at = 0;

	unwrapping_of_person(loot->fixture, loot->unwrapping);
	while (at + SEGMENT_FILE_NONCE_SIZE + SEGMENT_WRAPPED_SIZE <= size &&
	       !unwrap(loot, data + at, key))
		at++;
	g_assert_cmpuint(at + SEGMENT_FILE_NONCE_SIZE + SEGMENT_WRAPPED_SIZE, <=, size);
}

static void steal(struct loot *loot, const struct fixture *fixture, HtStore *store,
		  const char *person, guint32 month)
{
	g_autoptr(GArray) numbers = ht_segment_keys_list(ht_store_segments(store), person, month);
	guint8 of_person[32];

	memset(loot, 0, sizeof(*loot));
	loot->fixture = fixture;
	g_strlcpy(loot->person, person, RECORD_ID_MAX);
	steal_person_key(loot, of_person);
	if (month == HT_SEGMENT_ALWAYS) {
		/* The random one, out of which all that the person has comes. */
		memcpy(loot->key, of_person, sizeof(of_person));
		return;
	}
	g_assert_cmpuint(numbers->len, ==, 1);
	g_assert_true(ht_segment_keys_copy(ht_store_segments(store),
					   g_array_index(numbers, guint32, 0), loot->key));
	loot->month = month;
	derive(of_person, OF_MONTHS, loot->unwrapping);
}

static void test_month(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	guint32 january = ht_segment_month_of(january_ns);
	struct loot loot;

	(void)unused;
	steal(&loot, fixture, store, "anna", january);
	/* The search can find. */
	g_assert_true(can_find_key(&loot));
	erase(store, "anna", january);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, 1);
	g_assert_cmpuint(count_records(store, "bert", G_MININT64), ==, 1);
	g_assert_true(has_document(store, "anna"));
	g_assert_false(can_find_key(&loot));
	g_assert_false(store_pages_hold(fixture, SENTINEL " january", strlen(SENTINEL " january")));
	/* What comes now is kept, under another key. */
	append(store, "anna", january_ns, "anew");
	close_store(store);
	g_assert_false(can_find_key(&loot));
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, 2);
	close_store(store);
}

static void test_person(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	struct loot loot;
	struct loot january;

	(void)unused;
	steal(&loot, fixture, store, "anna", HT_SEGMENT_ALWAYS);
	steal(&january, fixture, store, "anna", ht_segment_month_of(january_ns));
	erase(store, "anna", HT_SEGMENT_ALWAYS);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, 0);
	g_assert_cmpuint(count_records(store, "bert", G_MININT64), ==, 1);
	g_assert_false(has_document(store, "anna"));
	g_assert_true(has_document(store, "bert"));
	g_assert_true(has_document(store, "hub"));
	close_store(store);
	g_assert_false(can_find_key(&loot));
	g_assert_false(can_find_key(&january));
	g_assert_false(store_pages_hold(fixture, SENTINEL, strlen(SENTINEL)));
	/* Not even who it was. */
	g_assert_false(store_pages_hold(fixture, "anna", strlen("anna")));
	g_assert_true(store_pages_hold(fixture, "bert", strlen("bert")));
}

/* A row of this segment as it was when it was stolen, and its key: nothing is left that opens it,
 * which the two searches above rely on. */
static void test_sealed_in_pages(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);

	(void)unused;
	/* Also before anything is erased: pages decrypted by the hub's key hold sealed content. */
	g_assert_false(store_pages_hold(fixture, SENTINEL, strlen(SENTINEL)));
	g_assert_true(store_pages_hold(fixture, "anna", strlen("anna")));
	close_store(store);
}

static void test_hub_is_refused(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_false(ht_store_erase(store, "", HT_SEGMENT_ALWAYS, NULL, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_assert_true(has_document(store, "hub"));
	/* Of somebody who is not there nothing is to be done. */
	erase(store, "nobody", HT_SEGMENT_ALWAYS);
	erase(store, "anna", ht_segment_month_of(february_ns) + 1);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, RECORDS + 1);
	close_store(store);
}

static void test_survivors(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	g_autoptr(GPtrArray) survivors = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_segment_keys_register_backup(ht_store_segments(store), "1", "on the shelf", january_ns,
					&error);
	g_assert_no_error(error);
	ht_store_erase(store, "anna", HT_SEGMENT_ALWAYS, &survivors, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(survivors->len, ==, 1);
	g_assert_nonnull(strstr(survivors->pdata[0], "on the shelf"));
	close_store(store);
}

static HtStore *open_while_destroying; /* NULL = nothing happens then */

/* In front of the C library's: while the keys of january or of all are being
 * destroyed, in the writing thread, records come. */
int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned int flags)
{
	HtStore *store = open_while_destroying;

	if (store && g_str_has_suffix(to, "/segments")) {
		open_while_destroying = NULL;
		append(store, "anna", january_ns, SENTINEL " late");
		append(store, "anna", february_ns, "later");
		append(store, "bert", january_ns, "of another");
	}
	return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

static guint count_keys(HtStore *store, const char *person, guint32 month)
{
	g_autoptr(GArray) keys = ht_segment_keys_list(ht_store_segments(store), person, month);

	return keys->len;
}

/* What was in the queue when the keys went is not written under new ones. */
static void test_queued_goes_too(struct fixture *fixture, gconstpointer whole)
{
	guint32 january = ht_segment_month_of(january_ns);
	HtStore *store = open_filled(fixture);

	open_while_destroying = store;
	erase(store, "anna", whole ? HT_SEGMENT_ALWAYS : january);
	g_assert_null(open_while_destroying);
	g_assert_true(ht_store_flush(store, NULL));
	g_assert_cmpuint(count_keys(store, "anna", january), ==, 0);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, whole ? 0 : 2);
	g_assert_cmpuint(count_records(store, "bert", G_MININT64), ==, 2);
	g_assert_cmpuint(count_keys(store, "anna", HT_SEGMENT_ALWAYS), ==, whole ? 0 : 2);
	close_store(store);
}

/* What somebody still had of her when she was erased, an answer that was being kept among it, makes
 * no key for her anew. */
static void test_stays_erased(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	g_autoptr(GBytes) content = g_bytes_new_static("answer", 6);
	struct record records[] = {fixture_record("s", 3, february_ns, february_ns + 1),
				   fixture_record("s", 3, february_ns, february_ns + 1)};
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	erase(store, "anna", HT_SEGMENT_ALWAYS);
	append(store, "anna", february_ns, "late");
	g_strlcpy(records[0].person, "anna", RECORD_ID_MAX);
	g_strlcpy(records[1].person, "bert", RECORD_ID_MAX);
	g_assert_true(ht_store_fold(store, "000001", records, 2, NULL));
	g_assert_false(ht_store_put_document(store, "anna", "answers", "1", content, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_FOUND);
	/* To take away what is not there is no error. */
	g_assert_true(ht_store_put_document(store, "anna", "answers", "1", NULL, NULL));
	g_assert_true(ht_store_flush(store, NULL));
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, 0);
	g_assert_cmpuint(count_records(store, "bert", G_MININT64), ==, 2);
	g_assert_cmpuint(count_keys(store, "anna", HT_SEGMENT_ALWAYS), ==, 0);
	findings = ht_store_check(store, TRUE, NULL, NULL);
	g_assert_false(findings->stale);
	close_store(store);
	g_assert_false(store_pages_hold(fixture, "anna", strlen("anna")));
}

/* What was made of records that are erased by the time that it is to be written is not. */
static void test_derived_of_erased(struct fixture *fixture, gconstpointer unused)
{
	const struct record sums[] = {fixture_record("", 9, january_ns, january_ns + 1),
				      fixture_record("", 9, february_ns, february_ns + 1)};
	HtStore *store = fixture_open_store(fixture, NULL);
	guint32 january = ht_segment_month_of(january_ns);
	g_autoptr(GArray) before = NULL;
	g_autoptr(GArray) after = NULL;

	(void)unused;
	append(store, "person-1", january_ns, "january");
	append(store, "person-1", february_ns, "february");
	g_assert_true(ht_store_flush(store, NULL));
	before = ht_segment_keys_list(ht_store_segments(store), "person-1", HT_SEGMENT_ALWAYS);
	erase(store, "person-1", january);
	g_assert_true(ht_store_derive(store, before, sums, 2, NULL));
	g_assert_cmpuint(count_records(store, "person-1", G_MININT64), ==, 2);
	g_assert_cmpuint(count_keys(store, "person-1", january), ==, 0);
	/* Nor under the key of what came later. */
	append(store, "person-1", january_ns, "anew");
	g_assert_true(ht_store_flush(store, NULL));
	g_assert_true(ht_store_derive(store, before, sums, 1, NULL));
	g_assert_cmpuint(count_records(store, "person-1", G_MININT64), ==, 3);
	after = ht_segment_keys_list(ht_store_segments(store), "person-1", HT_SEGMENT_ALWAYS);
	g_assert_true(ht_store_derive(store, after, sums, 1, NULL));
	g_assert_cmpuint(count_records(store, "person-1", G_MININT64), ==, 4);
	close_store(store);
}

static HtStore *backed_up_while_noting; /* NULL = nothing happens then */

/* In front of the C library's: while it is noted that something will be erased, a backup begins. */
int fdatasync(int fd)
{
	HtStore *store = backed_up_while_noting;

	backed_up_while_noting = NULL;
	if (store)
		g_assert_true(ht_segment_keys_register_backup(ht_store_segments(store), "2",
							      "in between", january_ns, NULL));
	return (int)syscall(SYS_fdatasync, fd);
}

/* It took the keys along, so it is named. */
static void test_survivor_of_the_last_moment(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	g_autoptr(GPtrArray) survivors = NULL;

	(void)unused;
	backed_up_while_noting = store;
	g_assert_true(ht_store_erase(store, "anna", HT_SEGMENT_ALWAYS, &survivors, NULL));
	g_assert_null(backed_up_while_noting);
	g_assert_cmpuint(survivors->len, ==, 1);
	g_assert_nonnull(strstr(survivors->pdata[0], "in between"));
	close_store(store);
}

/* Stopped after the keys are gone and before the rows are: opening finishes it. */
static void test_cut_off(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	pid_t child;
	int status;

	(void)unused;
	close_store(store);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		HtStore *inside = fixture_open_store(fixture, NULL);

		/* A note as the eraser writes it, and then the power goes. */
		g_autoptr(GBytes) begun = g_bytes_new_static("begun", 5);
		ht_store_put_document(inside, NULL, "store.erasing", "0 anna", begun, NULL);
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpuint(count_records(store, "anna", G_MININT64), ==, 0);
	g_assert_false(has_document(store, "anna"));
	g_assert_true(ht_store_is_fresh(store, NULL));
	close_store(store);
	g_assert_false(store_pages_hold(fixture, "anna", strlen("anna")));
}

/* The ledger is right afterwards. */
static void test_leaves_no_trace_in_the_ledger(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_filled(fixture);
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	erase(store, "anna", ht_segment_month_of(january_ns));
	findings = ht_store_check(store, TRUE, NULL, &error);
	g_assert_no_error(error);
	g_assert_false(findings->stale);
	g_assert_false(findings->damaged);
	g_assert_cmpuint(findings->losses->len, ==, 0);
	g_assert_cmpuint(findings->records, ==, 2);
	close_store(store);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/store/erase/" path, struct fixture, NULL, fixture_set_up, function,           \
		   fixture_tear_down)
	ADD("month", test_month);
	ADD("person", test_person);
	ADD("sealed-in-pages", test_sealed_in_pages);
	ADD("hub-is-refused", test_hub_is_refused);
	ADD("survivors", test_survivors);
	ADD("derived-of-erased", test_derived_of_erased);
	ADD("survivor-of-the-last-moment", test_survivor_of_the_last_moment);
	ADD("cut-off", test_cut_off);
	ADD("leaves-no-trace-in-the-ledger", test_leaves_no_trace_in_the_ledger);
	g_test_add("/store/erase/queued-goes-too", struct fixture, (gpointer) "whole",
		   fixture_set_up, test_queued_goes_too, fixture_tear_down);
	ADD("queued-of-the-month-goes-too", test_queued_goes_too);
	ADD("stays-erased", test_stays_erased);
	return g_test_run();
}
