/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session as it goes, sample by sample, and one that is taken up out of a real store. */
#include "daemon/rehab/rehab.h"

#include "common/timebase.h"
#include "daemon/answers/rehab-history.h"
#include "daemon/rehab/rehab-records.h"
#include "programme/exercises/ht-exercise.h"
#include "programme/prescription/standing.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

#define START_NS ((gint64)1772323200 * NS_PER_S) /* 2026-03-01 */
#define SQUAT    "half-squat"
#define GONE     "no-such-exercise"
#define POD      "C0:00:00:00:00:01"

typedef struct {
	HtRehabHost host;
	HtRehabSession *session;
	gint64 t_ns; /* of the next sample */
} Alone;

static void heed(gpointer context, HtRehabSession *session)
{
	(void)context;
	(void)session;
}

static void heed_event(gpointer context, HtRehabSession *session, const struct set_event *event)
{
	(void)context;
	(void)session;
	(void)event;
}

static void heed_repetition(gpointer context, HtRehabSession *session,
			    const HtRehabRepetition *repetition)
{
	(void)context;
	(void)session;
	(void)repetition;
}

static struct exercise squat(void)
{
	g_autoptr(HtExercise) exercise = ht_exercise_find(NULL, SQUAT, NULL);

	g_assert_nonnull(exercise);
	return *ht_exercise_model(exercise);
}

static void alone_begin(Alone *a, enum exercise_signal signal)
{
	HtRehabPlanned planned = {.id = "s",
				  .person = "p",
				  .exercise = SQUAT,
				  .model = squat(),
				  .sets = 1,
				  .repetitions = 5,
				  .wearable = POD,
				  .trunk = "",
				  .began_utc_ns = START_NS};

	planned.model.signal = signal;
	a->host = (HtRehabHost){.entered = heed,
				.noticed = heed_event,
				.counted = heed_repetition,
				.set_ended = heed,
				.ended = heed};
	a->t_ns = START_NS;
	a->session = ht_rehab_session_new(&planned, &a->host, NULL);
	g_assert_nonnull(a->session);
}

/* The thigh hangs still. */
static void feed(Alone *a, unsigned has, float rate_hz, float seconds)
{
	struct imu_sample sample = {.has = has, .acc_ms2 = {9.81f, 0, 0}};

	for (float t_s = 0; t_s < seconds; t_s += 1 / rate_hz) {
		sample.t_ns = a->t_ns;
		ht_rehab_session_sample(a->session, SET_SENSOR_LIMB, "stream", rate_hz, &sample);
		a->t_ns += (gint64)(1e9 / (double)rate_hz);
	}
}

/* The streams that were there when it began are switched off, and on at another rate. */
static void test_rate_comes_late(void)
{
	Alone a;

	alone_begin(&a, EXERCISE_SIGNAL_ROTATION);
	feed(&a, IMU_ACCELERATION, 52, 1);
	ht_rehab_session_lost(a.session, SET_SENSOR_LIMB);
	a.t_ns += 10 * NS_PER_S;
	feed(&a, IMU_ACCELERATION, 104, 0.2f);
	g_assert_cmpint(ht_rehab_session_state(a.session), ==, HT_REHAB_STILL);
	feed(&a, IMU_ACCELERATION | IMU_ANGULAR_RATE, 104, 4);
	g_assert_cmpint(ht_rehab_session_state(a.session), ==, HT_REHAB_READY);
	ht_rehab_session_free(a.session);
}

static void test_rate_never_comes(void)
{
	Alone a;

	alone_begin(&a, EXERCISE_SIGNAL_ROTATION);
	feed(&a, IMU_ACCELERATION, 52, 4);
	g_assert_cmpint(ht_rehab_session_state(a.session), ==, HT_REHAB_DONE);
	g_assert_nonnull(strstr(ht_rehab_session_word(a.session), "gyroscope"));
	ht_rehab_session_free(a.session);
}

static void test_too_slow(void)
{
	Alone a;

	alone_begin(&a, EXERCISE_SIGNAL_TILT);
	feed(&a, IMU_ACCELERATION, 5, 5);
	g_assert_cmpint(ht_rehab_session_state(a.session), ==, HT_REHAB_DONE);
	g_assert_nonnull(strstr(ht_rehab_session_word(a.session), "too few samples"));
	ht_rehab_session_free(a.session);
}

