/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/motion/activity-watch.h"

#include "common/timebase.h"
#include "daemon/motion/activity-line.h"
#include "health-models/motion/activity/activity_record.h"
#include "health-models/motion/unit_gate.h"
#include "programme/unit-words.h"

/* A window ends by its samples; this much later by the clock, if they stay away. */
enum { PUTTING_ON_S = 60, WINDOW_LATE_S = 5 };

/* A wearable that was silent no longer than this was not put on meanwhile. */
#define SILENT_NS (30 * NS_PER_S)

typedef struct {
	HtActivityWatch *watch;
	char *person;
	char *address; /* that feeds it, NULL = none */
	char *mounted; /* whose mounting the activity's is; NULL = nobody's yet */
	char stream[RECORD_ID_MAX];
	struct unit_gate gate;
	struct activity activity;
	gint64 told_steps_ns; /* to the plan, when last */
	guint timer;          /* ends the window of a candidate; 0 = there is none */
	gboolean unheard;     /* it was asked while no wearable could buzz */
} Wearer;

struct _HtActivityWatch {
	const HtOutlets *outlets;
	HtActivityEvents events;
	GHashTable *wearers; /* person -> Wearer */
	GHashTable *refused; /* addresses whose numbers are in a wrong unit, until they end */
	guint listener;
};

static void wearer_free(gpointer data)
{
	Wearer *wearer = data;

	g_clear_handle_id(&wearer->timer, g_source_remove);
	g_free(wearer->person);
	g_free(wearer->address);
	g_free(wearer->mounted);
	g_free(wearer);
}

static struct record record_of(const Wearer *wearer, enum record_kind kind, gint64 start_utc_ns,
			       gint64 end_utc_ns)
{
	struct record record = {
	    .kind = (guint16)kind, .start_utc_ns = start_utc_ns, .end_utc_ns = end_utc_ns};

	g_strlcpy(record.person, wearer->person, sizeof record.person);
	g_strlcpy(record.stream, wearer->stream, sizeof record.stream);
	return record;
}

static void send(const Wearer *wearer, char *line)
{
	ht_live_send(wearer->watch->outlets->live, wearer->person, line);
}

static void tell_minute(const Wearer *wearer, const struct activity_minute *minute)
{
	guint8 blob[ACTIVITY_RECORD_SIZE];
	struct record record =
	    record_of(wearer, RECORD_ACTIVITY, minute->start_ns, minute->start_ns + 60 * NS_PER_S);
	long size = activity_record_encode(minute, blob, sizeof blob);

	g_return_if_fail(size > 0);
	record.version = ACTIVITY_RECORD_VERSION;
	record.number[0] = minute->steps;
	record.number[1] = (double)minute->active_s;
	record.number[2] = (double)minute->cadence_spm;
	record.number[3] = (double)minute->counts;
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(wearer->watch->outlets->writer, &record);
	send(wearer, ht_activity_line(minute->start_ns, minute));
}

static void write_fall(const Wearer *wearer, const struct fall_event *fall)
{
	guint8 blob[FALL_RECORD_SIZE];
	struct record record = record_of(wearer, RECORD_FALL, fall->t_ns, fall->told_ns);
	long size = fall_record_encode(fall, blob, sizeof blob);

	g_return_if_fail(size > 0);
	record.version = FALL_RECORD_VERSION;
	record.number[0] = fall->state;
	record.number[1] = (double)fall->confidence;
	record.number[2] = fall->reason;
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(wearer->watch->outlets->writer, &record);
}

static void tell_fall(Wearer *wearer, const struct fall_event *fall);

/* No samples came that would have ended it. */
static gboolean window_passed(gpointer data)
{
	Wearer *wearer = data;
	struct fall_watch *watch = &wearer->activity.fall;
	struct fall_event event;
	gint64 until_ns =
	    watch->open.told_ns + (gint64)((double)watch->settings.window_s * (double)NS_PER_S);

	wearer->timer = 0;
	if (fall_pass_time(watch, until_ns, &event) > 0)
		tell_fall(wearer, &event);
	return G_SOURCE_REMOVE;
}

