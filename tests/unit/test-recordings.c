/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings as they should be: every format, layout and unit, made by the test itself. */
#include "recordings-folder.h"

#include <math.h>
#include <string.h>

/* Compares with counts at 200 per mV, which is 5 uV each; G_MININT means "no sample". */
static void assert_counts(const GArray *uv, const int *counts, guint n)
{
	g_assert_cmpuint(uv->len, ==, n);
	for (guint i = 0; i < n; i++) {
		if (counts[i] == G_MININT)
			g_assert_true(isnan(g_array_index(uv, float, i)));
		else
			g_assert_cmpfloat(g_array_index(uv, float, i), ==, (float)counts[i] * 5);
	}
}

typedef struct {
	const char *format;
	guint8 bytes[16];
	gsize size;
	int counts[6];
	guint n;
} FormatCase;

static const FormatCase formats[] = {
    {"16", {0x01, 0x00, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x80}, 8, {1, -1, 32767, G_MININT}, 4},
    {"16+3", {'h', 'e', 'y', 0x01, 0x00, 0xfe, 0xff}, 7, {1, -2}, 2},
    {"24",
     {0x01, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x00, 0x80},
     12,
     {1, -1, 8388607, G_MININT},
     4},
    {"61", {0x00, 0x01, 0xff, 0xff, 0x7f, 0xff, 0x80, 0x00}, 8, {1, -1, 32767, G_MININT}, 4},
    {"80", {0x81, 0x7f, 0xff, 0x00}, 4, {1, -1, 127, G_MININT}, 4},
    /* 1, -1; 2047, -2048; 291, -292 */
    {"212",
     {0x01, 0xf0, 0xff, 0xff, 0x87, 0x00, 0x23, 0xe1, 0xdc},
     9,
     {1, -1, 2047, G_MININT, 0x123, -0x124},
     6},
};

static void test_formats(Folder *folder, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *header = g_strdup_printf("r 1 360\nr.dat %s\n", formats[i].format);

		folder_write_text(folder, "r.hea", header);
		folder_write(folder, "r.dat", formats[i].bytes, formats[i].size);
		for (gsize piece = 1; piece < 5; piece++) {
			g_autoptr(GArray) uv = folder_read(folder, "r", 0, piece);

			assert_counts(uv, formats[i].counts, formats[i].n);
		}
	}
}

static const int formats_known[] = {16, 24, 61, 80, 212};
static const int formats_invalid[] = {-32768, -8388608, -32768, -128, -2048};

/* Appends counts, an even number of them, as signal(5) lays out the format. */
static void put_counts(GByteArray *bytes, int format, const int *counts, guint n)
{
	for (guint i = 0; i < n; i++) {
		guint32 v = (guint32)counts[i];
		guint32 next = (guint32)counts[i ^ 1];
		guint8 little[] = {v & 0xff, v >> 8 & 0xff, v >> 16 & 0xff};
		guint8 big[] = {v >> 8 & 0xff, v & 0xff};
		guint8 offset = (v + 128) & 0xff;
		guint8 packed[] = {v & 0xff, (guint8)((v >> 8 & 0x0f) | (next >> 4 & 0xf0)),
				   next & 0xff};

		if (format == 16 || format == 24)
			g_byte_array_append(bytes, little, format == 16 ? 2 : 3);
		else if (format == 61)
			g_byte_array_append(bytes, big, 2);
		else if (format == 80)
			g_byte_array_append(bytes, &offset, 1);
		else if (i % 2 == 0)
			g_byte_array_append(bytes, packed, 3);
	}
}

static guint count_warnings(Folder *folder)
{
	struct recording_message message = {0};
	struct recording *r = folder_open(folder, "r");
	float uv[16];
	guint count = 0;

	while (recording_read(r, 0, uv, G_N_ELEMENTS(uv), &message) > 0)
		;
	while (recording_warning(r, &message))
		count++;
	recording_close(r);
	return count;
}

/* Whatever the layout: an offset, two samples per frame, a skew of one frame, a neighbour, a
 * baseline of 10 and a sample that is missing. The skewed frame counts for the checksum and the
 * first sample. */
