/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the inbox into the store: once, in order, never more than it is, and no twin is fooled. */
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/trust.h"
#include "common/waveform.h"
#include "daemon/bus/key-work.h"
#include "daemon/locked/fold.h"
#include "daemon/state-lock.h"
#include "daemon/unlock.h"
#include "health-models/ecg/beat_record.h"
#include "privacy/inbox/inbox-folder.h"
#include "privacy/inbox/inbox.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RATE_HZ = 130, SECONDS = 120, KILLS = 12 };

#define START_UTC_NS (INT64_C(1767225600) * NS_PER_S)
#define NOW_UTC_NS   (START_UTC_NS + 3600 * NS_PER_S)
#define STREAM       "k000001s000001"

struct fold_fixture {
	struct fixture base;
	HtStore *store;
	HtPeople *people;
	HtTwins *twins;
	char *person;
	HtInbox *inbox;
};

static void open_inbox(struct fold_fixture *f)
{
	HtHubPublic hub_public;

	ht_keyring_hub_public(f->base.keyring, &hub_public);
	f->inbox = ht_inbox_open(f->base.dir, hub_public.box, 1, NULL, NULL, NULL, NULL);
	g_assert_nonnull(f->inbox);
}

static void open_store(struct fold_fixture *f)
{
	f->store = fixture_open_store(&f->base, NULL);
	f->people = ht_people_load(f->store, NULL);
	f->twins = ht_twins_new();
	if (f->person)
		g_assert_true(ht_twins_load(f->twins, f->store, f->person, NULL));
}

static void close_store(struct fold_fixture *f)
{
	ht_twins_free(f->twins);
	ht_people_free(f->people);
	g_assert_true(ht_store_close(f->store, NULL));
}

static void set_up(struct fold_fixture *f, gconstpointer unused)
{
	g_autoptr(GVariant) settings = g_variant_ref_sink(g_variant_new_parsed("{'name': <'x'>}"));

	fixture_set_up(&f->base, unused);
	open_store(f);
	f->person = ht_people_add(f->people, settings, NULL);
	open_inbox(f);
}

static void tear_down(struct fold_fixture *f, gconstpointer unused)
{
	g_autofree char *folder = fixture_path(&f->base, HT_INBOX_FOLDER);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
	close_store(f);
	g_free(f->person);
	fixture_tear_down(&f->base, unused);
}

static void append(struct fold_fixture *f, const struct record *record)
{
	g_assert_true(ht_inbox_append(f->inbox, record, NULL));
}

static struct record record_of(const struct fold_fixture *f, guint16 kind, gint64 start_utc_ns,
			       gint64 end_utc_ns)
{
	struct record record = fixture_record(STREAM, kind, start_utc_ns, end_utc_ns);

	g_strlcpy(record.person, f->person, sizeof record.person);
	return record;
}

static void append_second(struct fold_fixture *f, gint64 start_utc_ns, gint64 second)
{
	struct waveform waveform = {RATE_HZ * 1000, 1000, RATE_HZ};
	gint64 at = start_utc_ns + second * NS_PER_S;
	struct record record = record_of(f, RECORD_ECG_WAVEFORM, at, at + NS_PER_S);
	gint32 samples[RATE_HZ];
	guint8 blob[1000];

	for (int i = 0; i < RATE_HZ; i++)
		samples[i] = (gint32)(second * 7 + i);
	record.number[0] = (double)(second * RATE_HZ);
	record.number[1] = RATE_HZ;
	record.blob = blob;
	record.blob_size = (gsize)waveform_encode(&waveform, samples, blob, sizeof blob);
	append(f, &record);
}

