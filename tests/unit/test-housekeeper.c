/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes for its age, for lack of room or while it waits for room, in which order, and what does
 * not. */
#include "common/timebase.h"
#include "daemon/answers/day-rollup.h"
#include "daemon/streams/writer.h"
#include "daemon/upkeep/day-keeper.h"
#include "daemon/upkeep/housekeeper.h"
#include "privacy/store/store-snapshot.h"
#include "programme/local-days.h"
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

#define MINUTE_NS  (60 * NS_PER_S)
#define HOUR_NS    (60 * MINUTE_NS)
#define NS_PER_DAY (24 * HOUR_NS)

/* In Vienna, 2026: a day of 25 hours. */
enum { OCTOBER_25 = 297 };

typedef struct {
	struct fixture fixture;
	HtStore *store;
	GTimeZone *zone;
	HtPeople *people;
	char *person;
} House;

static void set_up(House *house, gconstpointer unused)
{
	g_autoptr(GVariant) settings = g_variant_ref_sink(
	    g_variant_new_parsed("{'name': <'Maria'>, 'zone': <'Europe/Vienna'>}"));

	fixture_set_up(&house->fixture, unused);
	house->store = fixture_open_store(&house->fixture, NULL);
	house->zone = g_time_zone_new_identifier("Europe/Vienna");
	house->people = ht_people_load(house->store, NULL);
	house->person = ht_people_add(house->people, settings, NULL);
	g_assert_nonnull(house->person);
}

static void tear_down(House *house, gconstpointer unused)
{
	g_free(house->person);
	ht_people_free(house->people);
	g_time_zone_unref(house->zone);
	g_assert_true(ht_store_close(house->store, NULL));
	fixture_tear_down(&house->fixture, unused);
}

static gint64 start_of(const House *house, guint day)
{
	return ht_local_day_start_utc_ns(house->zone, 2026, day);
}

/* A minute of each hour of the day, of which it has 25. */
static void wear(const House *house)
{
	for (guint i = 0; i < 25; i++) {
		gint64 start = start_of(house, OCTOBER_25) + i * HOUR_NS;
		struct record record =
		    fixture_record("s000001", RECORD_TWIN_MINUTE, start, start + MINUTE_NS);

		g_strlcpy(record.person, house->person, sizeof record.person);
		record.number[0] = record.number[1] = 80;
		g_assert_true(ht_store_append(house->store, &record, NULL));
	}
	g_assert_true(ht_store_flush(house->store, NULL));
}

static gboolean count_one(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint *)context)++;
	return TRUE;
}

static guint count(const House *house, enum record_kind kind)
{
	const HtStoreQuery query = {
	    .kind = (guint16)kind, .start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	guint records = 0;

	g_assert_true(ht_store_query(house->store, &query, count_one, &records, NULL));
	return records;
}

/* At midnight and so many hours of the day after; sum_up: the last time was not long ago else. */
static gboolean keep_house(const House *house, gint64 now_utc_ns, gboolean sum_up,
			   gint64 *summed_till_utc_ns)
{
	const HtHousekeeping a_day = {.values_days = 1};
	g_autoptr(GPtrArray) people = sum_up ? ht_day_people(house->people) : NULL;

	return ht_housekeeping_run(house->store, &a_day, now_utc_ns, people, summed_till_utc_ns,
				   NULL, NULL);
}

static guint worn_minutes(const House *house)
{
	g_autoptr(GArray) days = ht_day_rollups(house->store, house->person, house->zone, 2026,
						OCTOBER_25, 1, NULL, NULL);

	g_assert_nonnull(days);
	return g_array_index(days, HtDayNumbers, 0).worn_minutes;
}

/* Minutes that are old enough stay until the day that they are of is over and summed up. */
static void test_minutes_wait_for_their_day(House *house, gconstpointer unused)
{
	gint64 midnight = start_of(house, OCTOBER_25 + 1);
	gint64 till = G_MININT64;

	(void)unused;
	wear(house);
	/* The day before is summed up. */
	g_assert_true(keep_house(house, midnight - MINUTE_NS, TRUE, &till));
	g_assert_cmpint(till, ==, start_of(house, OCTOBER_25));
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 25);
	/* It is over, and not summed up yet. */
	g_assert_true(keep_house(house, midnight + 5 * HOUR_NS, FALSE, &till));
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 25);
	g_assert_true(keep_house(house, midnight + 6 * HOUR_NS, TRUE, &till));
	g_assert_cmpint(till, ==, midnight);
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 18);
	g_assert_true(keep_house(house, midnight + 2 * NS_PER_DAY, FALSE, &till));
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 0);
	g_assert_cmpuint(worn_minutes(house), ==, 25);
}

