/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures: every event there and back, files whole and cut short, and bytes that lie. */
#include "recordings/capture.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

static const struct capture_header header = {
    .compression = CAPTURE_PLAIN,
    .clock = CAPTURE_SYSTEM_CLOCK,
    .anchor_utc_ns = INT64_C(1790000000000000000),
    .anchor_boottime_ns = INT64_C(5000000000),
};

static const uint8_t packet[] = {0x00, 0x48, 0x01, 0x02, 0x03};

#define NAME(text) .bytes = (const uint8_t *)(text), .size = sizeof(text) - 1

/* One of each kind; arrivals may step back between two characteristics. */
static const struct capture_event samples[] = {
    {.kind = CAPTURE_DRIVER, .arrival_ns = 5000000001, NAME("PMD")},
    {.kind = CAPTURE_DRIVER, .arrival_ns = 5000000001, NAME("heart rate")},
    {.kind = CAPTURE_LINK_BEGIN, .arrival_ns = 5000000002, .wearable = 0},
    {.kind = CAPTURE_SENT, .arrival_ns = 5000000500, .bytes = packet, .size = 2},
    {.kind = CAPTURE_ANSWERED, .arrival_ns = 5000000400, .bytes = packet, .size = 5},
    {.kind = CAPTURE_STREAM_BEGIN, .arrival_ns = 5100000000, .wearable = 0},
    {.kind = CAPTURE_NOTIFIED,
     .arrival_ns = 6100000000,
     .wearable = 63,
     .driver = 1,
     .bytes = packet,
     .size = 5},
    {.kind = CAPTURE_NOTIFIED, .arrival_ns = -1, .wearable = 1, .bytes = packet, .size = 0},
    {.kind = CAPTURE_LOST,
     .arrival_ns = 7000000000,
     .wearable = 2,
     .cause = 3,
     .packets = UINT32_MAX},
    {.kind = CAPTURE_LIMITS,
     .arrival_ns = 7000000001,
     .wearable = 63,
     .brady_below_bpm = 35,
     .tachy_above_bpm = UINT16_MAX},
    {.kind = CAPTURE_LINK_END, .arrival_ns = INT64_MAX, .wearable = 0},
    {.kind = CAPTURE_END, .arrival_ns = INT64_MIN, .cause = CAPTURE_ASKED},
};

static void assert_same(const struct capture_event *left, const struct capture_event *right)
{
	g_assert_cmpint(left->kind, ==, right->kind);
	g_assert_cmpint(left->arrival_ns, ==, right->arrival_ns);
	g_assert_cmpuint(left->wearable, ==, right->wearable);
	g_assert_cmpuint(left->driver, ==, right->driver);
	g_assert_cmpuint(left->cause, ==, right->cause);
	g_assert_cmpuint(left->packets, ==, right->packets);
	g_assert_cmpuint(left->brady_below_bpm, ==, right->brady_below_bpm);
	g_assert_cmpuint(left->tachy_above_bpm, ==, right->tachy_above_bpm);
	g_assert_cmpuint(left->size, ==, right->size);
	g_assert_true(left->size == 0 || memcmp(left->bytes, right->bytes, left->size) == 0);
}

static void test_header(void)
{
	uint8_t bytes[CAPTURE_HEADER_SIZE];
	struct capture_header back;

	capture_header_encode(&header, bytes);
	g_assert_cmpint(capture_header_decode(&back, bytes), ==, 0);
	g_assert_cmpint(back.anchor_utc_ns, ==, header.anchor_utc_ns);
	g_assert_cmpint(back.anchor_boottime_ns, ==, header.anchor_boottime_ns);
	g_assert_cmpint(back.clock, ==, header.clock);
	g_assert_cmpint(back.compression, ==, header.compression);
}