/* Beats over ten seconds. */
static void append_beats(struct fold_fixture *f, gint64 start_utc_ns, gint64 second, double hr_bpm)
{
	double step = 60.0 / hr_bpm * RATE_HZ;
	struct ecg_beat beats[64] = {0};
	guint8 blob[2000];
	struct record record;
	gint64 first;
	gsize n = 0;

	for (double at = step; at < 10 * RATE_HZ && n < 64; at += step)
		beats[n++] = (struct ecg_beat){.sample_index = second * RATE_HZ + (gint64)at,
					       .label = BEAT_NORMAL,
					       .confidence = 1,
					       .rr_ms = (float)(60000.0 / hr_bpm),
					       .p_wave = -1};
	first = start_utc_ns + beats[0].sample_index * NS_PER_S / RATE_HZ;
	record = record_of(f, RECORD_BEATS, first, start_utc_ns + (second + 10) * NS_PER_S);
	record.number[0] = (double)beats[0].sample_index;
	record.number[1] = (double)beats[n - 1].sample_index;
	record.number[2] = RATE_HZ;
	record.blob = blob;
	record.blob_size = (gsize)beat_record_encode(beats, n, blob, sizeof blob);
	append(f, &record);
}

static void append_trust(struct fold_fixture *f, gint64 utc_ns, enum sample_trust trust)
{
	struct record record = record_of(f, RECORD_TRUST, utc_ns, utc_ns);

	record.number[0] = trust;
	append(f, &record);
}

/* What a locked hub writes, in two files. */
static void append_stretch(struct fold_fixture *f, gint64 start_utc_ns, double hr_bpm)
{
	append_trust(f, start_utc_ns, TRUST_UNAUTHENTICATED);
	for (gint64 second = 0; second < SECONDS; second++) {
		append_second(f, start_utc_ns, second);
		if (second % 10 == 9)
			append_beats(f, start_utc_ns, second - 9, hr_bpm);
		if (second == SECONDS / 2) {
			g_assert_true(ht_inbox_flush(f->inbox, NULL));
			ht_inbox_rotate(f->inbox);
		}
	}
	g_assert_true(ht_inbox_close(f->inbox, NULL));
}

static HtFoldCounts fold_at(struct fold_fixture *f, gint64 now_utc_ns)
{
	g_autoptr(HtFold) fold =
	    ht_fold_new(f->base.dir, f->store, f->base.keyring, f->people, f->twins, now_utc_ns);
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_fold_files(fold, G_MAXUINT32, &error));
	g_assert_no_error(error);
	return *ht_fold_counts(fold);
}

static HtFoldCounts fold(struct fold_fixture *f)
{
	return fold_at(f, NOW_UTC_NS);
}

typedef struct {
	gint64 next_second; /* of the waveform, which comes in order */
	guint records, suspect, marked;
	const char *person, *stream;
} Found;

static gboolean see(gpointer context, const struct record *record)
{
	Found *found = context;

	found->records++;
	if (record->kind == RECORD_ECG_WAVEFORM) {
		g_assert_cmpint((gint64)record->number[0], ==, found->next_second * RATE_HZ);
		found->next_second++;
	}
	if (record->kind == RECORD_TRUST) {
		g_assert_cmpint((int)record->number[0], !=, TRUST_AUTHENTICATED);
		found->suspect += (int)record->number[0] == TRUST_SUSPECT;
		found->marked += ((guint)record->number[1] & TRUST_REASON_SEALED_LOCKED) != 0;
	}
	return TRUE;
}

static Found look(struct fold_fixture *f, const char *stream, guint16 kind)
{
	const HtStoreQuery query = {.stream = stream, .kind = kind, .end_utc_ns = G_MAXINT64};
	Found found = {0};

	g_assert_true(ht_store_flush(f->store, NULL));
	g_assert_true(ht_store_query(f->store, &query, see, &found, NULL));
	return found;
}

static void check_whole(struct fold_fixture *f)
{
	g_autoptr(GArray) left = ht_inbox_list(f->base.dir, NULL, NULL);

	g_assert_cmpint(look(f, STREAM, RECORD_ECG_WAVEFORM).next_second, ==, SECONDS);
	g_assert_cmpuint(look(f, STREAM, RECORD_BEATS).records, ==, SECONDS / 10);
	g_assert_cmpuint(left->len, ==, 0);
}

