/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device time to hub time on simulated wearables whose true times are known. */
#include "common/clock_fit.h"
#include "common/timebase.h"

#include <errno.h>
#include <glib.h>
#include <math.h>

enum jitter { UNIFORM, IN_ORDER, EXPONENTIAL, BURSTS, LUMPS };
enum drift { STEADY, RAMP, WAVE };

static const char *const jitter_names[] = {"uniform 0-2 s", "... in order", "exponential", "bursts",
					   "lumps"};
static const char *const drift_names[] = {"steady", "100 ppm ramp", "100 ppm wave"};

struct wearable {
	GRand *rand;
	enum jitter jitter;
	enum drift drift;
	double frame_s;  /* of true time */
	double rate_off; /* device seconds per hub second, less 1 */
	uint64_t origin_ns;
	double true_s; /* of the newest frame */
	double free_s; /* nothing arrives before this */
	double next_stall_s;
	double arrived_s;
};

static void wearable_init(struct wearable *w, guint32 seed, enum jitter jitter, enum drift drift,
			  double frames_per_s)
{
	*w = (struct wearable){.rand = g_rand_new_with_seed(seed),
			       .jitter = jitter,
			       .drift = drift,
			       .frame_s = 1 / frames_per_s,
			       .origin_ns = UINT64_C(599616000000000000)};
	w->rate_off = g_rand_double_range(w->rand, -0.02, 0.02);
	w->next_stall_s = g_rand_double_range(w->rand, 0, 20);
}

static void wearable_clear(struct wearable *w)
{
	g_rand_free(w->rand);
}

/* What the wearable's clock has run since true time 0. */
static double device_s(const struct wearable *w, double true_s)
{
	double drift_s = 0;

	if (w->drift == RAMP)
		drift_s = 1e-4 * true_s * true_s / 2 / 3600;
	if (w->drift == WAVE) /* from -50 to 50 ppm and back in two hours */
		drift_s = 0.5e-4 * 7200 / (2 * G_PI) * (1 - cos(2 * G_PI * true_s / 7200));
	return true_s * (1 + w->rate_off) + drift_s;
}

static double delay_s(struct wearable *w)
{
	double u = g_rand_double(w->rand);

	switch (w->jitter) {
	case UNIFORM:
	case IN_ORDER:
		return 2 * u;
	case EXPONENTIAL:
		return MIN(-0.3 * log(1 - u), 2);
	case BURSTS: /* up to 2 s nothing, now and then; else a connection event's wait */
		if (w->true_s > w->next_stall_s) {
			w->free_s = w->true_s + 2 * u;
			w->next_stall_s = w->true_s + g_rand_double_range(w->rand, 2, 30);
		}
		return MAX(g_rand_double_range(w->rand, 0, 0.05), w->free_s - w->true_s);
	case LUMPS: /* nothing but once in 2 s or so */
		if (w->true_s > w->free_s)
			w->free_s = w->true_s + g_rand_double_range(w->rand, 1, 2);
		return w->free_s - w->true_s;
	}
	g_assert_not_reached();
}

/* The next frame's stamp and arrival. */
static void next_frame(struct wearable *w, uint64_t *device_ns, int64_t *arrival_ns)
{
	const double boot_s = 5000;
	double arrives_s;

	w->true_s += w->frame_s;
	arrives_s = w->true_s + delay_s(w);
	w->arrived_s = w->jitter == UNIFORM ? arrives_s : MAX(w->arrived_s, arrives_s);
	*device_ns = w->origin_ns + (uint64_t)(device_s(w, w->true_s) * 1e9);
	*arrival_ns = (int64_t)((boot_s + w->arrived_s) * 1e9);
}

static int64_t true_ns(const struct wearable *w)
{
	return (int64_t)((5000 + w->true_s) * 1e9);
}

