/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings-folder.h"
#include "recordings/annotation-codes.h"
#include "recordings/annotations.h"

#include <errno.h>
#include <string.h>

typedef struct {
	struct annotation_writer *writer;
	struct annotation_reader *reader;
	struct recording_message message;
} File;

static void open_writer(const Folder *folder, File *file)
{
	g_autofree char *path = folder_path(folder, "r.twin");

	g_assert_cmpint(annotation_writer_open(&file->writer, path, &file->message), ==, 0);
}

static void open_reader(const Folder *folder, File *file)
{
	g_autofree char *path = folder_path(folder, "r.twin");

	g_assert_cmpint(annotation_reader_open(&file->reader, path, &file->message), ==, 0);
}

static gboolean exists(const Folder *folder, const char *name)
{
	g_autofree char *path = folder_path(folder, name);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static const struct annotation samples[] = {
    {.sample_index = 0, .symbol = '+', .aux = "(N"},
    {.sample_index = 0, .symbol = 'N'},
    {.sample_index = 1023, .symbol = 'S'},
    {.sample_index = 2047, .symbol = 'V', .channel = 1},
    {.sample_index = 2047, .symbol = 'F', .channel = 1},
    {.sample_index = 70000, .symbol = 'Q'},
    {.sample_index = 70001, .symbol = '/', .number = -512},
    {.sample_index = 70300, .symbol = '~', .subtype = 2, .number = 5},
    {.sample_index = 70301, .symbol = '~', .subtype = -1},
    {.sample_index = 71000, .symbol = '[', .channel = 1023},
    {.sample_index = 71900, .symbol = ']', .channel = 1023},
    {.sample_index = 71900, .symbol = '+', .aux = "(AFIB"},
    {.sample_index = INT64_C(9000000000), .symbol = 'N'},
};

static void assert_same(const struct annotation *a, const struct annotation *b)
{
	g_assert_cmpint(a->sample_index, ==, b->sample_index);
	g_assert_cmpint(a->symbol, ==, b->symbol);
	g_assert_cmpint(a->subtype, ==, b->subtype);
	g_assert_cmpint(a->channel, ==, b->channel);
	g_assert_cmpint(a->number, ==, b->number);
	g_assert_cmpstr(a->aux, ==, b->aux);
}

static void test_round_trip(Folder *folder, gconstpointer data)
{
	File file = {0};
	struct annotation a;

	(void)data;
	open_writer(folder, &file);
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++)
		g_assert_cmpint(annotation_writer_put(file.writer, &samples[i], &file.message), ==,
				0);
	g_assert_false(exists(folder, "r.twin"));
	g_assert_cmpint(annotation_writer_close(file.writer, &file.message), ==, 0);
	g_assert_false(exists(folder, "r.twin.part"));
	open_reader(folder, &file);
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_assert_cmpint(annotation_reader_get(file.reader, &a, &file.message), ==, 1);
		assert_same(&a, &samples[i]);
	}
	g_assert_cmpint(annotation_reader_get(file.reader, &a, &file.message), ==, 0);
	g_assert_cmpint(annotation_reader_get(file.reader, &a, &file.message), ==, 0);
	annotation_reader_close(file.reader);
}

/* The bytes themselves, as the format's own page writes them. */
static void test_bytes(Folder *folder, gconstpointer data)
{
	static const guint8 wanted[] = {
	    0x12, 0x70, 0x03, 0xfc, '(',  'V',  'T',  0,    /* '+' at 18, aux of 3 */
	    0x00, 0xec, 0x01, 0x00, 0x00, 0x00, 0x00, 0x14, /* SKIP 65536, 'V' */
	    0x00, 0x00,
	};
	const struct annotation rhythm = {.sample_index = 18, .symbol = '+', .aux = "(VT"};
	const struct annotation beat = {.sample_index = 18 + 65536, .symbol = 'V'};
	g_autofree char *path = folder_path(folder, "r.twin");
	g_autofree char *bytes = NULL;
	gsize size;
	File file = {0};

	(void)data;
	open_writer(folder, &file);
	g_assert_cmpint(annotation_writer_put(file.writer, &rhythm, &file.message), ==, 0);
	g_assert_cmpint(annotation_writer_put(file.writer, &beat, &file.message), ==, 0);
	g_assert_cmpint(annotation_writer_close(file.writer, &file.message), ==, 0);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_assert_cmpuint(size, ==, sizeof wanted);
	g_assert_cmpint(memcmp(bytes, wanted, size), ==, 0);
}

