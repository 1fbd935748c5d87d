/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings-folder.h"
#include "recordings/decimal.h"
#include "recordings/playback.h"
#include "recordings/rate-ratio.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static struct playback *open_playback(const Folder *folder,
				      const struct playback_settings *settings)
{
	g_autofree char *path = folder_path(folder, "r");
	struct recording_message message = {0};
	struct playback *p = NULL;

	if (playback_open(&p, path, settings, &message) < 0)
		g_error("%s", message.text);
	return p;
}

/* A saw tooth at 360 Hz with a hole in it. */
static void write_record(const Folder *folder, const char *header)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	for (int i = 0; i < 3601; i++) {
		int count = i >= 2000 && i < 2200 ? G_MININT16 : i % 300 - 150;
		guint8 pair[2] = {(guint8)(count & 0xff), (guint8)(count >> 8 & 0xff)};

		g_byte_array_append(bytes, pair, 2);
	}
	folder_write_text(folder, "r.hea", header);
	folder_write(folder, "r.dat", bytes->data, bytes->len);
}

static GArray *read_all(struct playback *p, gsize piece)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(float));
	struct recording_message message = {0};
	g_autofree float *uv = g_new(float, piece);
	long got;

	while ((got = playback_read(p, uv, piece, &message)) > 0)
		g_array_append_vals(all, uv, (guint)got);
	g_assert_cmpint(got, ==, 0);
	playback_close(p);
	return all;
}

static void test_own_rate(Folder *folder, gconstpointer data)
{
	const struct playback_settings settings = {0};
	struct playback *p;
	g_autoptr(GArray) uv = NULL;

	(void)data;
	write_record(folder, "r 1 360 3601\nr.dat 16\n");
	p = open_playback(folder, &settings);
	g_assert_cmpstr(playback_info(p)->name, ==, "r");
	g_assert_cmpfloat(playback_info(p)->rate_hz, ==, 360);
	g_assert_cmpint(playback_info(p)->samples, ==, 3601);
	g_assert_cmpint(playback_annotation_index(p, 1234), ==, 1234);
	uv = read_all(p, 100);
	g_assert_cmpuint(uv->len, ==, 3601);
	g_assert_cmpfloat(g_array_index(uv, float, 10), ==, -700);
	g_assert_true(isnan(g_array_index(uv, float, 2000)));
}

/* As the strap: 130 Hz, whole microvolts on its steps, zero where there is no sample; in any
 * pieces. */
static void test_device(Folder *folder, gconstpointer data)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct playback *p;
	g_autoptr(GArray) uv = NULL;

	(void)data;
	write_record(folder, "r 1 360 3601\nr.dat 16\n");
	p = open_playback(folder, &settings);
	g_assert_cmpfloat(playback_info(p)->rate_hz, ==, 130);
	g_assert_cmpint(playback_info(p)->samples, ==, 1301);
	g_assert_cmpint(playback_annotation_index(p, 13), ==, 36);
	g_assert_cmpint(playback_annotation_index(p, 1), ==, 3);
	g_assert_cmpint(playback_sample_index(p, 3600), ==, 1300);
	uv = read_all(p, 73);
	g_assert_cmpuint(uv->len, ==, 1301);
	for (guint i = 0; i < uv->len; i++) {
		float value = g_array_index(uv, float, i);
		long step = lround((double)value / 2.2827);

		g_assert_cmpfloat(value, ==, truncf(value));
		/* truncation may take a whole microvolt off */
		g_assert_cmpfloat(fabs((double)value - (double)step * 2.2827), <, 1.0001);
	}
	g_assert_cmpfloat(g_array_index(uv, float, 760), ==, 0);
	for (gsize piece = 1; piece < 2000; piece = piece * 3 + 1) {
		g_autoptr(GArray) again = read_all(open_playback(folder, &settings), piece);

		g_assert_cmpuint(again->len, ==, uv->len);
		g_assert_cmpint(memcmp(again->data, uv->data, uv->len * sizeof(float)), ==, 0);
	}
}

