/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hub time of samples, by the system's clock: wearables whose clocks are wrong and whose packets
 * come late, an hour of them, and what is stored of when. */
#include "common/timebase.h"
#include "tests/unit/pipeline-fixture.h"

#include <math.h>
#include <string.h>

enum {
	HOUR_S = 3600,
	ACCURATE_MS = 20,
	DELAY_LEAST_MS = 5, /* of any packet: cannot be told from an offset */
};

/* One sensor of a simulated wearable. */
struct sensor {
	const char *address;
	guint quantity; /* 0 = ECG */
	guint rate_mhz; /* nominal */
	guint frame;
	double rate_is;  /* true rate over nominal */
	double clock_is; /* seconds of its clock over true ones */
	gboolean untimed;
	gint64 clock_ns;   /* what its clock said at true time 0 */
	gint64 taken;      /* samples so far */
	gint64 arrival_ns; /* of the newest packet */
};

/* Boot time of true time 0. */
#define BOOT_NS (INT64_C(5000) * NS_PER_S)

static double true_s(const struct sensor *sensor, gint64 index)
{
	return (double)index / (sensor->rate_mhz / 1000.0 * sensor->rate_is);
}

/* Mostly prompt, now and then up to 2 s late; packets of one sensor never overtake each other. */
static gint64 arrival_of(struct sensor *sensor, GRand *random, double taken_s)
{
	double late_s = g_rand_double(random) < 0.05 ? g_rand_double_range(random, 0.0, 2.0)
						     : g_rand_double_range(random, 0.0, 0.1);
	gint64 arrival_ns =
	    BOOT_NS + (gint64)(taken_s * 1e9) + DELAY_LEAST_MS * NS_PER_MS + (gint64)(late_s * 1e9);

	sensor->arrival_ns = MAX(arrival_ns, sensor->arrival_ns + 1);
	return sensor->arrival_ns;
}

static void fill(const struct sensor *sensor, guint64 device_ns, struct sample_block *block)
{
	memset(block, 0, sizeof *block);
	if (sensor->quantity == 0) {
		block->kind = SAMPLE_ECG;
		block->ecg.device_ns = device_ns;
		block->ecg.rate_mhz = sensor->rate_mhz;
		block->ecg.count = (guint16)sensor->frame;
		return;
	}
	block->kind = SAMPLE_WAVE;
	block->wave.quantity = (enum quantity)sensor->quantity;
	block->wave.has_time = !sensor->untimed;
	block->wave.device_ns = sensor->untimed ? 0 : device_ns;
	block->wave.rate_mhz = sensor->rate_mhz;
	block->wave.channels = 3;
	block->wave.scale = 0.001;
	block->wave.count = (guint16)sensor->frame;
}

static void send_frame(struct pipeline_fixture *f, struct sensor *sensor, GRand *random)
{
	struct sample_block block;
	double taken_s;

	sensor->taken += sensor->frame;
	taken_s = true_s(sensor, sensor->taken - 1);
	fill(sensor, (guint64)(sensor->clock_ns + (gint64)(taken_s * sensor->clock_is * 1e9)),
	     &block);
	pipeline_send(f, sensor->address, &block, arrival_of(sensor, random, taken_s));
}

static void send_until(struct pipeline_fixture *f, struct sensor *sensors, guint n, GRand *random,
		       double until_s)
{
	for (;;) {
		struct sensor *next = NULL;

		for (guint i = 0; i < n; i++)
			if (!next ||
			    true_s(&sensors[i], sensors[i].taken) < true_s(next, next->taken))
				next = &sensors[i];
		if (true_s(next, next->taken) >= until_s)
			return;
		send_frame(f, next, random);
	}
}

/* Milliseconds that the first sample of the record is dated late. */
static double late_ms(struct pipeline_fixture *f, const struct sensor *sensor,
		      const struct record *record, gint64 index)
{
	gint64 is_ns =
	    ht_clock_utc_of_boottime(f->clock, BOOT_NS + (gint64)(true_s(sensor, index) * 1e9));

	return (double)(record->start_utc_ns - is_ns) / (double)NS_PER_MS;
}

/* No record lies over another of its stream; returns how late the last minute of the sensor is at
 * most. */