static int by_size(gconstpointer a, gconstpointer b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct errors {
	GArray *ms;         /* after an hour */
	double converged_s; /* the latest time at which an error was 20 ms or more */
	guint64 outside;    /* of the stated uncertainty, from a minute on */
	guint64 stated;
};

static void run(struct errors *e, guint32 seed, enum jitter jitter, enum drift drift, double rate)
{
	struct wearable w;
	struct clock_fit f;
	int64_t last_ns = 0;

	wearable_init(&w, seed, jitter, drift, rate);
	clock_fit_init(&f, &clock_fit_settings_default);
	while (w.true_s < 5400) {
		uint64_t device_ns;
		int64_t arrival_ns, hub_ns;
		double off_ms;

		next_frame(&w, &device_ns, &arrival_ns);
		g_assert_cmpint(clock_fit_push(&f, device_ns, arrival_ns), ==, 0);
		hub_ns = clock_fit_hub_ns(&f, device_ns);
		g_assert_cmpint(hub_ns, >, last_ns);
		last_ns = hub_ns;
		off_ms = fabs((double)(hub_ns - true_ns(&w))) / 1e6;
		if (off_ms >= 20)
			e->converged_s = MAX(e->converged_s, w.true_s);
		if (w.true_s > 60) {
			e->stated++;
			e->outside += off_ms * 1e6 > (double)clock_fit_uncertainty_ns(&f);
		}
		if (w.true_s >= 3600)
			g_array_append_val(e->ms, off_ms);
	}
	wearable_clear(&w);
}

static void check(enum jitter jitter, enum drift drift, double rate)
{
	const guint32 seeds = g_test_slow() ? 100 : 2;
	struct errors e = {.ms = g_array_new(FALSE, FALSE, sizeof(double))};
	double worst, p99;

	for (guint32 seed = 1; seed <= seeds; seed++)
		run(&e, seed, jitter, drift, rate);
	g_array_sort(e.ms, by_size);
	worst = g_array_index(e.ms, double, e.ms->len - 1);
	p99 = g_array_index(e.ms, double, e.ms->len * 99 / 100);
	g_test_message("%-13s %-12s %g/s: after an hour p99 %.1f ms, worst %.1f ms; below 20 ms "
		       "from %.0f s on; outside the stated uncertainty %.3f %%",
		       jitter_names[jitter], drift_names[drift], rate, p99, worst, e.converged_s,
		       100.0 * (double)e.outside / (double)e.stated);
	g_assert_cmpfloat(worst, <, 20);
	if (drift != WAVE)
		g_assert_cmpuint(e.outside * 100, <=, e.stated);
	g_array_unref(e.ms);
}

/* Whole hours take long: few seeds here, a hundred with -m slow. */
static void check_rates(enum jitter jitter, enum drift drift, double highest)
{
	for (double rate = 1; rate <= highest; rate *= 2)
		check(jitter, drift, rate);
}

static void test_uniform(void)
{
	check_rates(UNIFORM, STEADY, 4);
	check_rates(UNIFORM, RAMP, 4);
}

static void test_in_order(void)
{
	check_rates(IN_ORDER, STEADY, 2);
	check_rates(IN_ORDER, RAMP, 2);
}

static void test_exponential(void)
{
	check_rates(EXPONENTIAL, STEADY, 4);
	check_rates(EXPONENTIAL, WAVE, 4);
}

static void test_bursts(void)
{
	check_rates(BURSTS, STEADY, 4);
	check_rates(BURSTS, RAMP, 4);
	check_rates(BURSTS, WAVE, 4);
	check_rates(LUMPS, STEADY, 4);
	check_rates(LUMPS, RAMP, 4);
}

/* Feeds frames until true time `until_s`; returns how often the fit began again, and the error. */
static unsigned feed(struct wearable *w, struct clock_fit *f, double until_s, double *off_ms)
{
	unsigned anew = 0;

	while (w->true_s < until_s) {
		uint64_t device_ns;
		int64_t arrival_ns;
		int ret;

		next_frame(w, &device_ns, &arrival_ns);
		ret = clock_fit_push(f, device_ns, arrival_ns);
		g_assert_cmpint(ret, >=, 0);
		anew += (unsigned)ret;
		*off_ms = (double)(clock_fit_hub_ns(f, device_ns) - true_ns(w)) / 1e6;
	}
	return anew;
}

/* The clock begins anew, ahead or behind, by a lot or by a little: seen once, at once where it is
 * more than the delay can be. */
static void test_clock_set(void)
{
	const double by_s[] = {-2.2e8, -3600, -5, 5, 3600, 2.2e8};

	for (guint i = 0; i < G_N_ELEMENTS(by_s); i++) {
		struct wearable w;
		struct clock_fit f;
		double off_ms;

		wearable_init(&w, i, UNIFORM, STEADY, 2);
		clock_fit_init(&f, &clock_fit_settings_default);
		g_assert_cmpuint(feed(&w, &f, 1800, &off_ms), ==, 0);
		w.origin_ns += (uint64_t)(int64_t)(by_s[i] * 1e9);
		g_assert_cmpuint(feed(&w, &f, 1802, &off_ms), ==, 1);
		g_assert_cmpuint(feed(&w, &f, 1800 + 3600, &off_ms), ==, 0);
		g_assert_cmpfloat(fabs(off_ms), <, 20);
		wearable_clear(&w);
	}
}

/* Set back by less than frames may be late: seen when none is in time for a minute. */
static void test_clock_set_back_little(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 1, BURSTS, STEADY, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 1800, &off_ms), ==, 0);
	w.origin_ns -= UINT64_C(1500000000);
	g_assert_cmpuint(feed(&w, &f, 1900, &off_ms), ==, 1);
	g_assert_cmpuint(feed(&w, &f, 2100, &off_ms), ==, 0);
	g_assert_cmpfloat(fabs(off_ms), <, 20);
	wearable_clear(&w);
}

