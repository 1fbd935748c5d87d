/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as the strap measures it: the playback's samples, RR only from beats in an .atr. */
#include "ble/virtual/record-source.h"
#include "recordings-folder.h"
#include "recordings/annotations.h"
#include "recordings/playback.h"

#include <errno.h>

enum { FRAMES = 3600, FRAMES_HZ = 360, SAMPLES = 1300 };

static void write_record(const Folder *folder)
{
	guint8 bytes[2 * FRAMES];

	for (guint i = 0; i < FRAMES; i++) {
		int count = (int)(i % 360) - 180;

		bytes[2 * i] = (guint8)(count & 0xff);
		bytes[2 * i + 1] = (guint8)(count >> 8 & 0xff);
	}
	folder_write_text(folder, "r.hea", "r 1 360 3600\nr.dat 16 200/mV\n");
	folder_write(folder, "r.dat", bytes, sizeof(bytes));
}

static void write_beats(const Folder *folder, const char *symbols, const gint64 *frames)
{
	g_autofree char *path = folder_path(folder, "r.atr");
	struct recording_message message = {0};
	struct annotation_writer *w;

	g_assert_cmpint(annotation_writer_open(&w, path, &message), ==, 0);
	for (gsize i = 0; symbols[i] != '\0'; i++) {
		const struct annotation a = {.sample_index = frames[i], .symbol = symbols[i]};

		g_assert_cmpint(annotation_writer_put(w, &a, &message), ==, 0);
	}
	g_assert_cmpint(annotation_writer_close(w, &message), ==, 0);
}

static struct record_source *open_source(const Folder *folder, struct wearable_source *source)
{
	g_autofree char *path = folder_path(folder, "r");
	struct recording_message message = {0};
	struct record_source *r;

	g_assert_cmpint(record_source_open(&r, path, 0, source, &message), ==, 0);
	return r;
}

static void test_samples(Folder *folder, gconstpointer data)
{
	const struct playback_settings settings = {.device = &device_h10};
	g_autofree char *path = folder_path(folder, "r");
	struct recording_message message = {0};
	struct wearable_source source;
	struct wearable_sample sample;
	struct record_source *r;
	struct playback *p;
	guint n = 0;
	float uv;

	(void)data;
	write_record(folder);
	r = open_source(folder, &source);
	g_assert_cmpint(playback_open(&p, path, &settings, &message), ==, 0);
	g_assert_false(source.has_heart_rate);
	while (source.next(source.context, &sample) > 0) {
		g_assert_cmpint(playback_read(p, &uv, 1, &message), ==, 1);
		g_assert_cmpfloat((float)sample.uv, ==, uv);
		g_assert_true(sample.linked && sample.contact);
		g_assert_cmpuint(sample.rr_1024, ==, 0);
		n++;
	}
	g_assert_cmpuint(n, ==, SAMPLES);
	g_assert_cmpint(source.next(source.context, &sample), ==, 0);
	playback_close(p);
	record_source_close(r);
}

/* Between beats of any kind, whatever stands between them; none before the first. */
static void test_intervals(Folder *folder, gconstpointer data)
{
	static const gint64 frames[] = {10, 360, 500, 720, 900, 1440};
	struct wearable_source source;
	struct wearable_sample sample;
	struct record_source *r;
	guint at[8], n = 0;
	guint16 rr[8];

	(void)data;
	write_record(folder);
	write_beats(folder, "+N~VxN", frames);
	r = open_source(folder, &source);
	g_assert_true(source.has_heart_rate);
	for (guint i = 0; source.next(source.context, &sample) > 0; i++) {
		if (sample.rr_1024 == 0)
			continue;
		g_assert_cmpuint(n, <, G_N_ELEMENTS(at));
		at[n] = i;
		rr[n++] = sample.rr_1024;
	}
	g_assert_cmpuint(n, ==, 2);
	g_assert_cmpuint(rr[0], ==, 1024); /* 360 frames of 360 Hz */
	g_assert_cmpuint(at[0], ==, 260);  /* 720 frames are 2 s */
	g_assert_cmpuint(rr[1], ==, 2048);
	g_assert_cmpuint(at[1], ==, 520);
	record_source_close(r);
}

static void test_bad_records(Folder *folder, gconstpointer data)
{
	g_autofree char *path = folder_path(folder, "r");
	struct recording_message message = {0};
	struct wearable_source source;
	struct record_source *r;

	(void)data;
	g_assert_cmpint(record_source_open(&r, path, 0, &source, &message), ==, -ENOENT);
	g_assert_nonnull(strstr(message.text, "r.hea"));
	write_record(folder);
	g_assert_cmpint(record_source_open(&r, path, 7, &source, &message), <, 0);
	g_assert_null(r);
	/* Beats that are there but cannot be read are said, not left out. */
	folder_write(folder, "r.atr", "\x01", 1);
	g_assert_cmpint(record_source_open(&r, path, 0, &source, &message), <, 0);
	g_assert_nonnull(strstr(message.text, "r.atr"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/record-source/samples", Folder, NULL, folder_set_up, test_samples,
		   folder_tear_down);
	g_test_add("/record-source/intervals", Folder, NULL, folder_set_up, test_intervals,
		   folder_tear_down);
	g_test_add("/record-source/bad-records", Folder, NULL, folder_set_up, test_bad_records,
		   folder_tear_down);
	return g_test_run();
}