static void test_same_in_every_format(Folder *folder, gconstpointer data)
{
	static const int wanted[] = {-110, 90, 2, G_MININT, -9, -11, G_MININT, G_MININT};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(formats_known); i++) {
		int missing = formats_invalid[i];
		int counts[] = {5, 6, 99, 0, -100, 100, 99, 0, 12, missing, 99, 0, 1, -1, 99, 0};
		int sum = 5 + 6 - 100 + 100 + 12 + missing + 1 - 1;
		g_autoptr(GByteArray) bytes = g_byte_array_new();

		g_byte_array_append(bytes, (const guint8 *)"junk!", 5);
		put_counts(bytes, formats_known[i], counts, G_N_ELEMENTS(counts));
		folder_write(folder, "r.dat", bytes->data, bytes->len);
		for (int wrong = 0; wrong < 3; wrong++) {
			g_autofree char *header =
			    g_strdup_printf("r 2 125 4\nr.dat %dx2:1+5 200(10)/mV 8 0 %d %d 0 ECG\n"
					    "r.dat %dx2+5 200 8 0 99 396 0\n",
					    formats_known[i], wrong == 1 ? 6 : 5,
					    wrong == 2 ? sum + 1 : sum, formats_known[i]);
			g_autoptr(GArray) uv = NULL;

			folder_write_text(folder, "r.hea", header);
			uv = folder_read(folder, "r", 0, 3);
			g_assert_cmpuint(uv->len, ==, 8);
			g_assert_cmpfloat(g_array_index(uv, float, 0), ==, -550);
			assert_counts(uv, wanted, G_N_ELEMENTS(wanted));
			g_assert_cmpuint(count_warnings(folder), ==, wrong > 0);
		}
	}
}

/* Three signals of 12 bits: frames begin in the middle of a byte, and two are in one file. */
static void test_interleaved(Folder *folder, gconstpointer data)
{
	/* 1 2 3 4 5 6 7 8 9 -> three frames of three, the last sample alone in two bytes */
	static const guint8 packed[] = {1, 0, 2, 3, 0, 4, 5, 0, 6, 7, 0, 8, 9, 0};
	static const guint8 plain[] = {10, 0, 11, 0, 12, 0};
	static const int counts[][3] = {{1, 4, 7}, {2, 5, 8}, {3, 6, 9}, {10, 11, 12}};

	(void)data;
	folder_write_text(folder, "r.hea",
			  "r 4 100 3\na.dat 212\na.dat 212\na.dat 212\nb.dat 16\n");
	folder_write(folder, "a.dat", packed, sizeof packed);
	folder_write(folder, "b.dat", plain, sizeof plain);
	for (unsigned channel = 0; channel < 4; channel++) {
		g_autoptr(GArray) uv = folder_read(folder, "r", channel, 2);

		assert_counts(uv, counts[channel], 3);
	}
}

/* Far more than one buffer of the reader, with frames that end inside a byte. */
static void test_many_blocks(Folder *folder, gconstpointer data)
{
	enum { FRAMES = 40001, SIGNALS = 3 };
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(GArray) uv = NULL;

	(void)data;
	for (guint i = 0; i + 1 < FRAMES * SIGNALS + 1; i += 2) {
		guint a = i % 2000;
		guint b = (i + 1) % 2000;
		guint8 triple[3] = {a & 0xff, (guint8)(a >> 8 | (b >> 8) << 4), b & 0xff};

		g_byte_array_append(bytes, triple, 3);
	}
	folder_write_text(folder, "r.hea", "r 3 100 40001\nr.dat 212\nr.dat 212\nr.dat 212\n");
	folder_write(folder, "r.dat", bytes->data, bytes->len);
	g_byte_array_unref(bytes);
	uv = folder_read(folder, "r", 1, 777);
	g_assert_cmpuint(uv->len, ==, FRAMES);
	for (guint i = 0; i < FRAMES; i++)
		g_assert_cmpfloat(g_array_index(uv, float, i), ==, (float)((i * 3 + 1) % 2000) * 5);
}

/* Two samples per frame: the channel has twice the record's rate. */
static void test_samples_per_frame(Folder *folder, gconstpointer data)
{
	static const guint8 bytes[] = {129, 130, 1, 131, 132, 2};
	static const int fast[] = {1, 2, 3, 4};
	static const int slow[] = {-127, -126};
	struct recording *r;
	g_autoptr(GArray) first = NULL;
	g_autoptr(GArray) second = NULL;

	(void)data;
	folder_write_text(folder, "r.hea", "r 2 125 2\nr.dat 80x2\nr.dat 80\n");
	folder_write(folder, "r.dat", bytes, sizeof bytes);
	r = folder_open(folder, "r");
	g_assert_cmpfloat(recording_info(r)->rate_hz, ==, 125);
	g_assert_cmpfloat(recording_channel(r, 0)->rate_hz, ==, 250);
	g_assert_cmpuint(recording_channel(r, 0)->samples_per_frame, ==, 2);
	g_assert_cmpint(recording_channel(r, 0)->samples, ==, 4);
	g_assert_cmpfloat(recording_channel(r, 1)->rate_hz, ==, 125);
	g_assert_null(recording_channel(r, 2));
	recording_close(r);
	first = folder_read(folder, "r", 0, 3);
	second = folder_read(folder, "r", 1, 3);
	assert_counts(first, fast, 4);
	assert_counts(second, slow, 2);
}