/* Where the sums could not be written, what they are made of stays, also the next time. */
static void test_nothing_goes_without_its_sums(House *house, gconstpointer unused)
{
	gint64 later = start_of(house, OCTOBER_25 + 3);
	gint64 till = G_MININT64;

	(void)unused;
	wear(house);
	disk_limit_files(1);
	g_assert_false(keep_house(house, later, TRUE, &till));
	disk_free_files();
	g_assert_true(keep_house(house, later, FALSE, &till));
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 25);
	g_assert_true(keep_house(house, later, TRUE, &till));
	g_assert_cmpuint(count(house, RECORD_TWIN_MINUTE), ==, 0);
	g_assert_cmpuint(worn_minutes(house), ==, 25);
}

enum { DAYS = 10, PER_DAY = 100, BLOB_SIZE = 3000 };

/* Ten days of waveforms; what a day of them takes, about. */
static guint64 fill(const House *house)
{
	static const guint8 blob[BLOB_SIZE];
	HtStoreSpace space;

	for (guint i = 0; i < DAYS * PER_DAY; i++) {
		gint64 start = i * (NS_PER_DAY / PER_DAY);
		struct record record =
		    fixture_record("s000001", RECORD_ECG_WAVEFORM, start, start + NS_PER_S);

		record.blob = blob;
		record.blob_size = sizeof blob;
		while (!ht_store_append(house->store, &record, NULL))
			g_assert_true(ht_store_flush(house->store, NULL));
	}
	g_assert_true(ht_store_flush(house->store, NULL));
	g_assert_true(ht_store_space_to_come(house->store, &space, NULL));
	return space.used_bytes / DAYS;
}

/* A round with room for so many days. */
static void make_room(const House *house, guint64 days, guint64 day_bytes)
{
	const HtHousekeeping set = {.quota_bytes = days * day_bytes / 9 * 10, .drop_oldest = TRUE};
	gint64 till = G_MININT64;

	g_assert_true(
	    ht_housekeeping_run(house->store, &set, DAYS * NS_PER_DAY, NULL, &till, NULL, NULL));
}

/* No more goes than has to, also while somebody reads, and the files do not shrink for that. */
static void test_reader_costs_no_days(House *house, gconstpointer reads)
{
	guint64 day_bytes = fill(house);
	HtStoreSnapshot *snapshot = reads ? ht_store_snapshot(house->store, NULL) : NULL;
	HtStoreSpace space;
	guint kept;

	make_room(house, 7, day_bytes);
	kept = count(house, RECORD_ECG_WAVEFORM);
	g_assert_cmpuint(kept, >=, 6 * PER_DAY);
	g_assert_cmpuint(kept, <=, 7 * PER_DAY);
	/* There is nothing more to do. */
	make_room(house, 7, day_bytes);
	g_assert_cmpuint(count(house, RECORD_ECG_WAVEFORM), ==, kept);
	g_assert_true(ht_store_space_to_come(house->store, &space, NULL));
	g_assert_cmpuint(space.used_bytes, <=, 7 * day_bytes);
	ht_store_snapshot_free(snapshot);
	/* The last day stays, however little room there is. */
	make_room(house, 1, day_bytes / 10);
	g_assert_cmpuint(count(house, RECORD_ECG_WAVEFORM), ==, PER_DAY);
}

/* What waited for room in the store while its month was erased is not written when there is. */
static void test_held_is_erased(House *house, gconstpointer unused)
{
	g_autoptr(HtWriter) writer = ht_writer_new(NULL);
	struct record october = fixture_record("s", RECORD_BEATS, start_of(house, OCTOBER_25),
					       start_of(house, OCTOBER_25) + 1);
	struct record november = october;
	struct record of_another = october;

	(void)unused;
	november.start_utc_ns = november.end_utc_ns = start_of(house, OCTOBER_25 + 10);
	g_strlcpy(of_another.person, "person-2", sizeof of_another.person);
	ht_writer_append(writer, &october);
	ht_writer_append(writer, &november);
	ht_writer_append(writer, &of_another);
	ht_writer_erase(writer, "person-1", ht_segment_month_of(october.start_utc_ns));
	/* What comes now came after. */
	october.kind = RECORD_HEART_RATE;
	ht_writer_append(writer, &october);
	ht_writer_open(writer, house->store);
	g_assert_true(ht_writer_drain(writer, NULL));
	g_assert_cmpuint(count(house, RECORD_BEATS), ==, 2);
	g_assert_cmpuint(count(house, RECORD_HEART_RATE), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
#define ADD(path, test) g_test_add("/housekeeper/" path, House, NULL, set_up, test, tear_down)
	ADD("minutes-wait-for-their-day", test_minutes_wait_for_their_day);
	ADD("nothing-goes-without-its-sums", test_nothing_goes_without_its_sums);
	ADD("held-is-erased", test_held_is_erased);
	ADD("room-is-made", test_reader_costs_no_days);
	g_test_add("/housekeeper/reader-costs-no-days", House, "reads", set_up,
		   test_reader_costs_no_days, tear_down);
	return g_test_run();
}