/* Says it, and asks the person if it is a candidate. */
static void say_fall(Wearer *wearer, const struct fall_event *fall)
{
	const HtActivityEvents *events = &wearer->watch->events;

	g_clear_handle_id(&wearer->timer, g_source_remove);
	send(wearer, ht_fall_line(fall));
	if (fall->state != FALL_CANDIDATE)
		return;
	wearer->timer = g_timeout_add_seconds(
	    (guint)wearer->activity.fall.settings.window_s + WINDOW_LATE_S, window_passed, wearer);
	events->ask(events->context, wearer->person);
}

static void tell_fall(Wearer *wearer, const struct fall_event *fall)
{
	HtActivityWatch *watch = wearer->watch;

	write_fall(wearer, fall);
	say_fall(wearer, fall);
	if (fall->state != FALL_CONFIRMED)
		return;
	ht_attention_raise(watch->outlets->attention, wearer->person);
	ht_rehab_plan_fall(watch->outlets->plan, wearer->person);
}

static struct fall_settings settings_of_hub(void)
{
	struct fall_settings settings = fall_settings_default;

	settings.putting_on_s = PUTTING_ON_S;
	return settings;
}

/* An open candidate is kept: its window goes on. So is how this wearable sits, not how another did;
 * and what came before a short silence of it. */
static void begin(Wearer *wearer, const HtMotionSource *source, gint64 utc_ns)
{
	const HtActivityEvents *events = &wearer->watch->events;
	struct fall_settings settings = settings_of_hub();
	struct fall_watch fall = wearer->activity.fall;
	struct mounting mounting = wearer->activity.mounting;
	gboolean same = g_strcmp0(wearer->mounted, source->address) == 0;
	gint64 silent_ns = utc_ns - fall.newest_ns;

	unit_gate_init(&wearer->gate, 0);
	activity_init(&wearer->activity, &settings);
	wearer->told_steps_ns = 0;
	if (fall.open.state == FALL_CANDIDATE || (same && silent_ns >= 0 && silent_ns <= SILENT_NS))
		wearer->activity.fall = fall;
	if (same)
		wearer->activity.mounting = mounting;
	g_free(wearer->mounted);
	wearer->mounted = g_strdup(source->address);
	wearer->address = g_strdup(source->address);
	g_strlcpy(wearer->stream, source->stream, sizeof wearer->stream);
	if (wearer->unheard && fall.open.state == FALL_CANDIDATE)
		events->ask(events->context, wearer->person);
	wearer->unheard = FALSE;
}

static Wearer *wearer_of_person(HtActivityWatch *watch, const char *person)
{
	Wearer *wearer = g_hash_table_lookup(watch->wearers, person);

	if (wearer)
		return wearer;
	wearer = g_new0(Wearer, 1);
	wearer->watch = watch;
	wearer->person = g_strdup(person);
	g_hash_table_insert(watch->wearers, wearer->person, wearer);
	return wearer;
}

static Wearer *wearer_of(HtActivityWatch *watch, const HtMotionSource *source, gint64 utc_ns)
{
	Wearer *wearer = wearer_of_person(watch, source->person);

	if (!wearer->address)
		begin(wearer, source, utc_ns);
	return g_str_equal(wearer->address, source->address) ? wearer : NULL;
}

/* This wearable feeds the person no more: another may. */
static void take_end(gpointer context, const HtMotionSource *source)
{
	HtActivityWatch *watch = context;
	Wearer *wearer = g_hash_table_lookup(watch->wearers, source->person);
	struct activity_minute minute;

	g_hash_table_remove(watch->refused, source->address);
	if (!wearer || !wearer->address || !g_str_equal(wearer->address, source->address))
		return;
	if (activity_finish(&wearer->activity) && activity_get_minute(&wearer->activity, &minute))
		tell_minute(wearer, &minute);
	g_clear_pointer(&wearer->address, g_free);
}

static void take_step(Wearer *wearer)
{
	struct activity_minute minute;
	struct fall_event fall;

	if (activity_get_minute(&wearer->activity, &minute))
		tell_minute(wearer, &minute);
	if (activity_get_fall(&wearer->activity, &fall))
		tell_fall(wearer, &fall);
}