static double check_times(struct pipeline_fixture *f, const struct sensor *sensor, double from_s)
{
	guint n = pipeline_read(f, sensor->quantity ? RECORD_WAVE : RECORD_ECG_WAVEFORM);
	gint64 end_utc_ns = 0, index = 0;
	double worst_ms = 0.0;

	for (guint i = 0; i < n; i++) {
		const struct record *record = pipeline_record(f, i);

		if (sensor->quantity && (guint)record->number[0] != sensor->quantity)
			continue;
		g_assert_cmpint(record->start_utc_ns, >=, end_utc_ns);
		g_assert_cmpint(record->end_utc_ns, >, record->start_utc_ns);
		end_utc_ns = record->end_utc_ns;
		if (true_s(sensor, index) >= from_s)
			worst_ms = fmax(worst_ms, fabs(late_ms(f, sensor, record, index)));
		index += (gint64)record->number[1];
	}
	g_assert_cmpint(index, ==, sensor->taken);
	return worst_ms;
}

static struct sensor strap(double rate_is, double clock_is)
{
	return (struct sensor){.address = STRAP,
			       .rate_mhz = RATE_MHZ,
			       .frame = FRAME,
			       .rate_is = rate_is,
			       .clock_is = clock_is,
			       .clock_ns = INT64_C(599616000) * NS_PER_S};
}

static void nobodys(struct pipeline_fixture *f)
{
	/* The models are not what is tested, and take their time. */
	g_assert_true(ht_people_assign(f->people, STRAP, "", 1, NULL));
	g_assert_true(ht_people_assign(f->people, CUFF, "", 1, NULL));
}

static void check_hour(struct pipeline_fixture *f, double rate_is, double clock_is)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	struct sensor sensor = strap(rate_is, clock_is);
	double worst_ms;

	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, HOUR_S);
	pipeline_end(f, STRAP);
	worst_ms = check_times(f, &sensor, HOUR_S - 600);
	g_test_message("rate x %.4f, clock x %.4f: within %.1f ms", rate_is, clock_is, worst_ms);
	g_assert_cmpfloat(worst_ms, <, ACCURATE_MS);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 0);
}

static void test_true(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_hour(f, 1.0, 1.0);
}

static void test_rate_high(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_hour(f, 1.02, 1.0);
}

static void test_rate_low(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_hour(f, 0.98, 1.0);
}

static void test_clock_fast(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_hour(f, 1.0, 1.02);
}

static void test_clock_drifts(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	check_hour(f, 1.0001, 1.0 - 1e-4);
}

static guint gaps_of(struct pipeline_fixture *f, enum gap_cause cause)
{
	guint found = 0;

	for (guint n = pipeline_read(f, RECORD_GAP), i = 0; i < n; i++)
		found += (int)pipeline_record(f, i)->number[0] == (int)cause;
	return found;
}

/* The battery was taken out: the clock begins anew, in the same link. */
static void test_clock_begins_anew(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(8);
	struct sensor sensor = strap(1.0, 1.0001);

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 900);
	sensor.clock_ns -= 3600 * NS_PER_S;
	send_until(f, &sensor, 1, random, 2700);
	pipeline_end(f, STRAP);
	g_assert_cmpfloat(check_times(f, &sensor, 2400), <, ACCURATE_MS);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	g_assert_cmpuint(gaps_of(f, GAP_CLOCK_SET), ==, 1);
}

/* Set forward by ten minutes: no sample is missing, however it looks by the clock. */
static void test_clock_set_forward(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(9);
	struct sensor sensor = strap(1.0, 1.0);

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 300);
	sensor.clock_ns += 600 * NS_PER_S;
	send_until(f, &sensor, 1, random, 1200);
	pipeline_end(f, STRAP);
	g_assert_cmpfloat(check_times(f, &sensor, 1100), <, ACCURATE_MS);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	g_assert_cmpuint(gaps_of(f, GAP_CLOCK_SET), ==, 1);
}