/* Two hours out of reach, the clock running on: not taken for a setting, known again soon. */
static void test_reconnect(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 7, UNIFORM, RAMP, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 3600, &off_ms), ==, 0);
	w.true_s += 7200;
	g_assert_cmpuint(feed(&w, &f, 10800 + 900, &off_ms), ==, 0);
	g_assert_cmpfloat(fabs(off_ms), <, 20);
	wearable_clear(&w);
}

/* Switched off and on within ten seconds: its clock lost five, and still runs ahead of what it said
 * last. Seen with the first frame of the new connection. */
static void test_set_back_between_links(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 3, BURSTS, STEADY, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 1800, &off_ms), ==, 0);
	w.true_s += 10;
	w.origin_ns -= UINT64_C(5000000000);
	clock_fit_new_link(&f);
	g_assert_cmpuint(feed(&w, &f, 1811, &off_ms), ==, 1);
	g_assert_cmpuint(feed(&w, &f, 1811 + 600, &off_ms), ==, 0);
	g_assert_cmpfloat(fabs(off_ms), <, 20);
	wearable_clear(&w);
}

/* The first connection was too short to learn from: the next is not held to it. */
static void test_short_link(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 5, BURSTS, STEADY, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 4, &off_ms), ==, 0);
	w.true_s += 10;
	w.origin_ns -= UINT64_C(5000000000);
	clock_fit_new_link(&f);
	g_assert_cmpuint(feed(&w, &f, 15, &off_ms), ==, 1);
	g_assert_cmpuint(feed(&w, &f, 60, &off_ms), ==, 0);
	g_assert_cmpfloat(fabs(off_ms), <, 100);
	wearable_clear(&w);
}

/* Links that come and go do not make a late frame a clock that was set. */
static void test_many_links(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 4, UNIFORM, STEADY, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 1800, &off_ms), ==, 0);
	for (int i = 1; i <= 200; i++) {
		w.true_s += 5;
		clock_fit_new_link(&f);
		g_assert_cmpuint(feed(&w, &f, 1800 + 15 * i, &off_ms), ==, 0);
	}
	g_assert_cmpfloat(fabs(off_ms), <, 20);
	wearable_clear(&w);
}

/* A minute of nothing and then all of it at once. */
static void test_stall(void)
{
	struct wearable w;
	struct clock_fit f;
	double off_ms;

	wearable_init(&w, 3, BURSTS, STEADY, 2);
	clock_fit_init(&f, &clock_fit_settings_default);
	g_assert_cmpuint(feed(&w, &f, 1800, &off_ms), ==, 0);
	w.free_s = 1860;
	g_assert_cmpuint(feed(&w, &f, 2000, &off_ms), ==, 0);
	g_assert_cmpfloat(fabs(off_ms), <, 20);
	wearable_clear(&w);
}