static void test_once_and_in_order(struct fold_fixture *f, gconstpointer unused)
{
	HtFoldCounts counts;

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	counts = fold(f);
	g_assert_cmpuint(counts.files, ==, 2);
	g_assert_cmpuint(counts.suspect + counts.left_out + counts.damaged + counts.missing, ==, 0);
	check_whole(f);
	g_assert_cmpuint(look(f, STREAM, RECORD_TRUST).marked, ==, 1);
	g_assert_cmpuint(look(f, STREAM, RECORD_TRUST).suspect, ==, 0);
	/* The twin learned, and keeps it. */
	g_assert_cmpfloat_with_epsilon((double)twin_hr_rest_bpm(ht_twins_get(f->twins, f->person)),
				       60, 0.5);
	g_assert_cmpuint(look(f, STREAM, RECORD_TWIN_STATE).records, ==, 2);
	g_assert_cmpuint(ht_fold_after(f->store), ==, 2);
	g_assert_cmpuint(fold(f).files, ==, 0);
	check_whole(f);
}

/* Somebody keeps a copy and puts it back, under whatever number. */
static void test_put_back(struct fold_fixture *f, gconstpointer unused)
{
	g_autofree char *first = ht_inbox_path(f->base.dir, 1);
	g_autofree char *ninth = ht_inbox_path(f->base.dir, 9);
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	g_assert_true(g_file_get_contents(first, &bytes, &size, NULL));
	fold(f);
	g_assert_true(g_file_set_contents(first, bytes, (gssize)size, NULL));
	g_assert_true(g_file_set_contents(ninth, bytes, (gssize)size, NULL));
	fold(f);
	check_whole(f);
	g_assert_cmpuint(look(f, STREAM, RECORD_TWIN_STATE).records, ==, 2);
}

static void test_missing(struct fold_fixture *f, gconstpointer unused)
{
	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	g_assert_true(ht_inbox_remove(f->base.dir, 1, NULL));
	g_assert_cmpuint(fold(f).missing, ==, 1);
}

/* A file that cannot be read is there all the same: only those before it are missing. */
static void test_missing_before_a_damaged_one(struct fold_fixture *f, gconstpointer unused)
{
	g_autofree char *second = ht_inbox_path(f->base.dir, 2);
	HtFoldCounts counts;

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	g_assert_true(ht_inbox_remove(f->base.dir, 1, NULL));
	g_assert_true(g_file_set_contents(second, "rubbish", 7, NULL));
	counts = fold(f);
	g_assert_cmpuint(counts.missing, ==, 1);
	g_assert_cmpuint(counts.damaged, ==, 1);
}

/* Behind the highest number there is none, and what a hub has there it would never find again. */
static void test_number_far_ahead(struct fold_fixture *f, gconstpointer unused)
{
	g_autofree char *last = ht_inbox_path(f->base.dir, G_MAXUINT32 - 1);
	HtFoldCounts counts;

	(void)unused;
	g_assert_true(ht_inbox_close(f->inbox, NULL));
	g_assert_true(g_file_set_contents(last, "rubbish", 7, NULL));
	open_inbox(f);
	append_stretch(f, START_UTC_NS, 60);
	counts = fold(f);
	g_assert_cmpuint(counts.damaged, ==, 1);
	g_assert_cmpuint(counts.missing, ==, 0);
	check_whole(f);
	g_assert_cmpuint(ht_fold_after(f->store), ==, 2);
}

/* What was not taken in is taken in later: a twin must not have learned of it already. */
static void test_not_learned_of_what_failed(struct fold_fixture *f, gconstpointer unused)
{
	g_autoptr(HtFold) failing =
	    ht_fold_new(f->base.dir, f->store, f->base.keyring, f->people, f->twins, NOW_UTC_NS);

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	disk_limit_files(1);
	g_assert_false(ht_fold_files(failing, G_MAXUINT32, NULL));
	disk_free_files();
	g_assert_cmpuint(twin_beats(ht_twins_get(f->twins, f->person)), ==, 0);
	fold(f);
	check_whole(f);
	g_assert_cmpuint(twin_beats(ht_twins_get(f->twins, f->person)), ==, (SECONDS / 10) * 9);
}

