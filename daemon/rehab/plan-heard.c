/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plan hears of a heart, a cuff and a fall, and when that ends a session. */
#include "daemon/rehab/plan-state.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"

#include <math.h>

#define FRESH_NS (60 * NS_PER_S)

void ht_rehab_plan_heart_free(gpointer data)
{
	HtRehabHeart *heart = data;

	g_hash_table_unref(heart->rhythms);
	g_free(heart);
}

/* Whatever else a second ECG of the person says meanwhile. */
static guint stops_of(const HtRehabRhythm *rhythm, gboolean atrial_fibrillation_known)
{
	struct stop_watch watch;

	stop_watch_init(&watch, 0, atrial_fibrillation_known);
	return stop_watch_rhythm(&watch, rhythm->rhythm, rhythm->since_utc_ns) |
	       stop_watch_reach(&watch, rhythm->heard_utc_ns);
}

static gboolean is_over(gpointer stream, gpointer rhythm, gpointer now_utc_ns)
{
	(void)stream;
	return *(const gint64 *)now_utc_ns - ((const HtRehabRhythm *)rhythm)->heard_utc_ns >
	       FRESH_NS;
}

/* A stop rule that holds now, of an ECG that runs. */
gboolean ht_rehab_plan_heart_allows(HtRehabPlan *plan, const char *person,
				    const struct dose_limits *limits, GError **error)
{
	const HtRehabHeart *heart = g_hash_table_lookup(plan->hearts, person);
	gint64 now_utc_ns = ht_clock_now_utc_ns(plan->clock);
	GHashTableIter iter;
	gpointer rhythm;
	guint stops = 0;

	if (!heart)
		return TRUE;
	g_hash_table_iter_init(&iter, heart->rhythms);
	while (g_hash_table_iter_next(&iter, NULL, &rhythm))
		if (!is_over(NULL, rhythm, &now_utc_ns))
			stops |= stops_of(rhythm, limits->atrial_fibrillation_known);
	if (stops == 0)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
			    "a stop rule holds now, so no session begins: look at twinctl monitor, "
			    "rest, and ask a clinician");
	return FALSE;
}

static void begin_zone(HtRehabPlan *plan, HtRehabRun *run, const char *person,
		       const struct dose_limits *limits)
{
	struct hr_zone_limits zone = {.cap_bpm = (float)limits->hr_cap_bpm};
	HtPrescription prescription;

	if (ht_prescription_load(plan->store, person, run->exercise, &prescription, NULL))
		run->has_zone =
		    dose_zone(limits, &prescription.state.dose, &zone.low_bpm, &zone.high_bpm);
	(void)hr_zone_init(&run->zone, &zone, ht_clock_now_utc_ns(plan->clock));
}

/* The grade is told when it changes; that of now was told before the session. */
static void begin_heart(HtRehabPlan *plan, HtRehabRun *run, const char *person)
{
	const HtRehabHeart *heart = g_hash_table_lookup(plan->hearts, person);

	if (!heart || heart->quality == QUALITY_UNKNOWN)
		return;
	hr_zone_add_grade(&run->zone, run->zone.next_ns, heart->quality);
	stop_watch_quality(&run->watch, heart->quality);
}

void ht_rehab_plan_begin_hearing(HtRehabPlan *plan, HtRehabRun *run, const char *person,
				 const struct dose_limits *limits)
{
	begin_zone(plan, run, person, limits);
	begin_heart(plan, run, person);
}

/* Of the hub itself: nobody waits for an answer. */
void ht_rehab_plan_stop_now(HtRehabPlan *plan, const char *person, guint stops)
{
	g_autoptr(GError) error = NULL;

	if (stops && !ht_rehab_plan_stop(plan, person, stops, 0, &error))
		g_message("a stopped session could not be written down yet: %s", error->message);
}

/* What is new of these to the running session. */
static guint unheard(const HtRehabRun *run, guint stops)
{
	return stops & ~run->stops;
}

static HtRehabHeart *heart_of(HtRehabPlan *plan, const char *person)
{
	HtRehabHeart *heart = g_hash_table_lookup(plan->hearts, person);

	if (!heart) {
		heart = g_new0(HtRehabHeart, 1);
		heart->rhythms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
		g_hash_table_insert(plan->hearts, g_strdup(person), heart);
	}
	return heart;
}

/* Streams that are over go when a new one begins. */
static HtRehabRhythm *rhythm_of(HtRehabPlan *plan, const char *person, const char *stream,
				gint64 utc_ns)
{
	GHashTable *rhythms = heart_of(plan, person)->rhythms;
	HtRehabRhythm *rhythm = g_hash_table_lookup(rhythms, stream);

	if (!rhythm) {
		g_hash_table_foreach_remove(rhythms, is_over, &utc_ns);
		rhythm = g_new0(HtRehabRhythm, 1);
		rhythm->heard_utc_ns = utc_ns;
		g_hash_table_insert(rhythms, g_strdup(stream), rhythm);
	}
	return rhythm;
}

static void heed(HtRehabPlan *plan, const char *person, const HtRehabRhythm *rhythm)
{
	HtRehabRun *run = g_hash_table_lookup(plan->runs, person);

	if (run)
		ht_rehab_plan_stop_now(
		    plan, person,
		    unheard(run, stops_of(rhythm, run->watch.atrial_fibrillation_known)));
}

