/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days in numbers: where they begin and end, what is in them, what is kept of them. */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/upkeep/day-keeper.h"
#include "daemon/answers/day-rollup.h"
#include "privacy/anonymity/teller.h"
#include "programme/local-days.h"
#include "programme/summary-bands.h"
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

enum { JULY_1 = 181 };

#define MINUTE_NS (60 * NS_PER_S)
#define HOUR_NS   (60 * MINUTE_NS)

typedef struct {
	struct fixture fixture;
	HtStore *store;
	GTimeZone *zone;
} Person;

static void set_up(Person *person, gconstpointer zone)
{
	fixture_set_up(&person->fixture, NULL);
	person->store = fixture_open_store(&person->fixture, NULL);
	person->zone = g_time_zone_new_identifier(zone);
	g_assert_nonnull(person->zone);
}

static void tear_down(Person *person, gconstpointer zone)
{
	(void)zone;
	g_time_zone_unref(person->zone);
	g_assert_true(ht_store_close(person->store, NULL));
	fixture_tear_down(&person->fixture, NULL);
}

static gint64 hours_of_day(GTimeZone *zone, int year, guint day)
{
	return (ht_local_day_start_utc_ns(zone, year, day + 1) -
		ht_local_day_start_utc_ns(zone, year, day)) /
	       HOUR_NS;
}

static gint64 utc_ns(const char *text)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);

	return g_date_time_to_unix(time) * NS_PER_S;
}

static void test_days_of_23_and_25_hours(void)
{
	g_autoptr(GTimeZone) vienna = g_time_zone_new_identifier("Europe/Vienna");
	g_autoptr(GTimeZone) cairo = g_time_zone_new_identifier("Africa/Cairo");
	g_autoptr(GTimeZone) havana = g_time_zone_new_identifier("America/Havana");

	g_assert_cmpint(hours_of_day(vienna, 2026, 87), ==, 23);  /* March 29 */
	g_assert_cmpint(hours_of_day(vienna, 2026, 297), ==, 25); /* October 25 */
	g_assert_cmpint(hours_of_day(vienna, 2026, JULY_1), ==, 24);
	g_assert_cmpint(ht_local_day_start_utc_ns(vienna, 2026, JULY_1), ==,
			utc_ns("2026-06-30T22:00:00Z"));
	/* Clocks that are set at midnight: the day begins at 1 o'clock, or has midnight twice. */
	g_assert_cmpint(ht_local_day_start_utc_ns(cairo, 2024, 116), ==,
			utc_ns("2024-04-25T22:00:00Z"));
	g_assert_cmpint(hours_of_day(cairo, 2024, 116), ==, 23);
	g_assert_cmpint(ht_local_day_start_utc_ns(havana, 2024, 307), ==,
			utc_ns("2024-11-03T04:00:00Z"));
	g_assert_cmpint(hours_of_day(havana, 2024, 307), ==, 25);
}

/* Wherever somebody lives, every moment is in one day. */
static void test_days_follow_each_other(void)
{
	static const char *const zones[] = {"UTC",
					    "Europe/Vienna",
					    "Pacific/Kiritimati",
					    "Pacific/Pago_Pago",
					    "Asia/Kathmandu",
					    "Australia/Lord_Howe",
					    "Pacific/Apia"};

	for (guint z = 0; z < G_N_ELEMENTS(zones); z++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zones[z]);

		for (guint day = 0; day < 366; day++) {
			gint64 start = ht_local_day_start_utc_ns(zone, 2024, day);
			guint found;
			int year;

			ht_local_day_of(zone, start, &year, &found);
			g_assert_cmpuint(found, ==, day);
			ht_local_day_of(zone, start - NS_PER_S, &year, &found);
			g_assert_cmpuint(found, ==, day ? day - 1 : 364);
		}
		g_assert_cmpint(ht_local_day_start_utc_ns(zone, 2024, 366), ==,
				ht_local_day_start_utc_ns(zone, 2025, 0));
	}
}

