/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who feeds a person's activity, who is asked, and what is written: the hub's side of it. */
#include "daemon/motion/activity-watch.h"

#include "health-models/motion/activity/activity_record.h"
#include "tests/unit/moved-person.h"

#include <math.h>

enum { BLOCK = 25 };

typedef struct {
	HtOutlets outlets;
	HtActivityWatch *watch;
	guint asked;
	const char *on_limb; /* this address; NULL = none */
} Hub;

/* A wearable of that hub, which sends blocks. */
typedef struct {
	Hub *hub;
	const char *person, *address;
	gint32 raw[3 * BLOCK];
	guint count;
	gint64 first_ns;
	double unit; /* what it says of 1 mm/s2 */
	struct moved_person moved;
} Strap;

static void ask(gpointer context, const char *person)
{
	Hub *hub = context;

	g_assert_cmpstr(person, ==, "p");
	hub->asked++;
}

static gboolean is_on_limb(gpointer context, const char *person, const char *address)
{
	const Hub *hub = context;

	(void)person;
	return g_strcmp0(hub->on_limb, address) == 0;
}

static void begin(Hub *hub)
{
	const HtActivityEvents events = {.context = hub, .ask = ask, .is_on_limb = is_on_limb};

	*hub = (Hub){.asked = 0};
	hub->outlets.writer = ht_writer_new(NULL);
	hub->outlets.live = ht_live_new();
	hub->outlets.motion = ht_motion_feed_new();
	hub->watch = ht_activity_watch_new(&hub->outlets, &events);
}

static void end(Hub *hub)
{
	ht_activity_watch_free(hub->watch);
	ht_motion_feed_free(hub->outlets.motion);
	ht_live_free(hub->outlets.live);
	ht_writer_free(hub->outlets.writer);
}

static HtMotionStream stream_of(const Strap *strap)
{
	return (HtMotionStream){strap->person, strap->address, strap->address, TRUST_AUTHENTICATED,
				QUANTITY_ACCELERATION};
}

static void take(gpointer context, const struct imu_sample *sample)
{
	Strap *strap = context;
	const HtMotionStream from = stream_of(strap);
	const HtSamples block = {.quantity = QUANTITY_ACCELERATION,
				 .channels = 3,
				 .has_time = TRUE,
				 .scale = 0.001,
				 .span = {.rate_mhz = 50000, .count = BLOCK},
				 .raw = strap->raw};

	if (strap->count == 0)
		strap->first_ns = sample->t_ns;
	for (int i = 0; i < 3; i++)
		strap->raw[3 * strap->count + (guint)i] =
		    (gint32)lround((double)sample->acc_ms2[i] * 1000 * strap->unit);
	if (++strap->count < BLOCK)
		return;
	strap->count = 0;
	ht_motion_feed_take(strap->hub->outlets.motion, &from, &block, strap->first_ns, 20e6);
}

static void put_on(Strap *strap, Hub *hub, const char *address)
{
	*strap = (Strap){.hub = hub, .person = "p", .address = address, .unit = 1};
	moved_person_init(&strap->moved, take, strap);
}

static void take_off(const Strap *strap)
{
	const HtMotionStream from = stream_of(strap);

	ht_motion_feed_end(strap->hub->outlets.motion, &from);
}

typedef struct {
	guint minutes, steps, falls;
	double states[4];
	const char *stream; /* that all of them are of; NULL = any */
} Written;

static gboolean count(gpointer context, const struct record *record)
{
	Written *written = context;
	struct activity_minute minute;
	struct fall_event fall;

	if (written->stream)
		g_assert_cmpstr(record->stream, ==, written->stream);
	if (record->kind == RECORD_ACTIVITY) {
		g_assert_cmpint(activity_record_decode(record->version, record->blob,
						       record->blob_size, &minute),
				==, 0);
		written->minutes++;
		written->steps += minute.steps;
	} else {
		g_assert_cmpint(
		    fall_record_decode(record->version, record->blob, record->blob_size, &fall), ==,
		    0);
		g_assert_cmpuint(written->falls, <, G_N_ELEMENTS(written->states));
		written->states[written->falls++] = record->number[0];
	}
	return TRUE;
}

static Written written_of(const Hub *hub, const char *stream)
{
	Written written = {.stream = stream};

	ht_writer_visit_held(hub->outlets.writer, count, &written);
	return written;
}

