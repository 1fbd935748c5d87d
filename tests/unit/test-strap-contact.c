/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strap off, told from a heart that stands still and one that fibrillates. */
#include "health-models/trust/strap_contact.h"
#include "recordings/device.h"

#include <errno.h>
#include <glib.h>
#include <math.h>

enum { RATE_HZ = 130 };

struct story {
	struct strap_contact contact;
	GRand *rand;
	int64_t index;
	unsigned off_s, signs;
};

typedef double (*signal_func)(struct story *s, double t);

static double noise(struct story *s, double uv)
{
	return g_rand_double_range(s->rand, -uv, uv) + g_rand_double_range(s->rand, -uv, uv);
}

/* A heart that stands still under good electrodes: breath and the noise of the skin. */
static double asystole(struct story *s, double t)
{
	return 25 * sin(1.3 * t) + noise(s, 5);
}

/* As little as can be under an electrode. */
static double quiet_asystole(struct story *s, double t)
{
	return 8 * sin(1.3 * t) + noise(s, 4);
}

static double beating(struct story *s, double t)
{
	double phase = fmod(t, 0.8);

	return 1200 * exp(-pow((phase - 0.3) / 0.015, 2)) + asystole(s, t);
}

static double small_beats(struct story *s, double t)
{
	return beating(s, t) / 10;
}

static double beats_in_hum(struct story *s, double t)
{
	return beating(s, t) + 300 * sin(2 * G_PI * 50 * t);
}

static double walking(struct story *s, double t)
{
	return beating(s, t) + 1500 * sin(2 * G_PI * 0.9 * t);
}

static double fibrillation(struct story *s, double t)
{
	double grows = 1 + 0.6 * sin(0.7 * t);

	return 500 * grows * sin(2 * G_PI * (4.6 + 0.4 * sin(0.4 * t)) * t) + noise(s, 20);
}

static double fine_fibrillation(struct story *s, double t)
{
	return fibrillation(s, t) / 6;
}

/* Chest compressions, two a second, to the converter's end and back. */
static double compressions(struct story *s, double t)
{
	return fibrillation(s, t) + 8000 * fmax(0, sin(2 * G_PI * 1.9 * t));
}

static double silent(struct story *s, double t)
{
	(void)s;
	(void)t;
	return 0;
}

static double last_step(struct story *s, double t)
{
	(void)t;
	return 700 + noise(s, 0.6);
}

static double rail(struct story *s, double t)
{
	(void)t;
	return -18900 + noise(s, 100);
}

static double hum_50(struct story *s, double t)
{
	return 2500 * sin(2 * G_PI * 50 * t) + noise(s, 50);
}

static double hum_60(struct story *s, double t)
{
	return 2500 * sin(2 * G_PI * 60.03 * t) + noise(s, 50);
}

/* Charge leaks away for seconds, then the input falls to the other end. */
static double leaking(struct story *s, double t)
{
	return 15000 * (1 - fmod(t, 7) / 3.5) + noise(s, 200);
}

/* An open input in a dry room: jumps everywhere. */
static double crackling(struct story *s, double t)
{
	(void)t;
	return g_rand_double_range(s->rand, -12000, 12000);
}

static void play(struct story *s, signal_func signal, int seconds)
{
	s->off_s = s->signs = 0;
	for (int i = 0; i < seconds * RATE_HZ; i++) {
		double t = (double)s->index++ / RATE_HZ;
		float uv = (float)device_quantise_uv(&device_h10, (float)signal(s, t));

		if (strap_contact_push(&s->contact, uv) > 0) {
			s->off_s += strap_contact_is_off(&s->contact);
			s->signs |= strap_contact_signs(&s->contact);
		}
	}
}

static void story_init(struct story *s)
{
	*s = (struct story){.rand = g_rand_new_with_seed(9)};
	g_assert_cmpint(strap_contact_init(&s->contact, &strap_contact_settings_default), ==, 0);
}

static void test_on(void)
{
	const signal_func signals[] = {asystole,     quiet_asystole,    beating,
				       small_beats,  beats_in_hum,      walking,
				       fibrillation, fine_fibrillation, compressions};

	for (guint i = 0; i < G_N_ELEMENTS(signals); i++) {
		struct story s;

		story_init(&s);
		play(&s, beating, 10);
		play(&s, signals[i], 60);
		g_assert_cmpuint(s.off_s, ==, 0);
		g_rand_free(s.rand);
	}
}

/* Off within the seconds that the header states, with its sign; on again soon after it is put on.
 */
static void test_off(void)
{
	const struct {
		signal_func signal;
		enum strap_sign sign;
		unsigned after_s;
	} signals[] = {
	    {silent, STRAP_FLAT, 3},     {last_step, STRAP_FLAT, 3}, {rail, STRAP_RAIL, 2},
	    {hum_50, STRAP_MAINS, 2},    {hum_60, STRAP_MAINS, 2},   {leaking, STRAP_DRIFT, 20},
	    {crackling, STRAP_DRIFT, 5},
	};

	for (guint i = 0; i < G_N_ELEMENTS(signals); i++) {
		struct story s;

		story_init(&s);
		play(&s, beating, 10);
		play(&s, signals[i].signal, 60);
		g_assert_cmpuint(s.signs & signals[i].sign, ==, signals[i].sign);
		g_assert_cmpuint(s.off_s, >=, 60 - signals[i].after_s);
		play(&s, beating, 10);
		g_assert_cmpuint(s.off_s, <=, 3);
		g_assert_false(strap_contact_is_off(&s.contact));
		g_rand_free(s.rand);
	}
}

/* The wearable's word: off at once; and with contact, silence is a heart's. */
static void test_flag(void)
{
	struct story s;

	story_init(&s);
	play(&s, beating, 10);
	strap_contact_flag(&s.contact, false);
	play(&s, beating, 1);
	g_assert_true(strap_contact_is_off(&s.contact));
	g_assert_cmpuint(strap_contact_signs(&s.contact), ==, STRAP_FLAG);
	play(&s, beating, 10); /* it never said so again */
	g_assert_false(strap_contact_is_off(&s.contact));
	for (int i = 0; i < 30; i++) {
		strap_contact_flag(&s.contact, true);
		play(&s, silent, 1);
		g_assert_false(strap_contact_is_off(&s.contact));
	}
	play(&s, silent, 10);
	g_assert_true(strap_contact_is_off(&s.contact));
	g_rand_free(s.rand);
}

static void test_odd_samples(void)
{
	struct strap_contact_settings settings = strap_contact_settings_default;
	struct strap_contact c;

	settings.rate_hz = NAN;
	g_assert_cmpint(strap_contact_init(&c, &settings), ==, -EINVAL);
	settings.rate_hz = 1e6;
	g_assert_cmpint(strap_contact_init(&c, &settings), ==, -EINVAL);
	strap_contact_init(&c, &strap_contact_settings_default);
	/* Nothing came: that is a gap, not a strap. */
	for (int i = 0; i < 60 * RATE_HZ; i++)
		strap_contact_push(&c, NAN);
	g_assert_false(strap_contact_is_off(&c));
	for (int i = 0; i < 60 * RATE_HZ; i++)
		strap_contact_push(&c, i % 2 ? INFINITY : 3e38F);
	g_assert_cmpuint(strap_contact_signs(&c) & ~0x1fU, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/strap-contact/on", test_on);
	g_test_add_func("/strap-contact/off", test_off);
	g_test_add_func("/strap-contact/flag", test_flag);
	g_test_add_func("/strap-contact/odd-samples", test_odd_samples);
	return g_test_run();
}
