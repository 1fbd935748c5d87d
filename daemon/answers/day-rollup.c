/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/day-rollup.h"

#include "common/timebase.h"
#include "daemon/answers/stored-records.h"
#include "programme/local-days.h"

#include <math.h>
#include <string.h>

#define NS_PER_MINUTE (60 * NS_PER_S)

/* Below this many minutes nothing is said of rest. */
enum { REST_MINUTES_MIN = 60, REST_ONE_IN = 20, HR_BPM_MAX = 300 };

typedef struct {
	gboolean worn;
	double hr_bpm; /* 0 = not known */
	guint told;    /* heart rates that make up hr_bpm */
	gint64 af_ns;
} Minute;

typedef struct {
	gint64 start_utc_ns, end_utc_ns;
	Minute minutes[HT_DAY_MINUTES_MAX];
	gint64 af_until_utc_ns; /* two straps may tell the same fibrillation */
	HtDayNumbers numbers;
} Day;

/* NULL for a record of another day that reaches into this one. */
static Minute *minute_at(Day *day, gint64 utc_ns)
{
	gint64 minute;

	if (utc_ns < day->start_utc_ns || utc_ns >= day->end_utc_ns)
		return NULL;
	minute = (utc_ns - day->start_utc_ns) / NS_PER_MINUTE;
	return minute < HT_DAY_MINUTES_MAX ? &day->minutes[minute] : NULL;
}

static void add_rate(Minute *minute, double hr_bpm)
{
	if (!(hr_bpm > 0 && hr_bpm <= HR_BPM_MAX))
		return;
	minute->told++;
	minute->hr_bpm += (hr_bpm - minute->hr_bpm) / minute->told;
}

/* Suspect beats are in no minute of the twin. */
static gboolean add_minute(gpointer context, const struct record *record)
{
	Day *day = context;
	Minute *minute = minute_at(day, record->start_utc_ns);
	double beats = record->number[1], ventricular = record->number[2];

	if (!minute ||
	    !(beats >= 1 && beats <= 60 * HR_BPM_MAX && ventricular >= 0 && ventricular <= beats))
		return TRUE;
	minute->worn = TRUE;
	add_rate(minute, record->number[0]);
	day->numbers.beats += (guint32)beats;
	day->numbers.ventricular += (guint32)ventricular;
	return TRUE;
}

static gboolean add_heart_rate(gpointer context, const struct record *record)
{
	Minute *minute = minute_at(context, record->start_utc_ns);

	/* Known to be off the skin. */
	if (!minute || fabs(record->number[1]) < 0.5)
		return TRUE;
	add_rate(minute, record->number[0]);
	minute->worn = minute->told > 0;
	return TRUE;
}

static void add_af(Day *day, gint64 start_utc_ns, gint64 end_utc_ns)
{
	gint64 at = MAX(start_utc_ns, MAX(day->start_utc_ns, day->af_until_utc_ns));
	gint64 end = MIN(end_utc_ns, day->end_utc_ns);
	Minute *minute;

	day->af_until_utc_ns = MAX(day->af_until_utc_ns, end);
	while (at < end && (minute = minute_at(day, at))) {
		gint64 next = at + NS_PER_MINUTE - (at - day->start_utc_ns) % NS_PER_MINUTE;

		minute->af_ns += MIN(next, end) - at;
		at = next;
	}
}

static gboolean add_finding(gpointer context, const struct record *record)
{
	Day *day = context;
	double kind = record->number[0];

	if (!(kind >= 1 && kind <= FINDING_KIND_MAX))
		return TRUE;
	if (minute_at(day, record->start_utc_ns))
		day->numbers.findings[(guint)kind]++;
	if ((guint)kind == FINDING_ATRIAL_FIBRILLATION || (guint)kind == FINDING_ATRIAL_FLUTTER)
		add_af(day, record->start_utc_ns, record->end_utc_ns);
	return TRUE;
}