typedef struct {
	struct fixture base;
	HtOutlets outlets;
	HtRehabSurroundings around;
	HtConsents *consents;
	char *person;
	HtRehab *rehab;
	guint asked; /* for a session's streams */
} Fixture;

static void ask_streams(gpointer context, const char *address, gboolean session)
{
	Fixture *f = context;

	g_assert_cmpstr(address, ==, POD);
	f->asked += session ? 1 : 0;
}

static void ask_buzz(gpointer context, const char *address, guint level)
{
	(void)context;
	(void)address;
	(void)level;
}

static void open_rehab(Fixture *f)
{
	f->around.plan = f->outlets.plan = ht_rehab_plan_new(f->around.store, f->around.people,
							     f->consents, f->around.clock, NULL);
	f->rehab = ht_rehab_new(&f->around);
}

static void close_rehab(Fixture *f)
{
	g_clear_pointer(&f->rehab, ht_rehab_free);
	g_clear_pointer(&f->outlets.plan, ht_rehab_plan_free);
}

static void set_up(Fixture *f, gconstpointer data)
{
	HtRehabSurroundings *around = &f->around;
	GVariantDict settings;

	fixture_set_up(&f->base, data);
	around->store = fixture_open_store(&f->base, NULL);
	around->people = ht_people_load(around->store, NULL);
	around->clock = ht_clock_new_virtual(START_NS);
	around->outlets = &f->outlets;
	around->context = f;
	around->streams = ask_streams;
	around->buzz = ask_buzz;
	f->consents = ht_consents_load(around->store, NULL);
	f->outlets.writer = ht_writer_new(around->store);
	f->outlets.live = ht_live_new();
	f->outlets.motion = ht_motion_feed_new();
	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(&settings, "name", "s", "Maria");
	f->person = ht_people_add(around->people, g_variant_dict_end(&settings), NULL);
	g_assert_true(ht_people_enroll(around->people, POD, "Pod", START_NS, NULL));
	g_assert_true(ht_people_assign(around->people, POD, f->person, START_NS, NULL));
	open_rehab(f);
}

static void tear_down(Fixture *f, gconstpointer data)
{
	close_rehab(f);
	ht_motion_feed_free(f->outlets.motion);
	ht_live_free(f->outlets.live);
	ht_writer_free(f->outlets.writer);
	g_free(f->person);
	ht_clock_free(f->around.clock);
	ht_consents_free(f->consents);
	ht_people_free(f->around.people);
	g_assert_true(ht_store_close(f->around.store, NULL));
	fixture_tear_down(&f->base, data);
}

static void start(Fixture *f)
{
	GVariantDict options;
	g_autoptr(GVariant) given = NULL;
	g_autofree char *id = NULL;

	g_variant_dict_init(&options, NULL);
	given = g_variant_ref_sink(g_variant_dict_end(&options));
	id = ht_rehab_start(f->rehab, f->person, SQUAT, given, NULL);
	g_assert_nonnull(id);
}

static void check_state(Fixture *f, const char *expected)
{
	g_autoptr(GVariant) state = g_variant_ref_sink(ht_rehab_state(f->rehab, f->person));
	const char *name = NULL;

	g_variant_lookup(state, "state", "&s", &name);
	g_assert_cmpstr(name, ==, expected);
}

static void test_goes_on(Fixture *f, gconstpointer data)
{
	(void)data;
	start(f);
	close_rehab(f);
	open_rehab(f);
	check_state(f, "paused");
}

/* The hub was ended after the stop was kept, and before the session's end was. */
static void test_stopped_meanwhile(Fixture *f, gconstpointer data)
{
	const HtStanding standing = {.stopped = TRUE, .stop = 1, .stops = DOSE_STOP_HEART_RATE};

	(void)data;
	start(f);
	close_rehab(f);
	g_assert_true(ht_standing_keep(f->around.store, f->person, &standing, NULL));
	open_rehab(f);
	check_state(f, "stopped");
}

/* Who ended a session of which nothing came hears of a time that there was. */
static void test_nothing_came(Fixture *f, gconstpointer data)
{
	g_autoptr(GVariant) summary = NULL;
	gint64 start_utc_us = 0, end_utc_us = 0;

	(void)data;
	start(f);
	summary = g_variant_ref_sink(ht_rehab_finish(f->rehab, f->person, NULL));
	g_variant_lookup(summary, "start_utc_us", "x", &start_utc_us);
	g_variant_lookup(summary, "end_utc_us", "x", &end_utc_us);
	g_assert_cmpint(start_utc_us, ==, START_NS / 1000);
	g_assert_cmpint(end_utc_us, ==, start_utc_us);
}