/* Steps of two straps would count twice. */
static void test_one_wearable_speaks(void)
{
	Strap chest, wrist;
	Written written;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	put_on(&wrist, &hub, "wrist");
	for (int i = 0; i < 3; i++) {
		moved_walk(&chest.moved, 40, 110, 0.4, 0);
		moved_walk(&wrist.moved, 40, 110, 0.4, 0);
	}
	take_off(&chest);
	written = written_of(&hub, "chest");
	g_assert_cmpint(ABS((int)written.steps - 220), <=, 4);
	moved_walk(&wrist.moved, 60, 110, 0.4, 0);
	take_off(&wrist);
	written = written_of(&hub, NULL);
	g_assert_cmpint(ABS((int)written.steps - 330), <=, 6);
	end(&hub);
}

/* What an exercise does with a sensor on the leg is no step and no fall. */
static void test_a_limb_says_nothing(void)
{
	Written written;
	Strap leg;
	Hub hub;

	begin(&hub);
	put_on(&leg, &hub, "leg");
	moved_walk(&leg.moved, 70, 110, 0.4, 0);
	hub.on_limb = "leg";
	moved_rest(&leg.moved, 5);
	written = written_of(&hub, "leg");
	g_assert_cmpuint(written.minutes, ==, 2);
	moved_fall(&leg.moved, 4);
	moved_rest(&leg.moved, 60);
	moved_walk(&leg.moved, 70, 110, 0.4, 0);
	g_assert_cmpuint(hub.asked, ==, 0);
	g_assert_cmpuint(written_of(&hub, "leg").steps, ==, written.steps);
	end(&hub);
}

static void test_a_fall_is_asked_about(void)
{
	Written written;
	Strap chest;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	moved_fall(&chest.moved, 4); /* handling: it is being put on */
	moved_rest(&chest.moved, 30);
	moved_turn(&chest.moved, 0, 2);
	moved_walk(&chest.moved, 60, 110, 0.4, 0);
	g_assert_cmpuint(hub.asked, ==, 0);
	g_assert_false(ht_activity_watch_cancel_fall(hub.watch, "p"));
	moved_fall(&chest.moved, 4);
	moved_rest(&chest.moved, 10);
	g_assert_cmpuint(hub.asked, ==, 1);
	g_assert_true(ht_activity_watch_cancel_fall(hub.watch, "p"));
	g_assert_false(ht_activity_watch_cancel_fall(hub.watch, "p"));
	g_assert_false(ht_activity_watch_cancel_fall(hub.watch, "somebody"));
	written = written_of(&hub, "chest");
	g_assert_cmpuint(written.falls, ==, 2);
	g_assert_cmpfloat(written.states[0], ==, FALL_CANDIDATE);
	g_assert_cmpfloat(written.states[1], ==, FALL_CANCELLED);
	end(&hub);
}

/* The link is lost and comes back while it is being asked: the question stays open. */
static void test_a_lost_link_ends_no_question(void)
{
	Written written;
	Strap chest;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	moved_walk(&chest.moved, 70, 110, 0.4, 0);
	moved_fall(&chest.moved, 4);
	moved_rest(&chest.moved, 10);
	take_off(&chest);
	chest.moved.t_s += 5;
	moved_rest(&chest.moved, 40);
	written = written_of(&hub, "chest");
	g_assert_cmpuint(hub.asked, ==, 1);
	g_assert_cmpuint(written.falls, ==, 2);
	g_assert_cmpfloat(written.states[1], ==, FALL_CONFIRMED);
	end(&hub);
}

static guint asked_after_an_absence(double seconds, const char *address)
{
	Strap chest, next;
	guint asked;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	moved_walk(&chest.moved, 70, 110, 0.4, 0);
	take_off(&chest);
	put_on(&next, &hub, address);
	next.moved.t_s = chest.moved.t_s + seconds;
	moved_rest(&next.moved, 5);
	moved_fall(&next.moved, 4);
	moved_rest(&next.moved, 10);
	asked = hub.asked;
	end(&hub);
	return asked;
}

/* The link was lost for some seconds: nobody has put anything on. */
static void test_a_lost_link_is_no_putting_on(void)
{
	g_assert_cmpuint(asked_after_an_absence(5, "chest"), ==, 1);
	g_assert_cmpuint(asked_after_an_absence(20, "chest"), ==, 1);
	g_assert_cmpuint(asked_after_an_absence(120, "chest"), ==, 0);
	g_assert_cmpuint(asked_after_an_absence(-60, "chest"), ==, 0); /* the clock was set */
	g_assert_cmpuint(asked_after_an_absence(5, "belt"), ==, 0);
}

/* One that sends g, or mg, as if it were m/s2 says nothing of a person, and keeps none from it that
 * says something: in g nobody would walk, and in mg everybody fall. */