static void add(Person *person, struct record record)
{
	g_assert_true(ht_store_append(person->store, &record, NULL));
}

static void add_minute(Person *person, gint64 start_utc_ns, double hr_bpm, double beats,
		       double ventricular)
{
	struct record record =
	    fixture_record("s000001", RECORD_TWIN_MINUTE, start_utc_ns, start_utc_ns + MINUTE_NS);

	record.number[0] = hr_bpm;
	record.number[1] = beats;
	record.number[2] = ventricular;
	add(person, record);
}

static void add_finding(Person *person, const char *stream, enum finding_kind kind,
			gint64 start_utc_ns, gint64 end_utc_ns)
{
	struct record record = fixture_record(stream, RECORD_FINDING, start_utc_ns, end_utc_ns);

	record.number[0] = kind;
	add(person, record);
}

static void add_heart_rate(Person *person, gint64 at_utc_ns, double hr_bpm, double contact)
{
	struct record record = fixture_record("s000002", RECORD_HEART_RATE, at_utc_ns, at_utc_ns);

	record.number[0] = hr_bpm;
	record.number[1] = contact;
	add(person, record);
}

static HtDayNumbers day_of(Person *person, guint day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) days = NULL;

	g_assert_true(ht_store_flush(person->store, NULL));
	days = ht_day_rollups(person->store, "person-1", person->zone, 2026, day, 1, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(days->len, ==, 1);
	return g_array_index(days, HtDayNumbers, 0);
}

static void test_numbers(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1);
	HtDayNumbers day;

	(void)zone;
	/* 95 minutes of 80, five of 50: one in twenty is below 80. */
	for (guint i = 0; i < 100; i++)
		add_minute(person, start + i * MINUTE_NS, i < 5 ? 50 : 80, 80, i == 7 ? 3 : 0);
	/* The days around it. */
	add_minute(person, start - MINUTE_NS, 200, 200, 200);
	add_minute(person, start + 24 * HOUR_NS, 200, 200, 200);
	/* What no hub writes: rubbish is left out. */
	add_minute(person, start + 200 * MINUTE_NS, 80, 1e300, -1);
	add_finding(person, "s000001", FINDING_COUPLET, start + HOUR_NS,
		    start + HOUR_NS + NS_PER_S);
	day = day_of(person, JULY_1);
	g_assert_cmpuint(day.worn_minutes, ==, 100);
	g_assert_cmpuint(day.beats, ==, 8000);
	g_assert_cmpuint(day.ventricular, ==, 3);
	g_assert_cmpuint(day.hr_mean_dbpm, ==, 785);
	g_assert_cmpuint(day.hr_rest_dbpm, ==, 800);
	g_assert_cmpuint(day.findings[FINDING_COUPLET], ==, 1);
	g_assert_cmpuint(day.af_minutes, ==, 0);
}

/* Two straps tell of one fibrillation; what was not worn does not count; midnight cuts. */
static void test_burden(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1);

	(void)zone;
	for (guint i = 0; i < 60; i++)
		add_minute(person, start + i * MINUTE_NS, 80, 80, 0);
	add_finding(person, "s000001", FINDING_ATRIAL_FIBRILLATION, start - HOUR_NS,
		    start + 10 * MINUTE_NS);
	add_finding(person, "s000002", FINDING_ATRIAL_FLUTTER, start + 5 * MINUTE_NS,
		    start + 15 * MINUTE_NS);
	/* 20 s of a minute are not half of it, twice 20 s in one minute are. */
	add_finding(person, "s000001", FINDING_ATRIAL_FIBRILLATION, start + 30 * MINUTE_NS,
		    start + 30 * MINUTE_NS + 20 * NS_PER_S);
	add_finding(person, "s000001", FINDING_ATRIAL_FIBRILLATION, start + 40 * MINUTE_NS,
		    start + 40 * MINUTE_NS + 20 * NS_PER_S);
	add_finding(person, "s000001", FINDING_ATRIAL_FIBRILLATION,
		    start + 40 * MINUTE_NS + 30 * NS_PER_S, start + 40 * MINUTE_NS + 50 * NS_PER_S);
	add_finding(person, "s000001", FINDING_ATRIAL_FIBRILLATION, start + 10 * HOUR_NS,
		    start + 11 * HOUR_NS);
	g_assert_cmpuint(day_of(person, JULY_1).af_minutes, ==, 16);
}

