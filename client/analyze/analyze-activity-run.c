/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-activity-run.h"

#include "common/timebase.h"
#include "health-models/motion/unit_gate.h"
#include "programme/unit-words.h"
#include "recordings/motion-csv.h"

#include <errno.h>
#include <string.h>

/* The mean acceleration of a span, for the mounting. */
typedef struct {
	HtSpan span;
	double sum[3];
	guint count;
} Still;

typedef struct {
	struct motion_csv *csv;
	const char *path;
	struct unit_gate gate;
	struct activity activity;
	Still upright, on_back;
	HtActivitySummary *summary;
	gboolean started;
	gint64 first_ns, last_ns;
	struct recording_message *message;
} Run;

static HtActivitySummary *summary_new(void)
{
	HtActivitySummary *s = g_new0(HtActivitySummary, 1);

	s->minutes = g_array_new(FALSE, FALSE, sizeof(struct activity_minute));
	s->falls = g_array_new(FALSE, FALSE, sizeof(struct fall_event));
	return s;
}

void ht_activity_summary_free(HtActivitySummary *summary)
{
	g_array_unref(summary->minutes);
	g_array_unref(summary->falls);
	g_free(summary);
}

double ht_activity_cadence_spm(const HtActivitySummary *summary)
{
	return summary->walking_s > 0 ? 60 * summary->intervals / summary->walking_s : 0;
}

guint ht_activity_falls(const HtActivitySummary *summary, enum fall_state state)
{
	guint count = 0;

	for (guint i = 0; i < summary->falls->len; i++)
		count += g_array_index(summary->falls, struct fall_event, i).state == state;
	return count;
}

static void take_minute(Run *run, const struct activity_minute *m)
{
	HtActivitySummary *s = run->summary;
	enum intensity_level level;
	double minutes = (double)m->covered_s / 60;

	s->covered_s += (double)m->covered_s;
	s->active_s += (double)m->active_s;
	s->soft_steps += m->soft_steps;
	if (activity_minute_level(m, &level))
		s->level_min[level] += minutes;
	if (m->mad_mg >= 0)
		s->mad_level_min[intensity_of_mad(m->mad_mg)] += minutes;
	for (int i = 0; i < POSTURES; i++)
		s->posture_s[i] += (double)m->posture_s[i];
	g_array_append_val(s->minutes, *m);
}

/* A fall stands in the list once, as it ended. */
static void take_fall(Run *run, const struct fall_event *fall)
{
	GArray *falls = run->summary->falls;

	if (fall->state == FALL_CANDIDATE)
		g_array_append_val(falls, *fall);
	else
		g_array_index(falls, struct fall_event, falls->len - 1) = *fall;
}

static void step(Run *run)
{
	struct activity_minute minute;
	struct fall_event fall;

	while (activity_step(&run->activity)) {
		if (activity_get_minute(&run->activity, &minute))
			take_minute(run, &minute);
		if (activity_get_fall(&run->activity, &fall))
			take_fall(run, &fall);
	}
}

static int check_units(Run *run)
{
	enum unit_verdict verdict = unit_gate_verdict(&run->gate);

	if (!unit_verdict_refuses(verdict))
		return 0;
	return message_set(run->message, -EINVAL, "%s: %s", run->path, ht_unit_words(verdict));
}

static int take_row(Run *run, struct imu_sample *sample)
{
	if (!run->started) {
		run->first_ns = sample->t_ns;
		run->started = TRUE;
	}
	run->last_ns = sample->t_ns;
	unit_gate_push(&run->gate, sample);
	if (check_units(run) < 0)
		return -EINVAL;
	sample->t_ns -= run->first_ns;
	if (activity_push(&run->activity, sample) < 0)
		return message_set(run->message, -EINVAL, "%s:%ld: is no motion sample", run->path,
				   run->csv->line);
	step(run);
	return 0;
}

static void add_still(Still *still, const struct imu_sample *sample, double t_s)
{
	if (!(sample->has & IMU_ACCELERATION) || still->span.from_s < 0 ||
	    t_s < still->span.from_s || t_s > still->span.to_s)
		return;
	for (int i = 0; i < 3; i++)
		still->sum[i] += (double)sample->acc_ms2[i];
	still->count++;
}

static int gravity_of(Run *run, const Still *still, const char *option, float gravity[3])
{
	if (still->count == 0)
		return message_set(run->message, -EINVAL, "%s: has no sample within --%s",
				   run->path, option);
	for (int i = 0; i < 3; i++)
		gravity[i] = (float)(still->sum[i] / still->count);
	return 0;
}