/* The hub was ended after the session's end was kept, and before the plan was told. */
static void test_the_plan_is_told_at_the_next_start(Fixture *f, gconstpointer data)
{
	const struct dose usual = {.repetitions = 10, .sets = 2};
	g_autoptr(GVariant) summary = NULL, plan = NULL;
	const char *done = NULL, *known = NULL;
	gboolean open = FALSE;

	(void)data;
	start(f);
	g_clear_pointer(&f->rehab, ht_rehab_free);
	f->around.plan = NULL;
	f->rehab = ht_rehab_new(&f->around);
	summary = g_variant_ref_sink(ht_rehab_finish(f->rehab, f->person, NULL));
	g_variant_lookup(summary, "session", "&s", &done);
	close_rehab(f);
	open_rehab(f);
	plan = g_variant_ref_sink(
	    ht_rehab_plan_describe(f->outlets.plan, f->person, SQUAT, &usual, NULL));
	g_variant_lookup(plan, "session", "&s", &known);
	g_variant_lookup(plan, "open", "b", &open);
	g_assert_cmpstr(known, ==, done);
	g_assert_true(open);
}

static HtRehabRepetition squat_at(gint64 start_ns)
{
	HtRehabRepetition done = {.record = {.set = 1, .number = 1}, .stream = "s1"};

	g_strlcpy(done.record.session, "s", sizeof done.record.session);
	g_strlcpy(done.record.exercise, SQUAT, sizeof done.record.exercise);
	done.record.repetition = (struct repetition){.start_ns = start_ns,
						     .turn_ns = start_ns + NS_PER_S,
						     .end_ns = start_ns + 2 * NS_PER_S,
						     .score = 80};
	return done;
}

/* What was stored of a board that did not know the day was dated before the hub was ended. */
static void test_dated_meanwhile(Fixture *f, gconstpointer data)
{
	HtRehabRepetition undated = squat_at(NS_PER_S), dated = squat_at(START_NS);
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof undated);
	HtOpenSession open = {
	    .id = (char *)"s", .person = f->person, .kept = {.repetitions = done}};
	guint missing = 0;

	(void)data;
	g_array_append_val(done, undated);
	ht_rehab_write_repetition(f->outlets.writer, f->person, &dated);
	g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	g_assert_true(
	    ht_rehab_write_missing(f->outlets.writer, f->around.store, &open, &missing, NULL));
	g_assert_cmpuint(missing, ==, 0);
}

/* Of a session "s" of an exercise, as it is kept while it is under way. */
static void keep_open(Fixture *f, const char *exercise, const HtRehabRepetition *repetition)
{
	const HtRehabHost host = {.entered = heed};
	const HtRehabPlanned planned = {.id = "s",
					.person = f->person,
					.exercise = exercise,
					.sets = 2,
					.repetitions = 10,
					.wearable = POD,
					.trunk = "",
					.began_utc_ns = START_NS};
	g_autoptr(HtRehabSession) session = ht_rehab_session_new(&planned, &host, NULL);
	g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof *repetition);
	const HtRehabKept kept = {.repetitions = done, .set_number = 1};
	g_autoptr(GBytes) document = NULL;

	g_array_append_vals(done, repetition, 1);
	ht_rehab_session_resume(session, &kept);
	document = ht_open_session_encode(session, FALSE);
	g_assert_true(ht_store_put_document(f->around.store, f->person, "rehab-open", f->person,
					    document, NULL));
}

static void check_left(Fixture *f)
{
	g_autoptr(HtPeriod) period = ht_period_new(f->person, 0, 0, NULL);
	g_autoptr(GVariant) history = NULL, session = NULL;
	const char *id = NULL, *end = NULL;
	guint count = 0;

	g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	history = ht_rehab_history(f->around.store, period, NULL);
	g_assert_cmpuint(g_variant_n_children(history), ==, 1);
	session = g_variant_get_child_value(history, 0);
	g_variant_lookup(session, "session", "&s", &id);
	g_variant_lookup(session, "end", "&s", &end);
	g_variant_lookup(session, "count", "u", &count);
	g_assert_cmpstr(id, ==, "s");
	g_assert_cmpstr(end, ==, "left");
	g_assert_cmpuint(count, ==, 1);
}