/* A skewed signal is put back in time: it begins later in the file and has nothing at its end. */
static void test_skew(Folder *folder, gconstpointer data)
{
	static const guint8 bytes[] = {129, 130, 131, 132};
	static const int counts[] = {3, 4, G_MININT, G_MININT};
	g_autoptr(GArray) uv = NULL;

	(void)data;
	folder_write_text(folder, "r.hea", "r 1 125 4\nr.dat 80:2\n");
	folder_write(folder, "r.dat", bytes, sizeof bytes);
	uv = folder_read(folder, "r", 0, 10);
	assert_counts(uv, counts, 4);
}

typedef struct {
	const char *scale; /* the rest of the signal's line */
	float uv;          /* of the count 1100 */
} ScaleCase;

static const ScaleCase scales[] = {
    {"", 5500},
    {"0", 5500},
    {"100", 11000},
    {"200 11 1024", 380},
    {"200/mV 11 1024 1100 0", 380},
    {"200(1000)/mV 11 1024", 500},
    {"200(1000) 11 1024", 500},
    {"2.5e2", 4400},
    {"0.5/uV", 2200},
    {"0.5/\xc2\xb5V", 2200},
    {"2000/V", 550000},
    {"1000.5(-161790)/mV", 162808.60F},
    {"-200", -5500},
};

static void test_scales(Folder *folder, gconstpointer data)
{
	static const guint8 bytes[] = {0x4c, 0x04};

	(void)data;
	folder_write(folder, "r.dat", bytes, sizeof bytes);
	for (guint i = 0; i < G_N_ELEMENTS(scales); i++) {
		g_autofree char *header =
		    g_strdup_printf("r 1 360 1\nr.dat 16 %s\n", scales[i].scale);
		g_autoptr(GArray) uv = NULL;

		folder_write_text(folder, "r.hea", header);
		uv = folder_read(folder, "r", 0, 1);
		g_assert_cmpuint(uv->len, ==, 1);
		g_assert_cmpfloat_with_epsilon(g_array_index(uv, float, 0), scales[i].uv, 0.05F);
	}
}

typedef struct {
	const char *line;
	double rate_hz;
	gint64 frames;
} RecordCase;

static const RecordCase record_lines[] = {
    {"r 1", 250, -1},
    {"r 1 360", 360, -1},
    {"r 1 360 2", 360, 2},
    {"r 1 360 0", 360, -1},
    {"r 1 360/25 2", 360, 2},
    {"r 1 360/25(1000) 2", 360, 2},
    {"r 1 360.25(7) 2", 360.25, 2},
    {"r 1 3e2 2 12:04:05 1/04/2000", 300, 2},
    {"# a comment\r\n\r\nr 1 128 2 0:0:0\r", 128, 2},
    {"other-name 1 128 2", 128, 2},
};

static void test_record_lines(Folder *folder, gconstpointer data)
{
	static const guint8 bytes[] = {129, 130};

	(void)data;
	folder_write(folder, "r.dat", bytes, sizeof bytes);
	for (guint i = 0; i < G_N_ELEMENTS(record_lines); i++) {
		g_autofree char *header = g_strdup_printf(
		    "%s\n# between\nr.dat 80 200 8 0 1 3 0 lead I\n# end", record_lines[i].line);
		struct recording *r;

		folder_write_text(folder, "r.hea", header);
		r = folder_open(folder, "r");
		g_assert_cmpstr(recording_info(r)->name, ==, "r");
		g_assert_cmpfloat(recording_info(r)->rate_hz, ==, record_lines[i].rate_hz);
		g_assert_cmpint(recording_info(r)->frames, ==, record_lines[i].frames);
		recording_close(r);
		r = folder_open(folder, "r.hea");
		g_assert_cmpstr(recording_info(r)->name, ==, "r");
		recording_close(r);
	}
}

typedef struct {
	const char *header;
	const char *warning; /* part of it; NULL = none may come */
} WarningCase;