static int set_mounting(Run *run)
{
	float gravity[3];

	if (run->upright.span.from_s >= 0) {
		if (gravity_of(run, &run->upright, "upright", gravity) < 0)
			return -EINVAL;
		mounting_set_upright(&run->activity.mounting, gravity);
	}
	if (run->on_back.span.from_s < 0)
		return 0;
	if (gravity_of(run, &run->on_back, "on-back", gravity) < 0)
		return -EINVAL;
	if (mounting_set_back(&run->activity.mounting, gravity) < 0)
		return message_set(run->message, -EINVAL,
				   "%s: --on-back is less than 45 degrees from --upright: give a "
				   "span in which the person lies",
				   run->path);
	return 0;
}

/* The spans may lie anywhere: the file is read once for them before it is read for good. */
static int learn_mounting(Run *run)
{
	struct imu_sample sample;
	gint64 first_ns = 0;
	gboolean any = FALSE;
	int rc = 1;

	if (run->upright.span.from_s < 0 && run->on_back.span.from_s < 0)
		return 0;
	while ((rc = motion_csv_next(run->csv, &sample, run->message)) > 0) {
		double t_s;

		if (!any)
			first_ns = sample.t_ns;
		any = TRUE;
		t_s = (double)(sample.t_ns - first_ns) / (double)NS_PER_S;
		add_still(&run->upright, &sample, t_s);
		add_still(&run->on_back, &sample, t_s);
	}
	if (rc == 0)
		rc = set_mounting(run);
	return rc < 0 ? rc : motion_csv_rewind(run->csv, run->message);
}

/* Means over the minutes in which somebody walked evenly. */
static void sum_up(HtActivitySummary *s)
{
	guint walked = 0;

	for (guint i = 0; i < s->minutes->len; i++) {
		const struct activity_minute *m =
		    &g_array_index(s->minutes, struct activity_minute, i);

		if (!(m->regularity > 0))
			continue;
		walked++;
		s->regularity += (double)m->regularity;
		s->step_regularity += (double)m->step_regularity;
		s->symmetry += (double)m->symmetry;
	}
	if (walked == 0)
		return;
	s->regularity /= walked;
	s->step_regularity /= walked;
	s->symmetry /= walked;
}

static int finish(Run *run)
{
	struct activity_minute minute;

	unit_gate_finish(&run->gate);
	if (check_units(run) < 0)
		return -EINVAL;
	if (activity_finish(&run->activity) && activity_get_minute(&run->activity, &minute))
		take_minute(run, &minute);
	run->summary->seconds = (double)(run->last_ns - run->first_ns) / (double)NS_PER_S;
	run->summary->steps = run->activity.steps.steps;
	run->summary->intervals = run->activity.steps.intervals;
	run->summary->walking_s = (double)run->activity.steps.walking_ns / (double)NS_PER_S;
	sum_up(run->summary);
	return 0;
}

static int read_all(Run *run)
{
	struct imu_sample sample;
	int rc;

	if (!(run->csv->sensors & IMU_ACCELERATION))
		return message_set(run->message, -EINVAL,
				   "%s: has no acceleration (columns ax, ay, az)", run->path);
	rc = learn_mounting(run);
	while (rc >= 0 && (rc = motion_csv_next(run->csv, &sample, run->message)) > 0)
		rc = take_row(run, &sample);
	return rc < 0 ? rc : finish(run);
}

HtActivitySummary *ht_activity_run(const char *path, const HtActivityWishes *wishes,
				   struct recording_message *message)
{
	g_autoptr(HtActivitySummary) summary = summary_new();
	g_autofree Run *run = g_new0(Run, 1);
	struct fall_settings falls = fall_settings_default;
	struct motion_csv csv;
	int rc = motion_csv_open(&csv, path, message);

	if (rc < 0)
		return NULL;
	falls.window_s = (float)wishes->window_s;
	*run = (Run){.csv = &csv,
		     .path = path,
		     .upright = {.span = wishes->upright},
		     .on_back = {.span = wishes->on_back},
		     .summary = summary,
		     .message = message};
	unit_gate_init(&run->gate, 0);
	activity_init(&run->activity, &falls);
	rc = read_all(run);
	motion_csv_close(&csv);
	return rc < 0 ? NULL : g_steal_pointer(&summary);
}