static void test_wrong_units_say_nothing(void)
{
	static const double units[] = {1 / 9.80665, 1000 / 9.80665};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		Strap board, chest;
		Hub hub;

		begin(&hub);
		put_on(&board, &hub, "board");
		board.unit = units[i];
		g_test_expect_message("health-twin", G_LOG_LEVEL_MESSAGE,
				      "*board: acceleration looks like *g*");
		moved_rest(&board.moved, 30);
		g_test_assert_expected_messages();
		moved_walk(&board.moved, 150, 110, 0.4, 0);
		g_assert_cmpuint(written_of(&hub, NULL).minutes, ==, 0);
		put_on(&chest, &hub, "chest");
		moved_rest(&chest.moved, 10);
		for (int k = 0; k < 3; k++) {
			moved_walk(&chest.moved, 40, 110, 0.4, 0);
			moved_walk(&board.moved, 40, 110, 0.4, 0);
		}
		take_off(&chest);
		g_assert_cmpint(ABS((int)written_of(&hub, "chest").steps - 220), <=, 4);
		take_off(&board); /* and comes back, mended */
		board.unit = 1;
		moved_walk(&board.moved, 60, 110, 0.4, 0);
		take_off(&board);
		g_assert_cmpint(ABS((int)written_of(&hub, NULL).steps - 330), <=, 6);
		g_assert_cmpuint(hub.asked, ==, 0);
		end(&hub);
	}
}

/* How the strap sat says nothing of another wearable: here its up is where the other's front is. */
static void test_another_wearable_sits_otherwise(void)
{
	Strap chest, belt;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	moved_walk(&chest.moved, 70, 110, 0.4, 0);
	take_off(&chest);
	put_on(&belt, &hub, "belt");
	belt.moved.t_s = chest.moved.t_s;
	for (int i = 0; i < 3; i++) {
		belt.moved.up[i] = chest.moved.front[i];
		belt.moved.front[i] = chest.moved.up[i];
	}
	moved_rest(&belt.moved, 70);
	moved_fall(&belt.moved, 4);
	moved_rest(&belt.moved, 10);
	g_assert_cmpuint(hub.asked, ==, 1);
	end(&hub);
}

/* When a hub is open again no wearable is connected yet that could buzz: the first one does. */
static void test_a_resumed_question_is_heard(void)
{
	const struct fall_event before = {
	    .state = FALL_CANDIDATE, .t_ns = 1, .told_ns = 2, .impact_g = 3, .turned_deg = 80};
	Written written;
	Strap chest;
	Hub hub;

	begin(&hub);
	ht_activity_watch_resume_fall(hub.watch, "p", "chest", &before, 3);
	g_assert_cmpuint(hub.asked, ==, 1);
	put_on(&chest, &hub, "chest");
	moved_rest(&chest.moved, 5);
	g_assert_cmpuint(hub.asked, ==, 2);
	take_off(&chest);
	chest.moved.t_s += 5;
	moved_rest(&chest.moved, 15);
	g_assert_cmpuint(hub.asked, ==, 2);
	moved_rest(&chest.moved, 15);
	written = written_of(&hub, "chest");
	g_assert_cmpuint(written.falls, ==, 1);
	g_assert_cmpfloat(written.states[0], ==, FALL_CONFIRMED);
	end(&hub);
}

static void test_an_erased_person_is_forgotten(void)
{
	Strap chest;
	Hub hub;

	begin(&hub);
	put_on(&chest, &hub, "chest");
	moved_walk(&chest.moved, 70, 110, 0.4, 0);
	moved_fall(&chest.moved, 4);
	moved_rest(&chest.moved, 10);
	ht_activity_watch_forget(hub.watch, "p");
	g_assert_false(ht_activity_watch_cancel_fall(hub.watch, "p"));
	end(&hub);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/activity-watch/one-wearable-speaks", test_one_wearable_speaks);
	g_test_add_func("/activity-watch/a-limb-says-nothing", test_a_limb_says_nothing);
	g_test_add_func("/activity-watch/a-fall-is-asked-about", test_a_fall_is_asked_about);
	g_test_add_func("/activity-watch/a-lost-link-ends-no-question",
			test_a_lost_link_ends_no_question);
	g_test_add_func("/activity-watch/a-lost-link-is-no-putting-on",
			test_a_lost_link_is_no_putting_on);
	g_test_add_func("/activity-watch/wrong-units-say-nothing", test_wrong_units_say_nothing);
	g_test_add_func("/activity-watch/another-wearable-sits-otherwise",
			test_another_wearable_sits_otherwise);
	g_test_add_func("/activity-watch/a-resumed-question-is-heard",
			test_a_resumed_question_is_heard);
	g_test_add_func("/activity-watch/an-erased-person-is-forgotten",
			test_an_erased_person_is_forgotten);
	return g_test_run();
}