static void test_refused(Folder *folder, gconstpointer data)
{
	const struct annotation good = {.sample_index = 10, .symbol = 'N'};
	const struct annotation bad[] = {
	    {.sample_index = 9, .symbol = 'N'},
	    {.sample_index = 11, .symbol = 'X'},
	    {.sample_index = 11, .symbol = '\0'},
	    {.sample_index = 11, .symbol = ' '},
	    {.sample_index = 11, .symbol = 'N', .subtype = 512},
	    {.sample_index = 11, .symbol = 'N', .number = -513},
	    {.sample_index = 11, .symbol = 'N', .channel = -1},
	    {.sample_index = 11, .symbol = 'N', .channel = 1024},
	};
	File file = {0};

	(void)data;
	open_writer(folder, &file);
	g_assert_cmpint(annotation_writer_put(file.writer, &good, &file.message), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_cmpint(annotation_writer_put(file.writer, &bad[i], &file.message), ==,
				-EINVAL);
	annotation_writer_abandon(file.writer);
	g_assert_false(exists(folder, "r.twin"));
	g_assert_false(exists(folder, "r.twin.part"));
}

static void test_no_folder(Folder *folder, gconstpointer data)
{
	g_autofree char *path = folder_path(folder, "none/r.twin");
	struct annotation_writer *writer;
	struct annotation_reader *reader;
	struct recording_message message = {0};

	(void)data;
	g_assert_cmpint(annotation_writer_open(&writer, path, &message), ==, -ENOENT);
	g_assert_true(g_str_has_prefix(message.text, path));
	g_assert_cmpint(annotation_reader_open(&reader, path, &message), ==, -ENOENT);
	g_assert_null(reader);
	g_assert_cmpint(annotation_reader_open(&reader, folder->path, &message), ==, -EINVAL);
}

typedef struct {
	guint8 bytes[10];
	gsize size;
	int annotations; /* before the end or the error */
	int last;
} CutCase;

static const CutCase cuts[] = {
    {{0}, 0, 0, 0},
    {{0x00, 0x00}, 2, 0, 0},
    {{0x0a, 0x04}, 2, 1, 0}, /* no end mark: what is there counts */
    {{0x0a}, 1, 0, -EBADMSG},
    {{0x0a, 0x04, 0x0a}, 3, 0, -EBADMSG},
    {{0x00, 0xec, 0x01, 0x00}, 4, 0, -EBADMSG},           /* SKIP without its low half */
    {{0x0a, 0x04, 0x05, 0xfc, 'a', 'b'}, 6, 0, -EBADMSG}, /* aux of 5 */
    {{0x05, 0xfc, 'a', 'b', 'c', 'd', 'e', 0}, 8, 0, 0},  /* aux of nobody */
    {{0x01, 0xf4, 0x0a, 0x04, 0x00, 0x00}, 6, 1, 0},      /* subtype of nobody */
    {{0x0a, 0x04, 0x00, 0x00, 0x0a, 0x04}, 6, 1, 0},      /* rubbish behind the end mark */
};

static void test_cut_short(Folder *folder, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(cuts); i++) {
		File file = {0};
		struct annotation a;
		int n = 0;
		int rc;

		folder_write(folder, "r.twin", cuts[i].bytes, cuts[i].size);
		open_reader(folder, &file);
		while ((rc = annotation_reader_get(file.reader, &a, &file.message)) > 0)
			n++;
		g_assert_cmpint(n, ==, cuts[i].annotations);
		g_assert_cmpint(rc, ==, cuts[i].last);
		annotation_reader_close(file.reader);
	}
}

static void test_symbols(void)
{
	static const char known[] = "NLRaVFJASEj/Q~|sT*D\"=pB^t+u?![]en@xf()r";

	for (const char *c = known; *c; c++)
		g_assert_cmpint(annotation_symbol(annotation_code(*c)), ==, *c);
	g_assert_cmpuint(annotation_code('V'), ==, 5);
	g_assert_cmpuint(annotation_code('/'), ==, 12);
	g_assert_cmpuint(annotation_code('+'), ==, 28);
	g_assert_cmpuint(annotation_code(']'), ==, 33);
	g_assert_cmpuint(annotation_code('r'), ==, 41);
	g_assert_cmpuint(annotation_code('X'), ==, 0);
	g_assert_cmpint(annotation_symbol(0), ==, '\0');
	g_assert_cmpint(annotation_symbol(15), ==, '\0');
	g_assert_cmpint(annotation_symbol(63), ==, '\0');
}

#define ADD(name, function)                                                                        \
	g_test_add("/annotations/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("round-trip", test_round_trip);
	ADD("bytes", test_bytes);
	ADD("refused", test_refused);
	ADD("no-folder", test_no_folder);
	ADD("cut-short", test_cut_short);
	g_test_add_func("/annotations/symbols", test_symbols);
	return g_test_run();
}