/* The physiotherapist took its file away while the hub was off. */
static void test_an_exercise_that_is_gone_closes_it(Fixture *f, gconstpointer data)
{
	const struct dose usual = {.repetitions = 10, .sets = 2};
	const HtRehabRepetition done = squat_at(START_NS);
	g_autoptr(GVariant) plan = NULL;
	const char *known = NULL;
	HtRehabOrder order;

	(void)data;
	g_assert_true(
	    ht_rehab_plan_may_start(f->outlets.plan, f->person, GONE, &usual, &order, NULL));
	keep_open(f, GONE, &done);
	close_rehab(f);
	open_rehab(f);
	check_left(f);
	check_state(f, "done");
	plan = g_variant_ref_sink(
	    ht_rehab_plan_describe(f->outlets.plan, f->person, GONE, &usual, NULL));
	g_variant_lookup(plan, "session", "&s", &known);
	g_assert_cmpstr(known, ==, "s");
}

static gboolean count_record(gpointer count, const struct record *record)
{
	(void)record;
	++*(guint *)count;
	return TRUE;
}

/* What was done of it is known from its repetitions alone. */
static void test_a_damaged_session_is_closed_once(Fixture *f, gconstpointer data)
{
	const HtStoreQuery query = {
	    .person = f->person, .kind = RECORD_REHAB_SESSION, .end_utc_ns = G_MAXINT64};
	const HtRehabRepetition done = squat_at(START_NS);
	g_autoptr(GBytes) rubbish = g_bytes_new_static("rubbish", 7);
	guint closed = 0;

	(void)data;
	ht_rehab_write_repetition(f->outlets.writer, f->person, &done);
	g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	g_assert_true(ht_store_put_document(f->around.store, f->person, "rehab-open", f->person,
					    rubbish, NULL));
	for (int i = 0; i < 2; i++) {
		close_rehab(f);
		open_rehab(f);
		check_left(f);
	}
	g_assert_true(ht_store_query(f->around.store, &query, count_record, &closed, NULL));
	g_assert_cmpuint(closed, ==, 1);
	g_assert_null(ht_store_get_document(f->around.store, "rehab-open", f->person, NULL));
}

/* Who chooses other streams takes none away from a session. */
static void test_streams_chosen_anew(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_false(ht_rehab_renew_streams(f->rehab, POD));
	start(f);
	g_assert_cmpuint(f->asked, ==, 1);
	g_assert_true(ht_rehab_renew_streams(f->rehab, POD));
	g_assert_cmpuint(f->asked, ==, 2);
	g_assert_false(ht_rehab_renew_streams(f->rehab, "C0:00:00:00:00:02"));
}

/* The plan is there for longer. */
static void test_plan_outlives_sessions(Fixture *f, gconstpointer data)
{
	(void)data;
	start(f);
	g_clear_pointer(&f->rehab, ht_rehab_free);
	g_assert_true(ht_rehab_plan_stop(f->outlets.plan, f->person, DOSE_STOP_PERSON, 0, NULL));
}

int main(int argc, char **argv)
{
	g_autofree char *library = NULL;

	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	library =
	    g_build_filename(g_getenv("top_srcdir"), "programme", "exercises", "library", NULL);
	g_setenv(HT_EXERCISES_ENV, library, TRUE);
	g_test_add_func("/rehab-session/an-angular-rate-that-comes-late", test_rate_comes_late);
	g_test_add_func("/rehab-session/an-angular-rate-that-never-comes", test_rate_never_comes);
	g_test_add_func("/rehab-session/too-few-samples-a-second", test_too_slow);
#define ADD(name, function)                                                                        \
	g_test_add("/rehab-session/" name, Fixture, NULL, set_up, function, tear_down)
	ADD("goes-on-after-a-restart", test_goes_on);
	ADD("does-not-go-on-while-a-stop-is-open", test_stopped_meanwhile);
	ADD("ends-no-earlier-than-it-began", test_nothing_came);
	ADD("tells-the-plan-at-the-next-start", test_the_plan_is_told_at_the_next_start);
	ADD("counts-nothing-twice-that-was-dated", test_dated_meanwhile);
	ADD("an-exercise-that-is-gone-closes-it", test_an_exercise_that_is_gone_closes_it);
	ADD("a-damaged-session-is-closed-once", test_a_damaged_session_is_closed_once);
	ADD("keeps-its-streams", test_streams_chosen_anew);
	ADD("the-plan-outlives-the-sessions", test_plan_outlives_sessions);
	return g_test_run();
}