/* A channel faster than the record's frames: annotations stay in frames. */
static void test_fast_channel(Folder *folder, gconstpointer data)
{
	const struct playback_settings settings = {0};
	struct playback *p;

	(void)data;
	write_record(folder, "r 1 90 900\nr.dat 16x4\n");
	p = open_playback(folder, &settings);
	g_assert_cmpfloat(playback_info(p)->rate_hz, ==, 360);
	g_assert_cmpfloat(playback_info(p)->annotation_hz, ==, 90);
	g_assert_cmpint(playback_info(p)->samples, ==, 3600);
	g_assert_cmpint(playback_annotation_index(p, 400), ==, 100);
	playback_close(p);
}

static void test_refused(Folder *folder, gconstpointer data)
{
	const struct playback_settings no_channel = {.channel = 1};
	const struct playback_settings rate = {.rate_hz = 130};
	g_autofree char *path = folder_path(folder, "r");
	struct recording_message message = {0};
	struct playback *p;

	(void)data;
	write_record(folder, "r 1 0.5 3601\nr.dat 16\n");
	g_assert_cmpint(playback_open(&p, path, &no_channel, &message), ==, -ENOENT);
	g_assert_null(p);
	g_assert_nonnull(strstr(message.text, "there is no channel 1"));
	g_assert_cmpint(playback_open(&p, path, &rate, &message), ==, -ERANGE);
	g_assert_nonnull(strstr(message.text, "cannot be resampled from 0.5 to 130 Hz"));
}

static void test_ratio(void)
{
	static const struct {
		double from_hz, to_hz;
		gint64 from, to;
	} cases[] = {
	    {360, 130, 36, 13},
	    {130, 360, 13, 36},
	    {250, 250, 1, 1},
	    {2000.0 / 7, 130, 200, 91},
	    {199.999, 130, 199999, 130000},
	    {129.871, 130.003, 129871, 130003},
	    {0.1, 130, 1, 1300},
	};
	struct rate_ratio ratio;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpint(rate_ratio_init(&ratio, cases[i].from_hz, cases[i].to_hz), ==, 0);
		g_assert_cmpint(ratio.from, ==, cases[i].from);
		g_assert_cmpint(ratio.to, ==, cases[i].to);
	}
	/* a day at 1000 Hz, to the sample */
	g_assert_cmpint(rate_ratio_init(&ratio, 1000, 129.871), ==, 0);
	g_assert_cmpint(rate_ratio_map(&ratio, 86400000), ==, 11220854);
	g_assert_cmpint(rate_ratio_init(&ratio, 0, 130), ==, -ERANGE);
	g_assert_cmpint(rate_ratio_init(&ratio, 130, NAN), ==, -ERANGE);
	g_assert_cmpint(rate_ratio_init(&ratio, 130, -1), ==, -ERANGE);
}

static void test_decimal(void)
{
	static const struct {
		const char *text;
		double value;
		int used; /* -1 = refused */
	} cases[] = {
	    {"0", 0, 1},
	    {"-0.5/", -0.5, 4},
	    {"30061.276794035417(", 30061.276794035417, 18},
	    {"1e3x", 1000, 3},
	    {"1e", 1, 1},
	    {"1.e2", 100, 4},
	    {".25", 0.25, 3},
	    {"1e-300", 1e-300, 6},
	    {"123456789012345678901234567890", 1.2345678901234568e29, 30},
	    {"", 0, -1},
	    {".", 0, -1},
	    {"-", 0, -1},
	    {"nan", 0, -1},
	    {"inf", 0, -1},
	    {"1e999", 0, -1},
	    {"1e99999999999999999999", 1, 1},
	    {" 1", 0, -1},
	    {"1,5", 1, 1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		double value = 0;
		const char *end = decimal_double(cases[i].text, &value);

		g_assert_cmpint(end ? (int)(end - cases[i].text) : -1, ==, cases[i].used);
		if (end)
			g_assert_cmpfloat(fabs(value - cases[i].value), <=,
					  fabs(cases[i].value) * 4e-16);
	}
}

#define ADD(name, function)                                                                        \
	g_test_add("/playback/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("own-rate", test_own_rate);
	ADD("device", test_device);
	ADD("fast-channel", test_fast_channel);
	ADD("refused", test_refused);
	g_test_add_func("/rate-ratio/exact", test_ratio);
	g_test_add_func("/decimal/double", test_decimal);
	return g_test_run();
}