static void test_bad_headers(void)
{
	static const struct {
		unsigned at;
		uint8_t byte;
		int rc;
	} table[] = {
	    {8, 0, -EPROTONOSUPPORT}, {8, 1, 0},         {0, 'X', -EINVAL}, {7, '\r', -EINVAL},
	    {8, 3, -EPROTONOSUPPORT}, {10, 2, -EBADMSG}, {11, 0, -EBADMSG}, {11, 3, -EBADMSG},
	    {12, 1, -EBADMSG},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		uint8_t bytes[CAPTURE_HEADER_SIZE];
		struct capture_header back;

		capture_header_encode(&header, bytes);
		bytes[table[i].at] = table[i].byte;
		g_assert_cmpint(capture_header_decode(&back, bytes), ==, table[i].rc);
	}
}

static void test_events(void)
{
	struct capture_coder out, in;
	uint8_t bytes[CAPTURE_EVENT_MAX];

	capture_coder_init(&out, &header);
	capture_coder_init(&in, &header);
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		struct capture_event back;
		long size = capture_event_encode(&out, &samples[i], bytes, sizeof bytes);

		g_assert_cmpint(size, >, 0);
		/* Not before its last byte is there. */
		for (long n = 0; n < size; n++)
			g_assert_cmpint(capture_event_decode(&in, bytes, (size_t)n, &back), ==, 0);
		g_assert_cmpint(capture_event_decode(&in, bytes, (size_t)size, &back), ==, size);
		assert_same(&back, &samples[i]);
	}
}

static void test_compact(void)
{
	struct capture_coder coder;
	uint8_t bytes[CAPTURE_EVENT_MAX];
	const struct capture_event driver = {.kind = CAPTURE_DRIVER, NAME("PMD")};
	const struct capture_event frame = {
	    .kind = CAPTURE_NOTIFIED, .arrival_ns = 500000000, .bytes = packet, .size = 5};

	capture_coder_init(&coder, &(struct capture_header){0});
	g_assert_cmpint(capture_event_encode(&coder, &driver, bytes, sizeof bytes), ==, 6);
	g_assert_cmpint(capture_event_encode(&coder, &frame, bytes, sizeof bytes), ==, 14);
	capture_coder_init(&coder, &(struct capture_header){0});
	g_assert_cmpint(capture_event_encode(&coder, &driver, bytes, 5), ==, -ENOBUFS);
}

static void test_refused_events(void)
{
	static const struct capture_event table[] = {
	    {.kind = CAPTURE_NOTIFIED, .driver = 1, .bytes = packet, .size = 1},
	    {.kind = CAPTURE_NOTIFIED, .wearable = CAPTURE_WEARABLES_MAX, .bytes = packet},
	    {.kind = CAPTURE_NOTIFIED, .bytes = packet, .size = CAPTURE_BYTES_MAX + 1},
	    {.kind = CAPTURE_DRIVER, .bytes = packet, .size = 0},
	    {.kind = CAPTURE_DRIVER, NAME("0123456789012345678901234567890x")},
	    {.kind = CAPTURE_DRIVER, NAME("line\nbreak")},
	    {.kind = CAPTURE_LINK_END, .wearable = 64},
	    {.kind = (enum capture_kind)11},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		struct capture_coder coder = {.drivers = 1};
		uint8_t bytes[CAPTURE_EVENT_MAX];

		g_assert_cmpint(capture_event_encode(&coder, &table[i], bytes, sizeof bytes), ==,
				-EINVAL);
		g_assert_cmpuint(coder.drivers, ==, 1);
	}
}

