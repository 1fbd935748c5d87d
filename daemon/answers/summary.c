/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/answers/summary.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/waveform.h"
#include "daemon/answers/stored-beats.h"
#include "daemon/answers/stored-records.h"
#include "daemon/answers/sum.h"
#include "health-models/ecg/finding_record.h"
#include "health-models/motion/activity/activity_record.h"

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

static bool is_inside(const HtSum *sum, gint64 utc_ns)
{
	return utc_ns >= sum->period->start_utc_ns && utc_ns < sum->period->end_utc_ns;
}

static double overlap_s(const HtSum *sum, const struct record *record)
{
	gint64 start = MAX(record->start_utc_ns, sum->period->start_utc_ns);
	gint64 end = MIN(record->end_utc_ns, sum->period->end_utc_ns);

	return end > start ? (double)(end - start) / (double)NS_PER_S : 0.0;
}

static void take_minute(HtSum *sum)
{
	struct twin_minute minute;

	while (twin_get_minute(&sum->twin, &minute))
		g_array_append_val(sum->minutes, minute);
}

static void add_beat(gpointer context, const struct ecg_beat *beat, gint64 utc_ns)
{
	HtSum *sum = context;

	if (!is_inside(sum, utc_ns))
		return;
	sum->beats++;
	ht_beat_counts_add(&sum->labels, beat->label);
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
	if (sum->vitality && utc_ns >= sum->first_utc_ns)
		ht_vitality_add_interval(sum->vitality, (utc_ns - sum->first_utc_ns) / 1000,
					 beat->rr_ms, beat->label == BEAT_NORMAL);
}

static void add_finding(HtSum *sum, const struct record *record)
{
	struct ecg_finding finding;

	if (finding_record_decode(record->version, record->blob, record->blob_size, &finding) !=
	    0) {
		g_set_error_literal(&sum->error, HT_ERROR, HT_ERROR_DAMAGED,
				    "a stored finding cannot be read");
		return;
	}
	sum->findings[finding.kind].count += is_inside(sum, record->start_utc_ns);
	sum->findings[finding.kind].inside_s += overlap_s(sum, record);
	if (finding.kind == FINDING_NO_SIGNAL && (int)finding.number[0] == NO_SIGNAL_STRAP_OFF)
		sum->strap_off_s += overlap_s(sum, record);
}

static void add_waveform(HtSum *sum, const struct record *record)
{
	if (sum->recorded_s == 0.0)
		sum->first_utc_ns = MAX(record->start_utc_ns, sum->period->start_utc_ns);
	sum->last_utc_ns = MAX(sum->last_utc_ns, MIN(record->end_utc_ns, sum->period->end_utc_ns));
	sum->recorded_s += overlap_s(sum, record);
}

/* A record that cannot be read is left out: the rest of the answer does not hang on it. */
static void add_minute(HtSum *sum, const struct record *record)
{
	struct activity_minute m;

	if (!is_inside(sum, record->start_utc_ns) ||
	    activity_record_decode(record->version, record->blob, record->blob_size, &m) != 0)
		return;
	sum->activity.steps += m.steps;
	sum->activity.soft_steps += m.soft_steps;
	sum->activity.active_s += (double)m.active_s;
	sum->activity.walking_s += (double)m.walking_s;
	sum->activity.worn_s += (double)m.covered_s;
}

static gboolean add_record(gpointer context, const struct record *record)
{
	HtSum *sum = context;

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
	case RECORD_SIGNAL:
		if (record->number[0] >= QUALITY_UNKNOWN && record->number[0] <= QUALITY_FULL)
			sum->grade_s[(guint)record->number[0]] += overlap_s(sum, record);
		break;
	case RECORD_BREATHS:
		/* A reading speaks of a minute and comes twice in it. */
		if (is_inside(sum, record->start_utc_ns))
			ht_vitality_add_breaths(sum->vitality, (float)record->number[0]);
		break;
	case RECORD_ACTIVITY:
		add_minute(sum, record);
		break;
	case RECORD_FALL:
		sum->activity.falls += record->number[0] == (double)FALL_CONFIRMED &&
				       is_inside(sum, record->start_utc_ns);
		break;
	default:
		break;
	}
	return sum->error == NULL;
}

static gboolean add_kind(HtSum *sum, HtStore *store, enum record_kind kind, GError **error)
{
	const HtStoreQuery query = {.person = sum->period->person,
				    .kind = (guint16)kind,
				    .start_utc_ns = sum->period->start_utc_ns,
				    .end_utc_ns = sum->period->end_utc_ns};

	/* Of samples it counts where they lie, which a packed record says as well. */
	if (!(kind == RECORD_ECG_WAVEFORM ? ht_store_query(store, &query, add_record, sum, error)
					  : ht_stored_query(store, &query, add_record, sum, error)))
		return FALSE;
	if (!sum->error)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&sum->error));
	return FALSE;
}

static void sum_init(HtSum *sum, const HtPeriod *period)
{
	*sum = (HtSum){.period = period, .newest_beat_utc_ns = G_MININT64};
	twin_init(&sum->twin);
	sum->minutes = g_array_new(FALSE, FALSE, sizeof(struct twin_minute));
}

/* Beats, and the minutes they make. */
static gboolean add_beats(HtSum *sum, HtStore *store, GError **error)
{
	if (!add_kind(sum, store, RECORD_BEATS, error))
		return FALSE;
	if (twin_flush(&sum->twin) > 0)
		take_minute(sum);
	return TRUE;
}

GVariant *ht_summary(HtStore *store, const HtPeriod *period, GError **error)
{
	GVariant *summary = NULL;
	HtSum sum;

	sum_init(&sum, period);
	sum.vitality = ht_vitality_new(G_USEC_PER_SEC);
	if (add_kind(&sum, store, RECORD_ECG_WAVEFORM, error) && add_beats(&sum, store, error) &&
	    add_kind(&sum, store, RECORD_FINDING, error) &&
	    add_kind(&sum, store, RECORD_SIGNAL, error) &&
	    add_kind(&sum, store, RECORD_BREATHS, error) &&
	    add_kind(&sum, store, RECORD_ACTIVITY, error) &&
	    add_kind(&sum, store, RECORD_FALL, error) && add_kind(&sum, store, RECORD_GAP, error)) {
		ht_vitality_end(sum.vitality, (sum.last_utc_ns - sum.first_utc_ns) / 1000);
		summary = ht_sum_describe(&sum);
	}
	ht_vitality_free(sum.vitality);
	g_array_unref(sum.minutes);
	return summary;
}

GVariant *ht_trend(HtStore *store, const HtPeriod *period, GError **error)
{
	GVariantBuilder builder;
	gboolean ok;
	HtSum sum;

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