/* One person's two sensors, each with a clock of its own: the same moment gets the same time. */
static void test_two_sensors(void)
{
	struct wearable chest, wrist;
	struct clock_fit of_chest, of_wrist;
	double off_chest_ms, off_wrist_ms;

	wearable_init(&chest, 11, UNIFORM, RAMP, 1.78);
	wearable_init(&wrist, 12, EXPONENTIAL, WAVE, 4);
	clock_fit_init(&of_chest, &clock_fit_settings_default);
	clock_fit_init(&of_wrist, &clock_fit_settings_default);
	for (double s = 3600; s < 7200; s += 10) {
		feed(&chest, &of_chest, s, &off_chest_ms);
		feed(&wrist, &of_wrist, s, &off_wrist_ms);
		g_assert_cmpfloat(fabs(off_chest_ms - off_wrist_ms), <, 40);
	}
	wearable_clear(&chest);
	wearable_clear(&wrist);
}

static void test_nonsense(void)
{
	struct clock_fit_settings settings = clock_fit_settings_default;
	struct clock_fit f;

	settings.horizon_ms = 0;
	g_assert_cmpint(clock_fit_init(&f, &settings), ==, -EINVAL);
	settings = clock_fit_settings_default;
	settings.rate_off_max = NAN;
	g_assert_cmpint(clock_fit_init(&f, &settings), ==, -EINVAL);
	g_assert_cmpint(clock_fit_init(&f, &clock_fit_settings_default), ==, 0);
	g_assert_cmpint(clock_fit_hub_ns(&f, 5), ==, 0);
	g_assert_cmpint(clock_fit_push(&f, 1, -1), ==, -EINVAL);
	g_assert_cmpint(clock_fit_push(&f, 0, 100 * NS_PER_S), ==, 0);
	g_assert_cmpint(clock_fit_push(&f, 1, 2 * NS_PER_S), ==, -EINVAL);
	g_assert_cmpint(clock_fit_hub_ns(&f, 0), ==, 100 * NS_PER_S);
}

/* Whatever a wearable stamps, nothing overflows, and times answer. */
static void test_wild_stamps(void)
{
	struct clock_fit f;
	GRand *rand = g_rand_new_with_seed(5);

	clock_fit_init(&f, &clock_fit_settings_default);
	for (int64_t i = 0; i < 20000; i++) {
		uint64_t wild = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);

		wild >>= g_rand_int_range(rand, 0, 64);
		g_assert_cmpint(clock_fit_push(&f, wild, i * NS_PER_S), >=, 0);
		clock_fit_hub_ns(&f, ~wild);
		g_assert_cmpfloat(fabs(clock_fit_rate(&f) - 1), <, 0.0251);
		g_assert_cmpint(clock_fit_uncertainty_ns(&f), >, 0);
	}
	g_rand_free(rand);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clock-fit/uniform", test_uniform);
	g_test_add_func("/clock-fit/in-order", test_in_order);
	g_test_add_func("/clock-fit/exponential", test_exponential);
	g_test_add_func("/clock-fit/bursts", test_bursts);
	g_test_add_func("/clock-fit/clock-set", test_clock_set);
	g_test_add_func("/clock-fit/clock-set-back-little", test_clock_set_back_little);
	g_test_add_func("/clock-fit/reconnect", test_reconnect);
	g_test_add_func("/clock-fit/set-back-between-links", test_set_back_between_links);
	g_test_add_func("/clock-fit/short-link", test_short_link);
	g_test_add_func("/clock-fit/many-links", test_many_links);
	g_test_add_func("/clock-fit/stall", test_stall);
	g_test_add_func("/clock-fit/two-sensors", test_two_sensors);
	g_test_add_func("/clock-fit/nonsense", test_nonsense);
	g_test_add_func("/clock-fit/wild-stamps", test_wild_stamps);
	return g_test_run();
}