/* The hub stood still for a minute: what waited comes in a burst, and half of it was dropped. */
static void test_burst(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(12);
	struct sensor sensor = strap(1.0, 1.0);
	gint64 away;

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 300);
	sensor.arrival_ns += 60 * NS_PER_S;
	send_until(f, &sensor, 1, random, 330);
	away = 15 * 130 / FRAME * FRAME;
	sensor.taken += away;
	send_until(f, &sensor, 1, random, 600);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	g_assert_cmpint((int)pipeline_record(f, 0)->number[0], ==, GAP_FRAME_LOST);
	g_assert_cmpint((gint64)pipeline_record(f, 0)->number[1], ==, away);
}

/* What was learned of the clock holds over a lost link. */
static void test_reconnect(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(10);
	struct sensor sensor = strap(1.0, 1.0001);
	const struct record *gap;
	gint64 away;

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 1800);
	pipeline_end(f, STRAP);
	away = sensor.taken;
	sensor.taken += 300 * 130 / FRAME * FRAME;
	away = sensor.taken - away;
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 2200);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	gap = pipeline_record(f, 0);
	g_assert_cmpint((int)gap->number[0], ==, GAP_LINK_LOST);
	g_assert_cmpfloat(
	    fabs((double)(gap->end_utc_ns - gap->start_utc_ns) / 1e9 - (double)away / 130.0), <,
	    0.02);
}

/* Switched off and on: ten seconds passed, and its clock says that it was five. */
static void test_set_back_between_links(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	struct sensor sensor = strap(1.0, 1.0);
	const struct record *gap;
	gint64 away;

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 600);
	pipeline_end(f, STRAP);
	away = 10 * 130 / FRAME * FRAME;
	sensor.taken += away;
	sensor.clock_ns -= 5 * NS_PER_S;
	pipeline_begin(f, STRAP);
	send_until(f, &sensor, 1, random, 1200);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	gap = pipeline_record(f, 0);
	g_assert_cmpint((int)gap->number[0], ==, GAP_LINK_LOST);
	g_assert_cmpfloat(
	    fabs((double)(gap->end_utc_ns - gap->start_utc_ns) / 1e9 - (double)away / 130.0), <, 2);
}

/* Sensors with clocks of their own, of two wearables, lie together. */
static void test_several(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	struct sensor sensors[] = {
	    strap(1.002, 1.00005),
	    {.address = STRAP,
	     .quantity = QUANTITY_ACCELERATION,
	     .rate_mhz = 52000,
	     .frame = 36,
	     .rate_is = 0.99,
	     .clock_is = 1.00005,
	     .clock_ns = INT64_C(599616000) * NS_PER_S},
	    {.address = CUFF,
	     .quantity = QUANTITY_ANGULAR_RATE,
	     .rate_mhz = 104000,
	     .frame = 16,
	     .rate_is = 1.01,
	     .clock_is = 0.99995,
	     .clock_ns = 77 * NS_PER_S},
	    {.address = CUFF,
	     .quantity = QUANTITY_GRAVITY,
	     .rate_mhz = 50000,
	     .frame = 10,
	     .rate_is = 1.0001,
	     .clock_is = 1.0,
	     .untimed = TRUE},
	};

	(void)unused;
	nobodys(f);
	pipeline_begin(f, STRAP);
	pipeline_begin(f, CUFF);
	send_until(f, sensors, G_N_ELEMENTS(sensors), random, 1800);
	pipeline_end(f, STRAP);
	pipeline_end(f, CUFF);
	for (gsize i = 0; i < G_N_ELEMENTS(sensors); i++)
		g_assert_cmpfloat(check_times(f, &sensors[i], 1500), <, ACCURATE_MS);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 0);
}

#define ADD(path, function)                                                                        \
	g_test_add("/pipeline-time/" path, struct pipeline_fixture, NULL, pipeline_set_up_system,  \
		   function, pipeline_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("true", test_true);
	ADD("rate-high", test_rate_high);
	ADD("rate-low", test_rate_low);
	ADD("clock-fast", test_clock_fast);
	ADD("clock-drifts", test_clock_drifts);
	ADD("clock-begins-anew", test_clock_begins_anew);
	ADD("clock-set-forward", test_clock_set_forward);
	ADD("burst", test_burst);
	ADD("reconnect", test_reconnect);
	ADD("set-back-between-links", test_set_back_between_links);
	ADD("several", test_several);
	return g_test_run();
}