/* Nothing that comes this way is authenticated, whatever it says. */
static void test_claims(struct fold_fixture *f, gconstpointer unused)
{
	struct record record = record_of(f, RECORD_TWIN_STATE, START_UTC_NS, START_UTC_NS);

	(void)unused;
	append(f, &record);
	append_trust(f, START_UTC_NS, TRUST_AUTHENTICATED);
	append_second(f, START_UTC_NS, 0);
	record = record_of(f, RECORD_HEART_RATE, START_UTC_NS, START_UTC_NS);
	g_strlcpy(record.stream, "untold", sizeof record.stream);
	g_strlcpy(record.person, "stranger", sizeof record.person);
	append(f, &record);
	g_assert_true(ht_inbox_close(f->inbox, NULL));
	g_assert_cmpuint(fold(f).left_out, ==, 1);
	g_assert_cmpuint(look(f, NULL, RECORD_TWIN_STATE).records, ==, 0);
	g_assert_cmpuint(look(f, NULL, RECORD_TRUST).marked, ==, 2);
	g_assert_cmpuint(look(f, "untold", RECORD_TRUST).marked, ==, 1);
	{
		const HtStoreQuery query = {.person = "stranger", .end_utc_ns = G_MAXINT64};
		Found found = {0};

		g_assert_true(ht_store_query(f->store, &query, see, &found, NULL));
		g_assert_cmpuint(found.records, ==, 0);
	}
}

/* A stream of the open hub is not gone on with. */
static void test_stream_of_the_open_hub(struct fold_fixture *f, gconstpointer unused)
{
	struct record trust = record_of(f, RECORD_TRUST, START_UTC_NS, START_UTC_NS);

	(void)unused;
	g_assert_true(ht_store_append(f->store, &trust, NULL));
	g_assert_true(ht_store_flush(f->store, NULL));
	append_stretch(f, START_UTC_NS + 600 * NS_PER_S, 60);
	g_assert_cmpuint(fold(f).suspect, ==, 1);
	g_assert_cmpuint(look(f, STREAM, 0).records, ==, 1);
	g_assert_cmpint(look(f, NULL, RECORD_ECG_WAVEFORM).next_second, ==, SECONDS);
	g_assert_cmpuint(look(f, NULL, RECORD_TWIN_STATE).records, ==, 0);
}

static void check_not_learned(struct fold_fixture *f, gint64 start_utc_ns, double hr_bpm,
			      gint64 now_utc_ns)
{
	append_stretch(f, start_utc_ns, hr_bpm);
	g_assert_cmpuint(fold_at(f, now_utc_ns).suspect, ==, 1);
	/* It is there all the same. */
	check_whole(f);
	g_assert_cmpuint(look(f, STREAM, RECORD_TRUST).suspect, >=, 1);
}

static void test_future(struct fold_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_not_learned(f, START_UTC_NS, 60, START_UTC_NS - 100 * NS_PER_S);
	g_assert_cmpuint(look(f, STREAM, RECORD_TWIN_STATE).records, ==, 0);
}

static void test_no_heart(struct fold_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_not_learned(f, START_UTC_NS, 310, NOW_UTC_NS);
	g_assert_cmpuint(look(f, STREAM, RECORD_TWIN_STATE).records, ==, 0);
}

/* A rest that no heart of that twin has would spoil all that is told by it. */
static void test_jump(struct fold_fixture *f, gconstpointer unused)
{
	g_autoptr(HtWriter) writer = ht_writer_new(NULL);
	const struct twin *twin = ht_twins_get(f->twins, f->person);

	(void)unused;
	g_assert_true(ht_twins_claim(f->twins, f->person, "s000001"));
	for (int i = 0; i < 300; i++) {
		struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = 800};

		ht_twins_beat(f->twins, writer, f->person, &beat,
			      START_UTC_NS - 600 * NS_PER_S + i * 800 * NS_PER_MS);
	}
	ht_twins_release(f->twins, writer, f->person, START_UTC_NS - 300 * NS_PER_S);
	g_assert_cmpfloat_with_epsilon((double)twin_hr_rest_bpm(twin), 75, 0.5);
	check_not_learned(f, START_UTC_NS, 40, NOW_UTC_NS);
	g_assert_cmpfloat_with_epsilon((double)twin_hr_rest_bpm(twin), 75, 0.5);
}