/* The samples are 1, 2, 3; their sum is 6. */
static const WarningCase warnings[] = {
    {"r 1 360 3\nr.dat 80 200 8 0 1 6 0\n", NULL},
    {"r 1 360 3\nr.dat 80 200 8 0 1 65542 0\n", NULL},
    {"r 1 360 3\nr.dat 80 200 8 0 1 -65530 0\n", NULL},
    {"r 1 360 3\nr.dat 80 200 8 0 2 6 0\n", "the first sample of r.dat is 1, the header says 2"},
    {"r 1 360 3\nr.dat 80 200 8 0 1 7 0\n", "the checksum of r.dat is 6, the header says 7"},
    {"r 1 360 3\nr.dat 80 200 8 0 1 0 0\n", "the checksum of r.dat is 6, the header says 0"},
    /* a part of the file: its checksum is that of the whole, so it says nothing */
    {"r 1 360\nr.dat 80 200 8 0 1 7 0\n", NULL},
    {"r 1 360 9\nr.dat 80 200 8 0 1 7 0\n", "is shorter than its header says: 3 of 9 samples"},
    /* the MATLAB files of the challenges: an offset, and 0 for "no checksum" */
    {"r 1 360 2\nr.dat 80+1 200 8 0 2 0 0\n", NULL},
    {"r 1 360 2\nr.dat 80+1 200 8 0 2 1 0\n", "the checksum of r.dat is 5, the header says 1"},
};

static void test_warnings(Folder *folder, gconstpointer data)
{
	static const guint8 bytes[] = {129, 130, 131};

	(void)data;
	folder_write(folder, "r.dat", bytes, sizeof bytes);
	for (guint i = 0; i < G_N_ELEMENTS(warnings); i++) {
		struct recording_message message = {0};
		struct recording *r;
		float uv[16];
		long got;

		folder_write_text(folder, "r.hea", warnings[i].header);
		r = folder_open(folder, "r");
		do
			got = recording_read(r, 0, uv, G_N_ELEMENTS(uv), &message);
		while (got > 0);
		g_assert_cmpint(got, ==, 0);
		g_assert_cmpint(recording_warning(r, &message), ==, warnings[i].warning != NULL);
		if (warnings[i].warning)
			g_assert_nonnull(strstr(message.text, warnings[i].warning));
		g_assert_cmpint(recording_warning(r, &message), ==, 0);
		recording_close(r);
	}
}

static void test_edf(Folder *folder, gconstpointer data)
{
	struct recording *r;
	g_autoptr(GArray) uv = NULL;
	g_autoptr(GArray) mv = NULL;

	(void)data;
	folder_write_edf(folder, "a.edf", "EDF+C", "0.02", "uV", 3);
	folder_write_edf(folder, "b.EDF", "EDF+C", "1", "mV", 3);
	r = folder_open(folder, "a.edf");
	g_assert_cmpstr(recording_info(r)->name, ==, "a");
	g_assert_cmpuint(recording_info(r)->channels, ==, 1);
	g_assert_cmpfloat(recording_info(r)->rate_hz, ==, 200);
	g_assert_cmpint(recording_info(r)->frames, ==, 12);
	recording_close(r);
	uv = folder_read(folder, "a.edf", 0, 5);
	mv = folder_read(folder, "b.EDF", 0, 100);
	g_assert_cmpuint(uv->len, ==, 12);
	g_assert_cmpuint(mv->len, ==, 12);
	for (guint i = 0; i < 12; i++) {
		g_assert_cmpfloat_with_epsilon(g_array_index(uv, float, i), (float)i * 0.5F, 1e-3F);
		g_assert_cmpfloat_with_epsilon(g_array_index(mv, float, i), (float)i * 500.0F,
					       1e-2F);
	}
}

/* EDFlib knows its open files: two at once, each with its own place. */
static void test_edf_two_open(Folder *folder, gconstpointer data)
{
	struct recording_message message = {0};
	struct recording *a;
	struct recording *b;
	float uv[2];

	(void)data;
	folder_write_edf(folder, "a.edf", "EDF+C", "1", "uV", 2);
	folder_write_edf(folder, "b.edf", "EDF+C", "1", "mV", 2);
	a = folder_open(folder, "a.edf");
	b = folder_open(folder, "b.edf");
	g_assert_cmpint(recording_read(a, 0, uv, 2, &message), ==, 2);
	g_assert_cmpint(recording_read(b, 0, uv, 2, &message), ==, 2);
	g_assert_cmpfloat_with_epsilon(uv[1], 500, 1e-2F);
	g_assert_cmpint(recording_read(a, 0, uv, 2, &message), ==, 2);
	g_assert_cmpfloat_with_epsilon(uv[1], 1.5, 1e-3F);
	recording_close(b);
	recording_close(a);
}

#define ADD(name, function)                                                                        \
	g_test_add("/recordings/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("formats", test_formats);
	ADD("same-in-every-format", test_same_in_every_format);
	ADD("interleaved", test_interleaved);
	ADD("many-blocks", test_many_blocks);
	ADD("samples-per-frame", test_samples_per_frame);
	ADD("skew", test_skew);
	ADD("scales", test_scales);
	ADD("record-lines", test_record_lines);
	ADD("warnings", test_warnings);
	ADD("edf", test_edf);
	ADD("edf-two-open", test_edf_two_open);
	return g_test_run();
}