/* A wearable without ECG: what it counted itself, but not off the skin. */
static void test_heart_rate_alone(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1);
	HtDayNumbers day;

	(void)zone;
	for (guint i = 0; i < 70 * 4; i++)
		add_heart_rate(person, start + i * 15 * NS_PER_S, 60, -1);
	for (guint i = 0; i < 10; i++)
		add_heart_rate(person, start + 5 * HOUR_NS + i * MINUTE_NS, 200, 0);
	day = day_of(person, JULY_1);
	g_assert_cmpuint(day.worn_minutes, ==, 70);
	g_assert_cmpuint(day.hr_rest_dbpm, ==, 600);
	g_assert_cmpuint(day.beats, ==, 0);
}

typedef struct {
	guint records;
	HtDayNumbers last;
} Kept;

static gboolean see_kept(gpointer context, const struct record *record)
{
	Kept *kept = context;

	kept->records++;
	g_assert_true(
	    ht_day_numbers_decode(record->version, record->blob, record->blob_size, &kept->last));
	return TRUE;
}

static Kept kept_of(Person *person)
{
	const HtStoreQuery query = {
	    .person = "person-1", .kind = RECORD_DAY, .end_utc_ns = G_MAXINT64};
	Kept kept = {0};

	g_assert_true(ht_store_flush(person->store, NULL));
	g_assert_true(ht_store_query(person->store, &query, see_kept, &kept, NULL));
	return kept;
}

static void test_kept(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + 5);

	(void)zone;
	add_minute(person, start, 80, 80, 0);
	g_assert_cmpuint(day_of(person, JULY_1 + 5).worn_minutes, ==, 1);
	g_assert_cmpuint(kept_of(person).records, ==, 1);
	g_assert_cmpuint(kept_of(person).last.worn_minutes, ==, 1);
	/* The second time nothing else is read. */
	add_minute(person, start + MINUTE_NS, 80, 80, 0);
	g_assert_cmpuint(day_of(person, JULY_1 + 5).worn_minutes, ==, 1);
	g_assert_cmpuint(kept_of(person).records, ==, 1);
	/* In another zone it is another day. */
	g_time_zone_unref(person->zone);
	person->zone = g_time_zone_new_identifier("Asia/Kathmandu");
	g_assert_cmpuint(day_of(person, JULY_1 + 5).worn_minutes, ==, 2);
}

/* The first of a month in Vienna begins in the month before: erasing either must not leave it. */
static void test_not_kept_over_two_months(Person *person, gconstpointer zone)
{
	(void)zone;
	add_minute(person, ht_local_day_start_utc_ns(person->zone, 2026, JULY_1), 80, 80, 0);
	g_assert_cmpuint(day_of(person, JULY_1).worn_minutes, ==, 1);
	g_assert_cmpuint(kept_of(person).records, ==, 0);
}

static void test_erased_with_its_month(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + 5);

	(void)zone;
	add_minute(person, start, 80, 80, 0);
	(void)day_of(person, JULY_1 + 5);
	g_assert_cmpuint(kept_of(person).records, ==, 1);
	g_assert_true(
	    ht_store_erase(person->store, "person-1", ht_segment_month_of(start), NULL, NULL));
	g_assert_cmpuint(kept_of(person).records, ==, 0);
	g_assert_cmpuint(day_of(person, JULY_1 + 5).worn_minutes, ==, 0);
}

