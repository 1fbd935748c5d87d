/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/summary.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/waveform.h"
#include "daemon/stored-beats.h"
#include "health-models/ecg/finding_record.h"
#include "health-models/twin/twin.h"

typedef struct {
	const HtPeriod *period;
	GError *error;
	/* A twin of this period alone: heart rates are found as the live twin finds them. */
	struct twin twin;
	GArray *minutes; /* struct twin_minute */
	gint64 newest_beat_utc_ns;
	double rr_ms;
	guint64 rr_count;
	guint64 beats, ventricular;
	double recorded_s, irregular_s, no_signal_s;
	gint64 first_utc_ns, last_utc_ns; /* of the recorded */
	guint64 couplets, runs, gaps;
} Sum;

HtPeriod *ht_period_new(const char *person, gint64 start_utc_us, gint64 end_utc_us, GError **error)
{
	HtPeriod *period;

	if (start_utc_us < 0 || end_utc_us < 0 || start_utc_us > G_MAXINT64 / 1000 ||
	    end_utc_us > G_MAXINT64 / 1000 || (end_utc_us != 0 && end_utc_us < start_utc_us)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "give times in microseconds of UTC, the end after the start");
		return NULL;
	}
	period = g_new0(HtPeriod, 1);
	period->person = g_strdup(person);
	period->start_utc_ns = start_utc_us * 1000;
	period->end_utc_ns = end_utc_us == 0 ? G_MAXINT64 : end_utc_us * 1000;
	return period;
}

void ht_period_free(HtPeriod *period)
{
	if (!period)
		return;
	g_free(period->person);
	g_free(period);
}

static bool is_inside(const Sum *sum, gint64 utc_ns)
{
	return utc_ns >= sum->period->start_utc_ns && utc_ns < sum->period->end_utc_ns;
}

static double overlap_s(const Sum *sum, const struct record *record)
{
	gint64 start = MAX(record->start_utc_ns, sum->period->start_utc_ns);
	gint64 end = MIN(record->end_utc_ns, sum->period->end_utc_ns);

	return end > start ? (double)(end - start) / (double)NS_PER_S : 0.0;
}

static void take_minute(Sum *sum)
{
	struct twin_minute minute;

	while (twin_get_minute(&sum->twin, &minute))
		g_array_append_val(sum->minutes, minute);
}

static void add_beat(gpointer context, const struct ecg_beat *beat, gint64 utc_ns)
{
	Sum *sum = context;

	if (!is_inside(sum, utc_ns))
		return;
	sum->beats++;
	sum->ventricular += beat->label == BEAT_VENTRICULAR;
	if (beat->rr_ms > 0.0f) {
		sum->rr_ms += (double)beat->rr_ms;
		sum->rr_count++;
	}
	/* Two straps at once: the one that began later adds to the counts only. */
	if (utc_ns < sum->newest_beat_utc_ns)
		return;
	sum->newest_beat_utc_ns = utc_ns;
	if (twin_push(&sum->twin, beat, utc_ns) > 0)
		take_minute(sum);
}

static void add_finding(Sum *sum, const struct record *record)
{
	struct ecg_finding finding;

	if (finding_record_decode(record->version, record->blob, record->blob_size, &finding) !=
	    0) {
		g_set_error_literal(&sum->error, HT_ERROR, HT_ERROR_DAMAGED,
				    "a stored finding cannot be read");
		return;
	}
	switch (finding.kind) {
	case FINDING_COUPLET:
		sum->couplets += is_inside(sum, record->start_utc_ns);
		break;
	case FINDING_VENTRICULAR_RUN:
	case FINDING_VENTRICULAR_TACHYCARDIA:
		sum->runs += is_inside(sum, record->start_utc_ns);
		break;
	case FINDING_NO_SIGNAL:
		sum->no_signal_s += overlap_s(sum, record);
		break;
	case FINDING_IRREGULAR:
		sum->irregular_s += overlap_s(sum, record);
		break;
	case FINDING_BIGEMINY:
	case FINDING_TRIGEMINY:
	case FINDING_SUPRAVENTRICULAR_RUN:
	case FINDING_ATRIAL_FIBRILLATION:
	case FINDING_ATRIAL_FLUTTER:
	case FINDING_VENTRICULAR_FIBRILLATION:
	case FINDING_ASYSTOLE:
	case FINDING_PAUSE:
	case FINDING_BRADYCARDIA:
	case FINDING_TACHYCARDIA:
	case FINDING_PACED:
		break; /* not counted: read them with ReadRecords */
	}
}

static void add_waveform(Sum *sum, const struct record *record)
{
	if (sum->recorded_s == 0.0)
		sum->first_utc_ns = MAX(record->start_utc_ns, sum->period->start_utc_ns);
	sum->last_utc_ns = MAX(sum->last_utc_ns, MIN(record->end_utc_ns, sum->period->end_utc_ns));
	sum->recorded_s += overlap_s(sum, record);
}

