/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion of one wearable put together: in order of time, nothing lost, the same however it was cut.
 */
#include "daemon/motion/motion-feed.h"

#include <malloc.h>
#include <math.h>

enum { MS = 1000000, MAX = 4096 };

static const gint64 begin_ns = G_GINT64_CONSTANT(1767225600) * 1000000000;

typedef struct {
	HtMotionFeed *feed;
	struct imu_sample sample[MAX];
	guint count, holes, ended;
	guint leave; /* listener that leaves from within; 0 = none */
} Heard;

static void take(gpointer context, const HtMotionSource *source, const struct imu_sample *sample)
{
	Heard *heard = context;

	g_assert_cmpstr(source->person, ==, "p");
	g_assert_cmpuint(heard->count, <, MAX);
	heard->sample[heard->count++] = *sample;
	if (heard->leave)
		ht_motion_feed_unlisten(heard->feed, heard->leave);
}

static void hole(gpointer context, const HtMotionSource *source, unsigned what, gint64 start,
		 gint64 end)
{
	(void)source;
	g_assert_cmpuint(what, ==, IMU_ACCELERATION);
	g_assert_cmpint(end - start, ==, 300 * MS);
	((Heard *)context)->holes++;
}

static void ended(gpointer context, const HtMotionSource *source)
{
	(void)source;
	((Heard *)context)->ended++;
}

static Heard *listen(guint *number)
{
	Heard *heard = g_new0(Heard, 1);
	const HtMotionListener listener = {heard, take, hole, ended};

	heard->feed = ht_motion_feed_new();
	*number = ht_motion_feed_listen(heard->feed, "p", &listener);
	return heard;
}

static void heard_free(Heard *heard)
{
	ht_motion_feed_free(heard->feed);
	g_free(heard);
}

static HtMotionStream stream_of(guint quantity)
{
	return (HtMotionStream){"p", "A", quantity == QUANTITY_ACCELERATION ? "acc" : "other",
				TRUST_AUTHENTICATED, quantity};
}

/* count samples from this one on; x is its number, from 0 again after 4095. */
static void send(Heard *heard, guint quantity, guint first, guint count, double period_ns,
		 gint64 shift_ns)
{
	const HtMotionStream from = stream_of(quantity);
	gint32 raw[3 * 64] = {0};
	const HtSamples samples = {
	    .quantity = quantity,
	    .channels = 3,
	    .has_time = TRUE,
	    .scale = 0.5,
	    .span = {.rate_mhz = (guint32)(1e12 / period_ns), .count = (guint16)count},
	    .raw = raw};

	g_assert_cmpuint(count, <=, 64);
	for (guint i = 0; i < count; i++)
		raw[3 * i] = (gint32)(2 * ((first + i) % 4096));
	ht_motion_feed_take(heard->feed, &from, &samples,
			    begin_ns + shift_ns + (gint64)(first * period_ns), period_ns);
}

static void check_order(const Heard *heard)
{
	for (guint i = 1; i < heard->count; i++)
		g_assert_cmpint(heard->sample[i].t_ns, >=, heard->sample[i - 1].t_ns);
}

static guint count_of(const Heard *heard, unsigned what)
{
	guint count = 0;

	for (guint i = 0; i < heard->count; i++)
		count += (heard->sample[i].has & what) == what;
	return count;
}

/* A sensor alone is handed on at once, with its values in the quantity's unit. */
static void test_alone(void)
{
	guint number;
	Heard *heard = listen(&number);

	send(heard, QUANTITY_ACCELERATION, 0, 36, 5 * MS, 0);
	g_assert_cmpuint(heard->count, ==, 36);
	g_assert_cmpint(heard->sample[35].t_ns, ==, begin_ns + 175 * MS);
	g_assert_cmpfloat((double)heard->sample[35].acc_ms2[0], ==, 35);
	heard_free(heard);
}

/* Sampled together, sent apart: one sample of both, and none waits longer than the other's block.
 */
static void test_together(void)
{
	guint number;
	Heard *heard = listen(&number);

	for (guint block = 0; block < 20; block++) {
		send(heard, QUANTITY_ACCELERATION, 8 * block, 8, 9.6 * MS, 0);
		send(heard, QUANTITY_ANGULAR_RATE, 8 * block, 8, 9.6 * MS, MS);
		g_assert_cmpuint(count_of(heard, IMU_ACCELERATION), ==, 8 * (block + 1));
	}
	check_order(heard);
	/* The first block came before the second sensor was known of. */
	g_assert_cmpuint(count_of(heard, IMU_ACCELERATION | IMU_ANGULAR_RATE), ==, 19 * 8);
	g_assert_cmpuint(count_of(heard, IMU_ANGULAR_RATE), ==, 160);
	heard_free(heard);
}