/* What came later, out of the inbox, counts. */
static void test_forgotten(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + 5);
	struct record late;

	(void)zone;
	for (guint day = 4; day < 8; day++) {
		add_minute(person, ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + day), 80,
			   80, 0);
		(void)day_of(person, JULY_1 + day);
	}
	add_minute(person, start + MINUTE_NS, 80, 80, 0);
	late =
	    fixture_record("s000001", RECORD_TWIN_MINUTE, start + MINUTE_NS, start + 2 * MINUTE_NS);
	g_assert_true(ht_day_rollups_forget(person->store, &late, 1, NULL));
	g_assert_cmpuint(day_of(person, JULY_1 + 5).worn_minutes, ==, 2);
	/* Of other days nothing is forgotten for good. */
	g_assert_cmpuint(day_of(person, JULY_1 + 4).worn_minutes, ==, 1);
	g_assert_cmpuint(day_of(person, JULY_1 + 7).worn_minutes, ==, 1);
	g_assert_cmpuint(kept_of(person).records, ==, 4);
}

/* Before minutes are deleted for their age, the days that they make are summed up. */
static void test_summed_up_before_it_goes(Person *person, gconstpointer zone)
{
	g_autoptr(HtPeople) people = ht_people_load(person->store, NULL);
	g_autoptr(GVariant) settings = g_variant_ref_sink(
	    g_variant_new_parsed("{'name': <'Maria'>, 'zone': <%s>}", (const char *)zone));
	g_autofree char *id = ht_people_add(people, settings, NULL);
	g_autoptr(GPtrArray) residents = ht_day_people(people);
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + 5);
	guint64 removed;
	g_autoptr(GArray) days = NULL;

	for (guint i = 0; i < 90; i++) {
		struct record record =
		    fixture_record("s000001", RECORD_TWIN_MINUTE, start + i * MINUTE_NS,
				   start + (i + 1) * MINUTE_NS);

		g_strlcpy(record.person, id, sizeof record.person);
		record.number[0] = record.number[1] = 80;
		add(person, record);
	}
	g_assert_true(ht_store_flush(person->store, NULL));
	g_assert_true(ht_day_keep(person->store, residents,
				  ht_local_day_start_utc_ns(person->zone, 2027, 3), NULL, NULL));
	g_assert_true(ht_store_flush(person->store, NULL));
	g_assert_true(
	    ht_store_retire(person->store, RECORD_TWIN_MINUTE, G_MAXINT64, &removed, NULL));
	g_assert_cmpuint(removed, ==, 90);
	days = ht_day_rollups(person->store, id, person->zone, 2026, JULY_1 + 5, 1, NULL, NULL);
	g_assert_cmpuint(g_array_index(days, HtDayNumbers, 0).worn_minutes, ==, 90);
}

/* Who asked for the days may delete what they were made of as soon as they are told: they are on
 * disk by then, and where they cannot be, that is told. */
static void test_kept_before_it_is_told(Person *person, gconstpointer zone)
{
	gint64 start = ht_local_day_start_utc_ns(person->zone, 2026, JULY_1 + 5);
	g_autoptr(GArray) days = NULL;
	g_autoptr(GError) error = NULL;

	(void)zone;
	add_minute(person, start, 80, 80, 0);
	g_assert_true(ht_store_flush(person->store, NULL));
	disk_limit_files(1);
	days = ht_day_rollups(person->store, "person-1", person->zone, 2026, JULY_1 + 5, 1, NULL,
			      &error);
	disk_free_files();
	g_assert_null(days);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_cmpuint(kept_of(person).records, ==, 0);
	days = ht_day_rollups(person->store, "person-1", person->zone, 2026, JULY_1 + 5, 1, NULL,
			      NULL);
	g_assert_nonnull(days);
	g_assert_cmpuint(kept_of(person).records, ==, 1);
}

static gboolean no_sums(gpointer context, gint64 *sums, GError **error)
{
	(void)context;
	(void)error;
	sums[0] = 0;
	return TRUE;
}