static gboolean add_record(gpointer context, const struct record *record)
{
	Sum *sum = context;

	switch (record->kind) {
	case RECORD_ECG_WAVEFORM:
		add_waveform(sum, record);
		break;
	case RECORD_BEATS:
		ht_stored_beats_visit(record, add_beat, sum, &sum->error);
		break;
	case RECORD_FINDING:
		add_finding(sum, record);
		break;
	case RECORD_GAP:
		/* Of the ECG: what a lost link took from other sensors is not told again. */
		sum->gaps += !(record->number[2] > 0.0) && is_inside(sum, record->start_utc_ns);
		break;
	default:
		break;
	}
	return sum->error == NULL;
}

static gboolean add_kind(Sum *sum, HtStore *store, enum record_kind kind, GError **error)
{
	const HtStoreQuery query = {.person = sum->period->person,
				    .kind = (guint16)kind,
				    .start_utc_ns = sum->period->start_utc_ns,
				    .end_utc_ns = sum->period->end_utc_ns};

	if (!ht_store_query(store, &query, add_record, sum, error))
		return FALSE;
	if (!sum->error)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&sum->error));
	return FALSE;
}

static void sum_init(Sum *sum, const HtPeriod *period)
{
	*sum = (Sum){.period = period, .newest_beat_utc_ns = G_MININT64};
	twin_init(&sum->twin);
	sum->minutes = g_array_new(FALSE, FALSE, sizeof(struct twin_minute));
}

/* Beats, and the minutes they make. */
static gboolean add_beats(Sum *sum, HtStore *store, GError **error)
{
	if (!add_kind(sum, store, RECORD_BEATS, error))
		return FALSE;
	if (twin_flush(&sum->twin) > 0)
		take_minute(sum);
	return TRUE;
}

static void insert_if_known(GVariantDict *dict, const char *key, double value)
{
	if (value > 0.0)
		g_variant_dict_insert(dict, key, "d", value);
}

static void describe_heart_rate(GVariantDict *dict, const Sum *sum)
{
	double lowest = 0.0, highest = 0.0;

	for (guint i = 0; i < sum->minutes->len; i++) {
		const struct twin_minute *minute =
		    &g_array_index(sum->minutes, struct twin_minute, i);
		double low = (double)minute->hr_min_bpm;

		if (low > 0.0 && (lowest == 0.0 || low < lowest))
			lowest = low;
		highest = MAX(highest, (double)minute->hr_max_bpm);
	}
	if (sum->rr_count > 0)
		insert_if_known(dict, "hr_mean_bpm", 60000.0 * (double)sum->rr_count / sum->rr_ms);
	insert_if_known(dict, "hr_min_bpm", lowest);
	insert_if_known(dict, "hr_max_bpm", highest);
	insert_if_known(dict, "hr_rest_bpm", (double)twin_hr_rest_bpm(&sum->twin));
}

static GVariant *describe(const Sum *sum)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	if (sum->recorded_s > 0.0) {
		g_variant_dict_insert(&dict, "start_utc_us", "x", sum->first_utc_ns / 1000);
		g_variant_dict_insert(&dict, "end_utc_us", "x", sum->last_utc_ns / 1000);
	}
	g_variant_dict_insert(&dict, "recorded_s", "d", sum->recorded_s);
	g_variant_dict_insert(&dict, "beats", "t", sum->beats);
	g_variant_dict_insert(&dict, "normal", "t", sum->beats - sum->ventricular);
	g_variant_dict_insert(&dict, "ventricular", "t", sum->ventricular);
	g_variant_dict_insert(&dict, "couplets", "t", sum->couplets);
	g_variant_dict_insert(&dict, "ventricular_runs", "t", sum->runs);
	g_variant_dict_insert(&dict, "irregular_s", "d", sum->irregular_s);
	g_variant_dict_insert(&dict, "no_signal_s", "d", sum->no_signal_s);
	g_variant_dict_insert(&dict, "gaps", "t", sum->gaps);
	describe_heart_rate(&dict, sum);
	return g_variant_ref_sink(g_variant_dict_end(&dict));
}

GVariant *ht_summary(HtStore *store, const HtPeriod *period, GError **error)
{
	GVariant *summary = NULL;
	Sum sum;

	sum_init(&sum, period);
	if (add_kind(&sum, store, RECORD_ECG_WAVEFORM, error) && add_beats(&sum, store, error) &&
	    add_kind(&sum, store, RECORD_FINDING, error) &&
	    add_kind(&sum, store, RECORD_GAP, error))
		summary = describe(&sum);
	g_array_unref(sum.minutes);
	return summary;
}

GVariant *ht_trend(HtStore *store, const HtPeriod *period, GError **error)
{
	GVariantBuilder builder;
	gboolean ok;
	Sum sum;

	sum_init(&sum, period);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(xdddtt)"));
	ok = add_beats(&sum, store, error);
	for (guint i = 0; ok && i < sum.minutes->len; i++) {
		const struct twin_minute *minute =
		    &g_array_index(sum.minutes, struct twin_minute, i);

		g_variant_builder_add(&builder, "(xdddtt)", minute->start_utc_ns / 1000,
				      (double)minute->hr_mean_bpm, (double)minute->hr_min_bpm,
				      (double)minute->hr_max_bpm, (guint64)minute->beats,
				      (guint64)minute->ventricular);
	}
	g_array_unref(sum.minutes);
	if (ok)
		return g_variant_ref_sink(g_variant_builder_end(&builder));
	g_variant_builder_clear(&builder);
	return NULL;
}