/* The plan tells a pulse from the steps by them. */
static void tell_steps(Wearer *wearer, gint64 utc_ns)
{
	if (utc_ns - wearer->told_steps_ns < NS_PER_S)
		return;
	wearer->told_steps_ns = utc_ns;
	ht_rehab_plan_steps(wearer->watch->outlets->plan, wearer->person,
			    steps_cadence_now_spm(&wearer->activity.steps, utc_ns), utc_ns);
}

/* Nothing that was learnt of it holds, and another may feed the person. */
static void refuse(Wearer *wearer, enum unit_verdict verdict)
{
	g_message("%s: %s; till then it says nothing of activity and falls", wearer->address,
		  ht_unit_words(verdict));
	g_clear_pointer(&wearer->mounted, g_free);
	g_hash_table_add(wearer->watch->refused, g_steal_pointer(&wearer->address));
}

/* Times are as the hub laid them out, and turns are not asked for: gravity alone is judged. */
static gboolean has_gravity(Wearer *wearer, const struct imu_sample *sample)
{
	struct imu_sample acceleration = *sample;
	enum unit_verdict verdict;

	acceleration.has = IMU_ACCELERATION;
	if (unit_gate_push(&wearer->gate, &acceleration) <= 0)
		return TRUE;
	verdict = unit_gate_verdict(&wearer->gate);
	if (!unit_verdict_is_of_acceleration(verdict))
		return TRUE;
	refuse(wearer, verdict);
	return FALSE;
}

static void take_sample(gpointer context, const HtMotionSource *source,
			const struct imu_sample *sample)
{
	HtActivityWatch *watch = context;
	Wearer *wearer;

	if (!(sample->has & IMU_ACCELERATION) || !*source->stream ||
	    g_hash_table_contains(watch->refused, source->address))
		return;
	if (watch->events.is_on_limb(watch->events.context, source->person, source->address)) {
		take_end(watch, source);
		return;
	}
	wearer = wearer_of(watch, source, sample->t_ns);
	if (!wearer || !has_gravity(wearer, sample) || activity_push(&wearer->activity, sample) < 0)
		return;
	while (activity_step(&wearer->activity))
		take_step(wearer);
	tell_steps(wearer, sample->t_ns);
}

HtActivityWatch *ht_activity_watch_new(const HtOutlets *outlets, const HtActivityEvents *events)
{
	HtActivityWatch *watch = g_new0(HtActivityWatch, 1);
	const HtMotionListener listener = {
	    .context = watch, .sample = take_sample, .ended = take_end};

	watch->outlets = outlets;
	watch->events = *events;
	watch->wearers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, wearer_free);
	watch->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->listener = ht_motion_feed_listen(outlets->motion, NULL, &listener);
	return watch;
}

void ht_activity_watch_free(HtActivityWatch *watch)
{
	if (!watch)
		return;
	ht_motion_feed_unlisten(watch->outlets->motion, watch->listener);
	g_hash_table_unref(watch->wearers);
	g_hash_table_unref(watch->refused);
	g_free(watch);
}

gboolean ht_activity_watch_cancel_fall(HtActivityWatch *watch, const char *person)
{
	Wearer *wearer = g_hash_table_lookup(watch->wearers, person);
	struct fall_event event;

	if (!wearer ||
	    fall_cancel(&wearer->activity.fall, wearer->activity.grid.to_ns, &event) == 0)
		return FALSE;
	tell_fall(wearer, &event);
	return TRUE;
}

void ht_activity_watch_resume_fall(HtActivityWatch *watch, const char *person, const char *stream,
				   const struct fall_event *candidate, gint64 now_utc_ns)
{
	struct fall_settings settings = settings_of_hub();
	Wearer *wearer = wearer_of_person(watch, person);
	struct fall_watch *fall = &wearer->activity.fall;

	if (fall->open.state == FALL_CANDIDATE)
		return;
	if (!wearer->address) {
		fall_init(fall, &settings);
		g_strlcpy(wearer->stream, stream, sizeof wearer->stream);
		wearer->unheard = TRUE;
	}
	fall_resume(fall, candidate, MAX(now_utc_ns, candidate->told_ns));
	say_fall(wearer, &fall->open);
}

void ht_activity_watch_forget(HtActivityWatch *watch, const char *person)
{
	g_hash_table_remove(watch->wearers, person);
}