/* Rates of their own: everything comes, in order. */
static void test_rates(void)
{
	guint number;
	Heard *heard = listen(&number);

	for (guint block = 0; block < 40; block++) {
		send(heard, QUANTITY_ACCELERATION, 10 * block, 10, 20 * MS, 0);
		send(heard, QUANTITY_ANGULAR_RATE, 26 * block, 26, 200.0 * MS / 26, 3 * MS);
	}
	check_order(heard);
	ht_motion_feed_end(heard->feed, &(HtMotionStream){"p", "A", "acc", TRUST_AUTHENTICATED,
							  QUANTITY_ACCELERATION});
	g_assert_cmpuint(count_of(heard, IMU_ACCELERATION), ==, 400);
	g_assert_cmpuint(count_of(heard, IMU_ANGULAR_RATE), ==, 1040);
	g_assert_cmpuint(heard->ended, ==, 1);
	heard_free(heard);
}

/* A sensor that is silent is not waited for, and loses nothing when it speaks again. */
static void test_silence(void)
{
	guint number;
	Heard *heard = listen(&number);

	send(heard, QUANTITY_ANGULAR_RATE, 0, 10, 10 * MS, 0);
	for (guint block = 0; block < 10; block++)
		send(heard, QUANTITY_ACCELERATION, 10 * block, 10, 10 * MS, 0);
	g_assert_cmpuint(count_of(heard, IMU_ACCELERATION), ==, 100);
	send(heard, QUANTITY_ANGULAR_RATE, 20, 10, 10 * MS, 0);
	check_order(heard);
	g_assert_cmpuint(count_of(heard, IMU_ANGULAR_RATE), ==, 20);
	heard_free(heard);
}

static void test_holes_and_ends(void)
{
	const HtMotionStream from = stream_of(QUANTITY_ACCELERATION);
	guint number;
	Heard *heard = listen(&number);

	ht_motion_feed_hole(heard->feed, &from, begin_ns, begin_ns + 300 * MS);
	g_assert_cmpuint(heard->holes, ==, 0);
	send(heard, QUANTITY_ACCELERATION, 0, 10, 10 * MS, 0);
	ht_motion_feed_hole(heard->feed, &from, begin_ns, begin_ns + 300 * MS);
	g_assert_cmpuint(heard->holes, ==, 1);
	ht_motion_feed_end(heard->feed, &from);
	ht_motion_feed_end(heard->feed, &from);
	g_assert_cmpuint(heard->ended, ==, 1);
	heard_free(heard);
}

static void count_only(gpointer context, const HtMotionSource *source,
		       const struct imu_sample *sample)
{
	(void)source;
	(void)sample;
	++*(guint *)context;
}

static gsize bytes_used(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* One sensor's clock is ahead by less than a block: its newest samples always wait for the other's,
 * and those that went on are not kept for that. */
static void test_room(void)
{
	guint count = 0;
	Heard heard = {.feed = ht_motion_feed_new()};
	const HtMotionListener listener = {.context = &count, .sample = count_only};
	gsize before = 0;

	ht_motion_feed_listen(heard.feed, NULL, &listener);
	for (guint block = 0; block < 5000; block++) {
		send(&heard, QUANTITY_ACCELERATION, 8 * block, 8, 10 * MS, 34 * MS);
		send(&heard, QUANTITY_ANGULAR_RATE, 8 * block, 8, 10 * MS, 0);
		if (block == 100)
			before = bytes_used();
	}
	g_assert_cmpuint(count, >, 70000);
	g_assert_cmpuint(bytes_used(), <, before + 100000);
	ht_motion_feed_free(heard.feed);
}

/* What no sensor gives is left out; another person's is not heard; who leaves hears no more. */
static void test_strangers(void)
{
	guint number;
	Heard *heard = listen(&number);
	const HtMotionStream other = {"q", "B", "acc", TRUST_SUSPECT, QUANTITY_ACCELERATION};
	const float values[9] = {1, 2, 3, NAN, 5, 6, 7, 3e38F, 9};
	gint32 raw[9];
	HtSamples samples = {.channels = 3,
			     .is_float = TRUE,
			     .scale = 1,
			     .span = {.rate_mhz = 100000, .count = 3},
			     .raw = raw};

	memcpy(raw, values, sizeof raw);
	ht_motion_feed_take(heard->feed, &other, &samples, begin_ns, 10 * MS);
	g_assert_cmpuint(heard->count, ==, 0);
	ht_motion_feed_take(
	    heard->feed, &(HtMotionStream){"p", "A", "acc", TRUST_SUSPECT, QUANTITY_ACCELERATION},
	    &samples, begin_ns, 10 * MS);
	g_assert_cmpuint(heard->count, ==, 1);
	heard->leave = number;
	send(heard, QUANTITY_ACCELERATION, 10, 10, 10 * MS, 0);
	g_assert_cmpuint(heard->count, ==, 2);
	heard_free(heard);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/motion-feed/a-sensor-alone-at-once", test_alone);
	g_test_add_func("/motion-feed/sampled-together-is-one-sample", test_together);
	g_test_add_func("/motion-feed/rates-of-their-own-in-order", test_rates);
	g_test_add_func("/motion-feed/silent-sensor-is-not-waited-for", test_silence);
	g_test_add_func("/motion-feed/what-went-on-is-not-kept", test_room);
	g_test_add_func("/motion-feed/holes-and-ends", test_holes_and_ends);
	g_test_add_func("/motion-feed/strangers-and-who-leaves", test_strangers);
	return g_test_run();
}