/* What was told is told again after its month was erased, and gone with the person. */
static void test_told_goes_with_the_person(Person *person, gconstpointer zone)
{
	const HtBudgetLimits limits = {5000000, 10000000};
	const HtTellerDocuments documents = ht_teller_documents_of_store(person->store);
	g_autoptr(HtTeller) teller = ht_teller_new(&documents, &random_source_system, &limits);
	const HtQuestion question = {.person = "person-1", .window = {2026, 30, 6}, .uid = 1};
	const struct laplace_scale scale = {1000000, 1};
	const HtTellerNumbers numbers = {&scale, 1, no_sums, NULL};
	gint64 first, again;
	g_autoptr(HtBudget) after = NULL;

	(void)zone;
	g_assert_true(ht_teller_ask(teller, &question, &numbers, &first, NULL));
	g_assert_true(ht_store_erase(person->store, "person-1",
				     ht_segment_month_of(utc_ns("2026-07-15T00:00:00Z")), NULL,
				     NULL));
	g_assert_true(ht_teller_ask(teller, &question, &numbers, &again, NULL));
	g_assert_cmpint(again, ==, first);
	g_assert_true(ht_store_erase(person->store, "person-1", HT_SEGMENT_ALWAYS, NULL, NULL));
	after = ht_teller_budget(teller, "person-1", 2026, NULL);
	g_assert_nonnull(after);
	g_assert_null(ht_budget_of(after, 1));
}

static void test_bytes(void)
{
	const HtDayNumbers day = {.worn_minutes = 1500,
				  .af_minutes = 3,
				  .hr_mean_dbpm = 712,
				  .hr_rest_dbpm = 604,
				  .beats = 100000,
				  .ventricular = 7,
				  .findings = {[FINDING_PACED] = 2}};
	guint8 bytes[HT_DAY_NUMBERS_SIZE_MAX + 1];
	gsize size = ht_day_numbers_encode(&day, bytes);
	HtDayNumbers read = {0};

	g_assert_true(ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION, bytes, size, &read));
	fixture_assert_same(&read, sizeof read, &day, sizeof day);
	for (gsize cut = 0; cut < size; cut++)
		g_assert_false(ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION, bytes, cut, &read));
	bytes[size] = 0;
	g_assert_false(ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION, bytes, size + 1, &read));
	g_assert_false(ht_day_numbers_decode(HT_DAY_NUMBERS_VERSION + 1, bytes, size, &read));
	fixture_assert_same(&read, sizeof read, &day, sizeof day);
}

static HtDayNumbers random_day(GRand *rand)
{
	HtDayNumbers day = {.worn_minutes =
				(guint16)g_rand_int_range(rand, 0, HT_DAY_MINUTES_MAX + 1),
			    .hr_mean_dbpm = (guint16)g_rand_int_range(rand, 0, 5001),
			    .hr_rest_dbpm = (guint16)g_rand_int_range(rand, 0, 5001),
			    .beats = g_rand_int(rand) % 200000};

	day.af_minutes = (guint16)g_rand_int_range(rand, 0, day.worn_minutes + 1);
	day.ventricular = day.beats ? g_rand_int(rand) % day.beats : 0;
	return day;
}

/* Whatever a day is changed to, no sum changes by more than its sensitivity: what the price rests
 * on. */
static void test_sensitivity(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(5);

	for (guint kind = 0; kind < HT_SUMMARY_KINDS; kind++) {
		HtSummaryPlan plan = ht_summary_plan((HtSummaryKind)kind);
		guint32 price_micro = 0;

		for (guint i = 0; i < plan.count; i++)
			price_micro += plan.scale[i].epsilon_micro;
		g_assert_cmpuint(price_micro, ==, ht_summary_price_micro((HtSummaryKind)kind));
		for (guint trial = 0; trial < 20000; trial++) {
			HtDayNumbers one = random_day(rand), other = random_day(rand);
			gint64 before[HT_NUMBERS], after[HT_NUMBERS];

			ht_summary_sums(&plan, &one, 1, before);
			ht_summary_sums(&plan, &other, 1, after);
			for (guint i = 0; i < plan.count; i++)
				g_assert_cmpint(ABS(before[i] - after[i]), <=,
						plan.scale[i].sensitivity);
		}
	}
}