void ht_rehab_plan_rhythm(HtRehabPlan *plan, const char *person, const char *stream,
			  enum rhythm rhythm, gint64 since_utc_ns)
{
	HtRehabRhythm *now;

	if (!plan)
		return;
	now = rhythm_of(plan, person, stream, since_utc_ns);
	now->rhythm = rhythm;
	now->since_utc_ns = since_utc_ns;
	heed(plan, person, now);
}

void ht_rehab_plan_reach(HtRehabPlan *plan, const char *person, const char *stream, gint64 utc_ns)
{
	HtRehabRhythm *now;

	if (!plan)
		return;
	now = rhythm_of(plan, person, stream, utc_ns);
	now->heard_utc_ns = utc_ns;
	heed(plan, person, now);
}

void ht_rehab_plan_finding(HtRehabPlan *plan, const char *person, const struct ecg_finding *finding)
{
	HtRehabRun *run = plan ? g_hash_table_lookup(plan->runs, person) : NULL;

	if (run)
		ht_rehab_plan_stop_now(plan, person, unheard(run, stop_watch_finding(finding)));
}

void ht_rehab_plan_beat(HtRehabPlan *plan, const char *person, const struct ecg_beat *beat,
			gint64 utc_ns)
{
	HtRehabRun *run = plan ? g_hash_table_lookup(plan->runs, person) : NULL;

	if (!run)
		return;
	hr_zone_add_beat(&run->zone, utc_ns, beat->rr_ms);
	hr_zone_advance(&run->zone, utc_ns);
	ht_rehab_plan_stop_now(plan, person, unheard(run, stop_watch_beat(&run->watch, beat)));
}

void ht_rehab_plan_quality(HtRehabPlan *plan, const char *person, enum signal_quality quality,
			   gint64 utc_ns)
{
	HtRehabRun *run;

	if (!plan)
		return;
	heart_of(plan, person)->quality = quality;
	run = g_hash_table_lookup(plan->runs, person);
	if (!run)
		return;
	hr_zone_add_grade(&run->zone, utc_ns, quality);
	stop_watch_quality(&run->watch, quality);
}

void ht_rehab_plan_samples(HtRehabPlan *plan, const char *person, const gint32 *uv, gsize count,
			   double rate_hz, gint64 end_utc_ns)
{
	HtRehabRun *run = plan ? g_hash_table_lookup(plan->runs, person) : NULL;

	if (!run || !(rate_hz >= 1))
		return;
	if (run->rate_hz < rate_hz || run->rate_hz > rate_hz) {
		run->rate_hz = rate_hz;
		run->has_periodicity = hr_periodicity_init(&run->periodicity, rate_hz) == 0;
	}
	for (gsize i = 0; i < count && run->has_periodicity; i++) {
		double left_s = (double)(count - 1 - i) / rate_hz;

		hr_periodicity_push(&run->periodicity, uv ? (float)uv[i] : NAN);
		if (++run->samples % (guint64)rate_hz == 0)
			hr_zone_add_rate(&run->zone,
					 end_utc_ns - (gint64)(left_s * (double)NS_PER_S),
					 hr_periodicity_get(&run->periodicity));
	}
}

void ht_rehab_plan_steps(HtRehabPlan *plan, const char *person, float per_minute, gint64 utc_ns)
{
	HtRehabRun *run = plan ? g_hash_table_lookup(plan->runs, person) : NULL;

	if (run)
		hr_zone_add_steps(&run->zone, utc_ns, per_minute);
}

static float value_of(const struct reading_block *reading, enum quantity quantity)
{
	for (guint i = 0; i < reading->count; i++)
		if (reading->value[i].quantity == quantity)
			return (float)reading->value[i].value;
	return 0;
}

void ht_rehab_plan_reading(HtRehabPlan *plan, const char *person,
			   const struct reading_block *reading)
{
	HtRehabRun *run = plan ? g_hash_table_lookup(plan->runs, person) : NULL;

	/* A cuff that doubts itself, or is not done, has measured nothing. */
	if (!run || reading->measuring || reading->questionable)
		return;
	ht_rehab_plan_stop_now(
	    plan, person,
	    unheard(run, stop_watch_pressure(&run->watch, value_of(reading, QUANTITY_SYSTOLIC),
					     value_of(reading, QUANTITY_DIASTOLIC))));
}

void ht_rehab_plan_fall(HtRehabPlan *plan, const char *person)
{
	if (plan && ht_rehab_plan_is_running(plan, person))
		ht_rehab_plan_stop_now(plan, person, DOSE_STOP_FALL);
}

void ht_rehab_plan_add_heard(HtRehabPlan *plan, HtRehabRun *run, struct session_outcome *outcome)
{
	const struct hr_zone_times *times;

	hr_zone_finish(&run->zone, ht_clock_now_utc_ns(plan->clock));
	times = hr_zone_get(&run->zone);
	outcome->stops |= run->stops;
	outcome->symptoms |= run->symptoms;
	outcome->hr_max_bpm = MAX(times->hr_max_bpm, run->watch.hr_max_bpm);
	outcome->ecg_usable_share = hr_zone_usable_share(times);
	outcome->in_zone_share = run->has_zone ? hr_zone_in_share(times) : NAN;
	outcome->above_zone_s = run->has_zone ? (float)times->above_s : 0;
}
