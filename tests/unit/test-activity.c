/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/activity.h"
#include "health-models/motion/activity/activity_record.h"
#include "tests/unit/moved-person.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { MINUTES_MAX = 32 };

typedef struct {
	struct activity activity;
	struct activity_minute minutes[MINUTES_MAX];
	guint count;
	gint64 hole_from_ns, hole_to_ns;
} Day;

static void take_news(Day *day)
{
	struct fall_event fall;

	if (activity_get_minute(&day->activity, &day->minutes[day->count]))
		g_assert_cmpuint(++day->count, <, MINUTES_MAX);
	g_assert_false(activity_get_fall(&day->activity, &fall));
}

static void take(gpointer context, const struct imu_sample *sample)
{
	Day *day = context;

	if (sample->t_ns >= day->hole_from_ns && sample->t_ns < day->hole_to_ns)
		return;
	g_assert_cmpint(activity_push(&day->activity, sample), ==, 0);
	while (activity_step(&day->activity))
		take_news(day);
}

static void begin(Day *day, struct moved_person *p)
{
	*day = (Day){.count = 0};
	activity_init(&day->activity, NULL);
	moved_person_init(p, take, day);
}

static void finish(Day *day)
{
	if (activity_finish(&day->activity))
		take_news(day);
	g_assert_false(activity_finish(&day->activity));
}

static void test_minutes(void)
{
	struct moved_person p;
	double steps, told = 0, covered_s = 0;
	enum intensity_level level;
	Day day;

	begin(&day, &p);
	moved_rest(&p, 90);
	steps = moved_walk(&p, 150, 110, 0.4, 0);
	moved_rest(&p, 45);
	finish(&day);
	g_assert_cmpuint(day.count, ==, 5);
	for (guint i = 0; i < day.count; i++) {
		g_assert_cmpint(day.minutes[i].start_ns, ==, i * G_GINT64_CONSTANT(60000000000));
		told += day.minutes[i].steps;
		covered_s += (double)day.minutes[i].covered_s;
	}
	g_assert_cmpfloat(fabs(told - steps), <=, 1);
	g_assert_cmpfloat_with_epsilon(covered_s, 285, 0.2);
	g_assert_true(activity_minute_level(&day.minutes[0], &level));
	g_assert_cmpint(level, ==, INTENSITY_SEDENTARY);
	g_assert_cmpfloat((double)day.minutes[0].cadence_spm, ==, 0);
	g_assert_cmpfloat((double)day.minutes[0].posture_s[POSTURE_UNKNOWN], >, 59);
	g_assert_true(activity_minute_level(&day.minutes[2], &level));
	g_assert_cmpint(level, >=, INTENSITY_MODERATE);
	g_assert_cmpfloat_with_epsilon((double)day.minutes[2].cadence_spm, 110, 1);
	g_assert_cmpfloat((double)day.minutes[2].symmetry, >, 0.9);
	g_assert_cmpfloat((double)day.minutes[3].posture_s[POSTURE_UPRIGHT], >, 59);
}

/* Ten minutes without samples in between: nothing is made up for them. */
static void test_a_hole_is_not_covered(void)
{
	struct moved_person p;
	Day day;

	begin(&day, &p);
	day.hole_from_ns = G_GINT64_CONSTANT(50000000000);
	day.hole_to_ns = G_GINT64_CONSTANT(650000000000);
	moved_walk(&p, 670, 110, 0.4, 0);
	finish(&day);
	g_assert_cmpuint(day.count, ==, 3);
	g_assert_cmpfloat_with_epsilon((double)day.minutes[0].covered_s, 50, 0.1);
	g_assert_cmpint(day.minutes[1].start_ns, ==, G_GINT64_CONSTANT(600000000000));
	g_assert_cmpfloat_with_epsilon((double)day.minutes[1].covered_s, 10, 0.1);
	g_assert_cmpfloat((double)day.minutes[1].counts, ==, -1);
	g_assert_cmpint(ABS(day.minutes[0].steps - 91), <=, 2);
}

static void test_record_keeps_the_minute(void)
{
	guint8 blob[ACTIVITY_RECORD_SIZE + 1];
	struct activity_minute minute = {.steps = 101,
					 .soft_steps = 3,
					 .covered_s = 60,
					 .walking_s = 55,
					 .cadence_spm = 110,
					 .counts = -1,
					 .mad_mg = 100,
					 .posture_s = {[POSTURE_UPRIGHT] = 60}};
	struct activity_minute read = {.steps = 7};
	long size = activity_record_encode(&minute, blob, sizeof blob);

	g_assert_cmpint(size, ==, ACTIVITY_RECORD_SIZE);
	g_assert_cmpint(activity_record_decode(2, blob, (gsize)size, &read), ==, -EPROTONOSUPPORT);
	for (gsize cut = 0; cut < (gsize)size; cut++)
		g_assert_cmpint(activity_record_decode(1, blob, cut, &read), ==, -EBADMSG);
	g_assert_cmpint(activity_record_decode(1, blob, (gsize)size + 1, &read), ==, -EBADMSG);
	g_assert_cmpuint(read.steps, ==, 7);
	g_assert_cmpint(activity_record_decode(1, blob, (gsize)size, &read), ==, 0);
	g_assert_true(memcmp(&read, &minute, sizeof read) == 0);
	g_assert_cmpint(activity_record_encode(&minute, blob, ACTIVITY_RECORD_SIZE - 1), ==,
			-ENOBUFS);
	minute.cadence_spm = NAN;
	g_assert_cmpint(activity_record_encode(&minute, blob, sizeof blob), ==, -EINVAL);
}

static void test_record_keeps_the_fall(void)
{
	guint8 blob[FALL_RECORD_SIZE];
	struct fall_event fall = {.state = FALL_CONFIRMED,
				  .reason = FALL_WINDOW_PASSED,
				  .t_ns = 5,
				  .told_ns = 35,
				  .impact_g = 3,
				  .turned_deg = 90,
				  .confidence = 0.9F};
	struct fall_event read;

	g_assert_cmpint(fall_record_encode(&fall, blob, sizeof blob), ==, FALL_RECORD_SIZE);
	g_assert_cmpint(fall_record_decode(1, blob, sizeof blob, &read), ==, 0);
	g_assert_true(memcmp(&read, &fall, sizeof read) == 0);
	blob[1] = FALL_REASON_NONE;
	g_assert_cmpint(fall_record_decode(1, blob, sizeof blob, &read), ==, -EBADMSG);
	fall.told_ns = 4;
	g_assert_cmpint(fall_record_encode(&fall, blob, sizeof blob), ==, -EINVAL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/activity/minutes", test_minutes);
	g_test_add_func("/activity/a-hole-is-not-covered", test_a_hole_is_not_covered);
	g_test_add_func("/activity/record-keeps-the-minute", test_record_keeps_the_minute);
	g_test_add_func("/activity/record-keeps-the-fall", test_record_keeps_the_fall);
	return g_test_run();
}