/* Killed at any moment and begun again: as if it had never been killed. */
static void test_killed(struct fold_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(1);

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	close_store(f);
	for (int i = 0; i < KILLS; i++) {
		pid_t child = fork();

		g_assert_cmpint(child, >=, 0);
		if (child == 0) {
			open_store(f);
			fold(f);
			_exit(0);
		}
		g_usleep((gulong)g_rand_int_range(chance, 1000, 150000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	open_store(f);
	fold(f);
	check_whole(f);
	g_assert_cmpuint(look(f, STREAM, RECORD_TRUST).records, ==, 1);
	g_assert_cmpuint(look(f, STREAM, RECORD_TWIN_STATE).records, ==, 2);
	g_assert_cmpuint(twin_beats(ht_twins_get(f->twins, f->person)), ==, (SECONDS / 10) * 9);
}

/* A descriptor that the secret is read from. */
static int secret_fd(const HtSecret *secret)
{
	gssize size = (gssize)ht_secret_size(secret);
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(write(ends[1], ht_secret_bytes(secret), (gsize)size), ==, size);
	close(ends[1]);
	return ends[0];
}

static gboolean rotate(struct fold_fixture *f, GError **error)
{
	g_autoptr(HtKeyWork) work = ht_key_work_new(HT_KEY_ROTATE, f->base.dir);

	work->proof_fd = secret_fd(f->base.passphrase);
	return ht_key_work_do(work, NULL, error);
}

/* It is sealed to the pair of the data key that would go. */
static void test_no_other_key_before(struct fold_fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	append_stretch(f, START_UTC_NS, 60);
	g_assert_false(rotate(f, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	g_clear_error(&error);
	fold(f);
	check_whole(f);
	rotate(f, &error);
	g_assert_no_error(error);
}

static void keep_result(GObject *source, GAsyncResult *result, gpointer data)
{
	(void)source;
	*(GAsyncResult **)data = g_object_ref(result);
}

/* A backup that is being restored holds the lock: keys made beside it would end it half way. */
static void test_no_keys_in_a_folder_in_use(struct fold_fixture *f, gconstpointer unused)
{
	g_autofree char *dir = fixture_path(&f->base, "new");
	g_autofree char *lock_path = g_build_filename(dir, "lock", NULL);
	HtUnlockRequest *request = g_new0(HtUnlockRequest, 1);
	g_autoptr(GAsyncResult) result = NULL;
	g_autoptr(GError) error = NULL;
	int lock;

	(void)unused;
	g_assert_true(ht_inbox_close(f->inbox, NULL));
	g_assert_cmpint(g_mkdir(dir, 0700), ==, 0);
	lock = ht_state_lock(dir, NULL);
	g_assert_cmpint(lock, >=, 0);
	*request = (HtUnlockRequest){.state_dir = g_strdup(dir),
				     .by = HT_SLOT_PASSPHRASE,
				     .secret_fd = secret_fd(f->base.passphrase),
				     .patience_ms = -1,
				     .create = TRUE,
				     .store_settings = ht_store_settings_default};
	ht_unlock_async(request, NULL, keep_result, &result);
	while (!result)
		g_main_context_iteration(NULL, TRUE);
	g_assert_null(ht_unlock_finish(result, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	g_assert_false(ht_keyring_exists(dir));
	close(lock);
	g_unlink(lock_path);
	g_assert_cmpint(g_rmdir(dir), ==, 0);
}

#define ADD(path, function)                                                                        \
	g_test_add("/fold/" path, struct fold_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("once-and-in-order", test_once_and_in_order);
	ADD("put-back", test_put_back);
	ADD("missing", test_missing);
	ADD("missing-before-a-damaged-one", test_missing_before_a_damaged_one);
	ADD("number-far-ahead", test_number_far_ahead);
	ADD("not-learned-of-what-failed", test_not_learned_of_what_failed);
	ADD("claims", test_claims);
	ADD("stream-of-the-open-hub", test_stream_of_the_open_hub);
	ADD("no-other-key-before", test_no_other_key_before);
	ADD("no-keys-in-a-folder-in-use", test_no_keys_in_a_folder_in_use);
	ADD("future", test_future);
	ADD("no-heart", test_no_heart);
	ADD("jump", test_jump);
	ADD("killed", test_killed);
	return g_test_run();
}