static int by_rate(gconstpointer left, gconstpointer right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void count_minutes(Day *day)
{
	HtDayNumbers *numbers = &day->numbers;
	g_autoptr(GArray) rates = g_array_new(FALSE, FALSE, sizeof(double));
	double sum = 0;

	for (guint i = 0; i < HT_DAY_MINUTES_MAX; i++) {
		const Minute *minute = &day->minutes[i];

		if (!minute->worn)
			continue;
		numbers->worn_minutes++;
		if (minute->af_ns >= NS_PER_MINUTE / 2)
			numbers->af_minutes++;
		if (minute->told == 0)
			continue;
		g_array_append_val(rates, minute->hr_bpm);
		sum += minute->hr_bpm;
	}
	if (rates->len > 0)
		numbers->hr_mean_dbpm = (guint16)(10 * sum / rates->len + 0.5);
	if (rates->len < REST_MINUTES_MIN)
		return;
	g_array_sort(rates, by_rate);
	numbers->hr_rest_dbpm =
	    (guint16)(10 * g_array_index(rates, double, rates->len / REST_ONE_IN) + 0.5);
}

static gboolean add_kind(Day *day, HtStore *store, const char *person, enum record_kind kind,
			 HtStoreVisitor visitor, GError **error)
{
	const HtStoreQuery query = {.person = person,
				    .kind = (guint16)kind,
				    .start_utc_ns = day->start_utc_ns,
				    .end_utc_ns = day->end_utc_ns};

	return ht_stored_query(store, &query, visitor, day, error);
}

static gboolean has_worn(const Day *day)
{
	gboolean worn = FALSE;

	for (guint i = 0; i < HT_DAY_MINUTES_MAX; i++)
		worn = worn || day->minutes[i].worn;
	return worn;
}

gboolean ht_day_rollup_compute(HtStore *store, const char *person, gint64 start_utc_ns,
			       gint64 end_utc_ns, HtDayNumbers *numbers, GError **error)
{
	g_autofree Day *day = g_new0(Day, 1);

	day->start_utc_ns = start_utc_ns;
	day->end_utc_ns = end_utc_ns;
	day->af_until_utc_ns = G_MININT64;
	if (!add_kind(day, store, person, RECORD_TWIN_MINUTE, add_minute, error) ||
	    !add_kind(day, store, person, RECORD_FINDING, add_finding, error))
		return FALSE;
	/* Of who wears no ECG: what the wearable itself counted, once a second. */
	if (!has_worn(day) &&
	    !add_kind(day, store, person, RECORD_HEART_RATE, add_heart_rate, error))
		return FALSE;
	count_minutes(day);
	*numbers = day->numbers;
	return TRUE;
}

/* What is kept of the days asked for. */
typedef struct {
	const gint64 *starts; /* of each day, and the end of the last */
	guint days;
	HtDayNumbers *numbers;
	gboolean *known;
} Kept;

static gboolean take_kept(gpointer context, const struct record *record)
{
	Kept *kept = context;

	/* Days of a zone that the person lived in before fit none. */
	for (guint i = 0; i < kept->days; i++)
		if (record->start_utc_ns == kept->starts[i] &&
		    record->end_utc_ns == kept->starts[i + 1] && !kept->known[i])
			kept->known[i] = ht_day_numbers_decode(
			    record->version, record->blob, record->blob_size, &kept->numbers[i]);
	return TRUE;
}

static gboolean lies_in_one_month(gint64 start_utc_ns, gint64 end_utc_ns)
{
	return ht_segment_month_of(start_utc_ns) == ht_segment_month_of(end_utc_ns - 1);
}

/* Adds the day's record to those that are to be kept; its bytes are put into blob. */
static void keep(GArray *records, const char *person, const Kept *kept, guint day, guint8 *blob)
{
	const HtDayNumbers *numbers = &kept->numbers[day];
	struct record record = {.kind = RECORD_DAY,
				.version = HT_DAY_NUMBERS_VERSION,
				.start_utc_ns = kept->starts[day],
				.end_utc_ns = kept->starts[day + 1],
				.blob = blob,
				.blob_size = ht_day_numbers_encode(numbers, blob)};

	g_strlcpy(record.person, person, sizeof record.person);
	if (numbers->worn_minutes > 0 && lies_in_one_month(record.start_utc_ns, record.end_utc_ns))
		g_array_append_val(records, record);
}

/* keys: the person's, from before anything was read; a month that is erased meanwhile must not come
 * back as its sums. */
static gboolean compute_missing(HtStore *store, const char *person, const Kept *kept,
				const GArray *keys, GCancellable *cancellable, GError **error)
{
	g_autoptr(GArray) records = g_array_new(FALSE, FALSE, sizeof(struct record));
	g_autofree guint8 *blobs = g_malloc((gsize)kept->days * HT_DAY_NUMBERS_SIZE_MAX);
	gboolean computed = TRUE;

	for (guint i = 0; i < kept->days && computed; i++) {
		if (kept->known[i])
			continue;
		computed = !g_cancellable_set_error_if_cancelled(cancellable, error) &&
			   ht_day_rollup_compute(store, person, kept->starts[i],
						 kept->starts[i + 1], &kept->numbers[i], error);
		if (computed)
			keep(records, person, kept, i, blobs + i * HT_DAY_NUMBERS_SIZE_MAX);
	}
	/* What is done need not be done again, also where the rest was not. */
	return ht_store_derive(store, keys, (const struct record *)(gpointer)records->data,
			       records->len, computed ? error : NULL) &&
	       computed;
}

static gboolean is_there(gpointer context, const struct record *record)
{
	(void)record;
	*(gboolean *)context = TRUE;
	return FALSE;
}

/* Most often nothing was kept of that time, and nothing is written. */
static gboolean forget(HtStore *store, const char *person, gint64 start_utc_ns, gint64 end_utc_ns,
		       GError **error)
{
	const gint64 day_ns = HT_DAY_MINUTES_MAX * NS_PER_MINUTE;
	const HtStoreQuery query = {.person = person,
				    .kind = RECORD_DAY,
				    .start_utc_ns = start_utc_ns,
				    .end_utc_ns = end_utc_ns,
				    .limit = 1};
	const HtStoreReplacement removal = {.person = person,
					    .stream = "",
					    .kind = RECORD_DAY,
					    .start_utc_ns = start_utc_ns - day_ns,
					    .end_utc_ns = end_utc_ns + day_ns};
	gboolean any = FALSE;

	if (!ht_store_query(store, &query, is_there, &any, error))
		return FALSE;
	return !any || ht_store_replace(store, &removal, error);
}

gboolean ht_day_rollups_forget(HtStore *store, const struct record *late, gsize count,
			       GError **error)
{
	for (gsize i = 0; i < count; i++) {
		gint64 start_utc_ns = late[i].start_utc_ns, end_utc_ns = late[i].end_utc_ns + 1;
		gsize last = i;

		/* One person's records come together. */
		for (; last + 1 < count && strcmp(late[last + 1].person, late[i].person) == 0;
		     last++) {
			start_utc_ns = MIN(start_utc_ns, late[last + 1].start_utc_ns);
			end_utc_ns = MAX(end_utc_ns, late[last + 1].end_utc_ns + 1);
		}
		if (!forget(store, late[i].person, start_utc_ns, end_utc_ns, error))
			return FALSE;
		i = last;
	}
	return TRUE;
}

GArray *ht_day_rollups(HtStore *store, const char *person, GTimeZone *zone, int year,
		       guint first_day, guint days, GCancellable *cancellable, GError **error)
{
	g_autoptr(GArray) numbers = g_array_sized_new(FALSE, TRUE, sizeof(HtDayNumbers), days);
	g_autofree gint64 *starts = g_new(gint64, days + 1);
	g_autofree gboolean *known = g_new0(gboolean, days);
	g_autoptr(GArray) keys =
	    ht_segment_keys_list(ht_store_segments(store), person, HT_SEGMENT_ALWAYS);
	Kept kept = {starts, days, NULL, known};
	HtStoreQuery query = {.person = person, .kind = RECORD_DAY};

	g_array_set_size(numbers, days);
	kept.numbers = &g_array_index(numbers, HtDayNumbers, 0);
	for (guint i = 0; i <= days; i++)
		starts[i] = ht_local_day_start_utc_ns(zone, year, first_day + i);
	query.start_utc_ns = starts[0];
	query.end_utc_ns = starts[days];
	if (!ht_store_query(store, &query, take_kept, &kept, error) ||
	    !compute_missing(store, person, &kept, keys, cancellable, error))
		return NULL;
	return g_steal_pointer(&numbers);
}