static void test_bad_events(void)
{
	static const struct {
		uint8_t bytes[16];
		size_t size;
	} table[] = {
	    {{0, 0}, 2},                                     /* no kind */
	    {{11, 0}, 2},                                    /* a later kind */
	    {{10, 0, 0, 0x80, 0x80, 0x04, 0}, 7},            /* a rate beyond 16 bits */
	    {{2, 0, 64}, 3},                                 /* wearable */
	    {{4, 0, 0, 1, 1, 0xaa}, 6},                      /* driver that was not named */
	    {{4, 0, 0, 0, 0x81, 0x08}, 6},                   /* 1025 bytes */
	    {{2, 0x80, 0x00, 0}, 4},                         /* a number longer than it need be */
	    {{7, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0x1f}, 9}, /* packets beyond 32 bits */
	    {{2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 11},
	    {{1, 0, 32}, 3}, /* a name too long */
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		struct capture_coder coder = {.drivers = 1};
		struct capture_event event;

		g_assert_cmpint(capture_event_decode(&coder, table[i].bytes, table[i].size, &event),
				==, -EBADMSG);
	}
}

static int to_bytes(void *context, const uint8_t *data, size_t size)
{
	g_byte_array_append(context, data, (guint)size);
	return 0;
}

static void write_sample(struct capture_writer *w)
{
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
		g_assert_cmpint(capture_writer_put(w, &samples[i]), ==, 0);
}

static GByteArray *make_file(void)
{
	GByteArray *bytes = g_byte_array_new();
	const struct capture_output output = {to_bytes, bytes};
	struct capture_writer *w;

	g_assert_cmpint(capture_writer_open(&w, &header, &output), ==, 0);
	write_sample(w);
	g_assert_cmpint(capture_writer_finish(w), ==, 0);
	capture_writer_free(w);
	return bytes;
}

typedef struct {
	char *folder, *path;
} Folder;

static void set_up(Folder *folder, gconstpointer unused)
{
	(void)unused;
	folder->folder = g_dir_make_tmp("health-twin-test.XXXXXX", NULL);
	folder->path = g_build_filename(folder->folder, "x.capture", NULL);
}

static void tear_down(Folder *folder, gconstpointer unused)
{
	(void)unused;
	g_unlink(folder->path);
	g_rmdir(folder->folder);
	g_free(folder->path);
	g_free(folder->folder);
}

static void save(const Folder *folder, const void *data, gsize size)
{
	g_assert_true(g_file_set_contents(folder->path, data, (gssize)size, NULL));
}

/* Returns the events read, compared with the sample; *last is what the last call returned. */
static gsize read_events(const Folder *folder, int *last, bool *whole)
{
	struct recording_message message;
	struct capture_reader *r;
	struct capture_event event;
	gsize n = 0;

	*last = capture_reader_open(&r, folder->path, &message);
	*whole = false;
	if (*last < 0)
		return 0;
	while ((*last = capture_reader_get(r, &event, &message)) > 0)
		assert_same(&event, &samples[n++]);
	if (n > 1)
		g_assert_cmpstr(capture_reader_driver(r, 1), ==, "heart rate");
	*whole = capture_reader_is_whole(r);
	capture_reader_close(r);
	return n;
}

static void test_file(Folder *folder, gconstpointer unused)
{
	g_autoptr(GByteArray) bytes = make_file();
	int last;
	bool whole;

	(void)unused;
	save(folder, bytes->data, bytes->len);
	g_assert_cmpuint(read_events(folder, &last, &whole), ==, G_N_ELEMENTS(samples));
	g_assert_cmpint(last, ==, 0);
	g_assert_true(whole);
}

/* Wherever a file ends, what is read is its beginning, and it is known to be cut. */
static void test_cut_short(Folder *folder, gconstpointer unused)
{
	g_autoptr(GByteArray) bytes = make_file();
	int last;
	bool whole;

	(void)unused;
	/* The very last bytes are the checksum: every event is there before. */
	for (guint n = CAPTURE_HEADER_SIZE; n + 4 < bytes->len; n++) {
		save(folder, bytes->data, n);
		read_events(folder, &last, &whole);
		g_assert_cmpint(last, ==, 0);
		g_assert_false(whole && n + 8 < bytes->len);
	}
	save(folder, bytes->data, CAPTURE_HEADER_SIZE - 1);
	read_events(folder, &last, &whole);
	g_assert_cmpint(last, ==, -EINVAL);
}

static void test_flushed(Folder *folder, gconstpointer unused)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	const struct capture_output output = {to_bytes, bytes};
	struct capture_writer *w;
	int last;
	bool whole;

	(void)unused;
	g_assert_cmpint(capture_writer_open(&w, &header, &output), ==, 0);
	for (gsize i = 0; i < 7; i++)
		g_assert_cmpint(capture_writer_put(w, &samples[i]), ==, 0);
	g_assert_cmpint(capture_writer_flush(w), ==, 0);
	save(folder, bytes->data, bytes->len);
	capture_writer_free(w);
	g_assert_cmpuint(read_events(folder, &last, &whole), ==, 7);
	g_assert_cmpint(last, ==, 0);
	g_assert_false(whole);
}