static void test_values(void)
{
	HtSummaryPlan plan = ht_summary_plan(HT_SUMMARY_30);
	gint64 value[HT_NUMBERS], told[HT_NUMBERS] = {20, -20 * 130, 20 * 50};

	g_assert_true(ht_summary_values(&plan, told, 30, value));
	g_assert_cmpint(value[HT_NUMBER_DAYS], ==, 20);
	g_assert_cmpint(value[HT_NUMBER_HR_REST], ==, 620);
	g_assert_cmpint(value[HT_NUMBER_AF], ==, 50);
	/* Noise may be larger than what it hides. */
	told[0] = 1000, told[1] = -1000000, told[2] = -5;
	g_assert_true(ht_summary_values(&plan, told, 30, value));
	g_assert_cmpint(value[HT_NUMBER_DAYS], ==, 30);
	g_assert_cmpint(value[HT_NUMBER_HR_REST], ==, 400);
	g_assert_cmpint(value[HT_NUMBER_AF], ==, 0);
	told[0] = 14;
	g_assert_false(ht_summary_values(&plan, told, 30, value));
	told[0] = -3;
	g_assert_false(ht_summary_values(&plan, told, 30, value));
}

static void test_bands(void)
{
	g_autofree char *age = ht_age_group(1990, 2026), *old = ht_age_group(1936, 2026);

	g_assert_cmpstr(ht_band_of(HT_NUMBER_HR_REST, 600, 30), ==, "60-69");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_HR_REST, 599, 30), ==, "50-59");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_HR_MEAN, 1100, 30), ==, "100 and over");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_AF, 0, 30), ==, "under 5");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_AF, 1000, 30), ==, "50 and over");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_DAYS, 15, 30), ==, "half");
	g_assert_cmpstr(ht_band_of(HT_NUMBER_DAYS, 365, 365), ==, "nearly all");
	g_assert_cmpstr(ht_age_band(0, 2026), ==, "unknown");
	g_assert_cmpstr(ht_age_band(1936, 2026), ==, "90 and over");
	g_assert_cmpstr(ht_age_band(1937, 2026), ==, "65-89");
	g_assert_cmpstr(age, ==, "35-39");
	g_assert_cmpstr(old, ==, "90 and over");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	g_test_add_func("/day-rollup/days-of-23-and-25-hours", test_days_of_23_and_25_hours);
	g_test_add_func("/day-rollup/days-follow-each-other", test_days_follow_each_other);
	g_test_add_func("/day-rollup/bytes", test_bytes);
	g_test_add_func("/day-rollup/sensitivity", test_sensitivity);
	g_test_add_func("/day-rollup/values", test_values);
	g_test_add_func("/day-rollup/bands", test_bands);
#define DAY_TEST(path, test)                                                                       \
	g_test_add("/day-rollup/" path, Person, "Europe/Vienna", set_up, test, tear_down)
	DAY_TEST("numbers", test_numbers);
	DAY_TEST("burden", test_burden);
	DAY_TEST("heart-rate-alone", test_heart_rate_alone);
	DAY_TEST("kept", test_kept);
	DAY_TEST("not-kept-over-two-months", test_not_kept_over_two_months);
	DAY_TEST("erased-with-its-month", test_erased_with_its_month);
	DAY_TEST("forgotten", test_forgotten);
	DAY_TEST("kept-before-it-is-told", test_kept_before_it_is_told);
	DAY_TEST("summed-up-before-it-goes", test_summed_up_before_it_goes);
	DAY_TEST("told-goes-with-the-person", test_told_goes_with_the_person);
	return g_test_run();
}