static void test_damaged(Folder *folder, gconstpointer unused)
{
	g_autoptr(GByteArray) bytes = make_file();
	int last;
	bool whole;

	(void)unused;
	bytes->data[bytes->len - 1] ^= 1;
	save(folder, bytes->data, bytes->len);
	read_events(folder, &last, &whole);
	g_assert_cmpint(last, ==, -EBADMSG);
	bytes->data[bytes->len - 1] ^= 1;
	g_byte_array_append(bytes, (const guint8 *)"more", 4);
	save(folder, bytes->data, bytes->len);
	read_events(folder, &last, &whole);
	g_assert_cmpint(last, ==, -EBADMSG);
}

static void test_sealed(Folder *folder, gconstpointer unused)
{
	struct recording_message message;
	struct capture_reader *r;

	(void)unused;
	save(folder, "HTSEAL\r\n\1", 9);
	g_assert_cmpint(capture_reader_open(&r, folder->path, &message), ==, -ENOKEY);
	g_assert_nonnull(strstr(message.text, "twinctl capture open"));
	save(folder, "", 0);
	g_assert_cmpint(capture_reader_open(&r, folder->path, &message), ==, -EINVAL);
}

/* A day of a strap's frames goes through with many frames of zstd. */
static void test_long(Folder *folder, gconstpointer unused)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	const struct capture_output output = {to_bytes, bytes};
	struct recording_message message;
	struct capture_event event = {.kind = CAPTURE_DRIVER, NAME("PMD")};
	struct capture_writer *w;
	struct capture_reader *r;
	uint8_t frame[229];
	guint n = 0;

	(void)unused;
	g_assert_cmpint(capture_writer_open(&w, &header, &output), ==, 0);
	g_assert_cmpint(capture_writer_put(w, &event), ==, 0);
	for (guint i = 0; i < 20000; i++) {
		event = (struct capture_event){.kind = CAPTURE_NOTIFIED,
					       .arrival_ns = i * INT64_C(561538461),
					       .bytes = frame,
					       .size = sizeof frame};
		for (gsize k = 0; k < sizeof frame; k++)
			frame[k] = (uint8_t)(i * k);
		g_assert_cmpint(capture_writer_put(w, &event), ==, 0);
	}
	g_assert_cmpint(capture_writer_finish(w), ==, 0);
	capture_writer_free(w);
	save(folder, bytes->data, bytes->len);
	g_assert_cmpint(capture_reader_open(&r, folder->path, &message), ==, 0);
	g_assert_cmpint(capture_reader_get(r, &event, &message), ==, 1);
	while (capture_reader_get(r, &event, &message) == 1) {
		g_assert_cmpuint(event.size, ==, sizeof frame);
		g_assert_cmpuint(event.bytes[3], ==, (uint8_t)(n * 3));
		n++;
	}
	capture_reader_close(r);
	g_assert_cmpuint(n, ==, 20000);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/capture/header", test_header);
	g_test_add_func("/capture/bad-headers", test_bad_headers);
	g_test_add_func("/capture/events", test_events);
	g_test_add_func("/capture/compact", test_compact);
	g_test_add_func("/capture/refused-events", test_refused_events);
	g_test_add_func("/capture/bad-events", test_bad_events);
	g_test_add("/capture/file", Folder, NULL, set_up, test_file, tear_down);
	g_test_add("/capture/cut-short", Folder, NULL, set_up, test_cut_short, tear_down);
	g_test_add("/capture/flushed", Folder, NULL, set_up, test_flushed, tear_down);
	g_test_add("/capture/damaged", Folder, NULL, set_up, test_damaged, tear_down);
	g_test_add("/capture/sealed", Folder, NULL, set_up, test_sealed, tear_down);
	g_test_add("/capture/long", Folder, NULL, set_up, test_long, tear_down);
	return g_test_run();
}
