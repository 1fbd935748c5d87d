/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's side of captures: consent, whose wearables, beginning in the midst, slow readers. */
#include "daemon/capture/capture.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "recordings/capture_event.h"
#include "tests/unit/flag-permit.h"
#include "tests/unit/pipeline-fixture.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What a reader got. */
typedef struct {
	GByteArray *bytes;
	struct capture_coder coder;
	gsize at;
} Got;

static void agree(struct pipeline_fixture *f, gint64 until_utc_ns)
{
	g_autoptr(GVariantDict) dict = g_variant_dict_new(NULL);
	g_autoptr(GVariant) settings = NULL;

	g_variant_dict_insert(dict, "capture_until", "x", until_utc_ns / 1000);
	settings = g_variant_ref_sink(g_variant_dict_end(dict));
	g_assert_true(ht_people_set(f->people, f->person, settings, NULL));
}

static void raw(struct pipeline_fixture *f, HtRawKind kind, const void *data, gsize size)
{
	f->sink->raw(f->sink->context, STRAP, driver_named("PMD"), kind, data, size, NS_PER_S);
}

static void change(struct pipeline_fixture *f, HtWearableState state)
{
	HtWearable wearable = {.address = STRAP, .enrolled = TRUE, .state = state};

	f->sink->changed(f->sink->context, &wearable);
}

/* As far as there is something; the main loop hands on what waits. */
static void read_on(Got *got, int fd)
{
	guint8 bytes[4096];
	gssize n;

	do {
		while (g_main_context_iteration(NULL, FALSE))
			;
		n = read(fd, bytes, sizeof bytes);
		if (n > 0)
			g_byte_array_append(got->bytes, bytes, (guint)n);
	} while (n > 0);
}

static int open_capture(HtCapture *capture, struct pipeline_fixture *f, Got *got)
{
	const HtPermit permit = permit_while(NULL);
	struct capture_header header;
	int fd = ht_capture_open(capture, f->person, &permit, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_assert_true(g_unix_set_fd_nonblocking(fd, TRUE, NULL));
	got->bytes = g_byte_array_new();
	read_on(got, fd);
	g_assert_cmpint(capture_header_decode(&header, got->bytes->data), ==, 0);
	g_assert_cmpint(header.clock, ==, CAPTURE_VIRTUAL_CLOCK);
	g_assert_cmpint(header.anchor_utc_ns, ==, start_utc_ns);
	capture_coder_init(&got->coder, &header);
	got->at = CAPTURE_HEADER_SIZE;
	return fd;
}

/* FALSE when there is no more. */
static gboolean next(Got *got, struct capture_event *event)
{
	long used = capture_event_decode(&got->coder, got->bytes->data + got->at,
					 got->bytes->len - got->at, event);

	g_assert_cmpint(used, >=, 0);
	got->at += (gsize)used;
	return used > 0;
}

static void expect(Got *got, enum capture_kind kind)
{
	struct capture_event event;

	g_assert_true(next(got, &event));
	g_assert_cmpint(event.kind, ==, kind);
	g_assert_cmpuint(event.wearable, ==, 0);
}

static void expect_nothing(Got *got)
{
	struct capture_event event;

	g_assert_false(next(got, &event));
}

static void refuse(HtCapture *capture, struct pipeline_fixture *f, const char *why)
{
	const HtPermit permit = permit_while(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ht_capture_open(capture, f->person, &permit, &error), ==, -1);
	g_assert_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED);
	g_assert_nonnull(strstr(error->message, why));
	g_assert_null(strchr(error->message, '\n'));
}

static void test_consent(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	Got got;
	int fd;

	(void)unused;
	refuse(capture, f, "has not agreed");
	agree(f, start_utc_ns);
	refuse(capture, f, "is over");
	agree(f, start_utc_ns + NS_PER_S);
	fd = open_capture(capture, f, &got);
	close(fd);
	g_byte_array_unref(got.bytes);
	agree(f, 0);
	refuse(capture, f, "has not agreed");
}

/* The reader's own account has no consent any more: the capture ends with the next event. */
static void test_permit_over(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	gboolean allowed = TRUE;
	const HtPermit permit = permit_while(&allowed);
	g_autoptr(GError) error = NULL;
	int fd;
	char byte;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	fd = ht_capture_open(capture, f->person, &permit, &error);
	g_assert_no_error(error);
	allowed = FALSE;
	g_assert_cmpint(ht_capture_open(capture, f->person, &permit, NULL), >=, 0);
	/* The second opening swept the first away. */
	while (read(fd, &byte, 1) > 0)
		;
	g_assert_cmpint(read(fd, &byte, 1), ==, 0);
	close(fd);
}

static void test_unset_clock(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtClock) unset = ht_clock_new_virtual(0);
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, unset);

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	refuse(capture, f, "clock is not set");
}

/* A connection's commands come first, however late the capture begins. */
static void test_midst(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	pipeline_begin(f, STRAP);
	raw(f, HT_RAW_SENT, "\2\0", 2);
	raw(f, HT_RAW_ANSWERED, "\xf0\2\0\0", 4);
	raw(f, HT_RAW_NOTIFIED, "before", 6);
	fd = open_capture(capture, f, &got);
	expect_nothing(&got);
	raw(f, HT_RAW_NOTIFIED, "after", 5);
	pipeline_end(f, STRAP);
	pipeline_begin(f, STRAP);
	read_on(&got, fd);
	expect(&got, CAPTURE_LINK_BEGIN);
	expect(&got, CAPTURE_DRIVER);
	expect(&got, CAPTURE_SENT);
	expect(&got, CAPTURE_ANSWERED);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect(&got, CAPTURE_NOTIFIED);
	expect(&got, CAPTURE_LINK_END);
	expect(&got, CAPTURE_LINK_BEGIN);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect_nothing(&got);
	g_clear_pointer(&capture, ht_capture_free);
	read_on(&got, fd);
	expect(&got, CAPTURE_END);
	close(fd);
	g_byte_array_unref(got.bytes);
}

/* What a start that failed was told is no part of the next connection. */
static void test_failed_start(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	change(f, HT_WEARABLE_CONNECTING);
	raw(f, HT_RAW_SENT, "\1\0", 2);
	change(f, HT_WEARABLE_WAITING);
	change(f, HT_WEARABLE_CONNECTING);
	pipeline_begin(f, STRAP);
	fd = open_capture(capture, f, &got);
	raw(f, HT_RAW_NOTIFIED, "x", 1);
	read_on(&got, fd);
	expect(&got, CAPTURE_LINK_BEGIN);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect(&got, CAPTURE_DRIVER);
	expect(&got, CAPTURE_NOTIFIED);
	close(fd);
	g_byte_array_unref(got.bytes);
}

static void set_limits(struct pipeline_fixture *f, guint brady_below_bpm, guint tachy_above_bpm)
{
	g_autoptr(GVariantDict) dict = g_variant_dict_new(NULL);
	g_autoptr(GVariant) settings = NULL;

	g_variant_dict_insert(dict, "brady_below", "u", brady_below_bpm);
	g_variant_dict_insert(dict, "tachy_above", "u", tachy_above_bpm);
	settings = g_variant_ref_sink(g_variant_dict_end(dict));
	g_assert_true(ht_people_set(f->people, f->person, settings, NULL));
}

/* What is slow and fast for the person is told before the samples that it holds for, and when it
 * changes; of what is usual nothing is said. */
static void test_limits(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	struct capture_event event;
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	set_limits(f, 35, 0);
	fd = open_capture(capture, f, &got);
	pipeline_begin(f, STRAP);
	raw(f, HT_RAW_NOTIFIED, "a", 1);
	set_limits(f, 0, 0);
	raw(f, HT_RAW_NOTIFIED, "b", 1);
	raw(f, HT_RAW_NOTIFIED, "c", 1);
	read_on(&got, fd);
	expect(&got, CAPTURE_LINK_BEGIN);
	g_assert_true(next(&got, &event));
	g_assert_cmpint(event.kind, ==, CAPTURE_LIMITS);
	g_assert_cmpuint(event.brady_below_bpm, ==, 35);
	g_assert_cmpuint(event.tachy_above_bpm, ==, 140);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect(&got, CAPTURE_DRIVER);
	expect(&got, CAPTURE_NOTIFIED);
	g_assert_true(next(&got, &event));
	g_assert_cmpint(event.kind, ==, CAPTURE_LIMITS);
	g_assert_cmpuint(event.brady_below_bpm, ==, 40);
	expect(&got, CAPTURE_NOTIFIED);
	expect(&got, CAPTURE_NOTIFIED);
	expect_nothing(&got);
	close(fd);
	g_byte_array_unref(got.bytes);
}

static void assign(struct pipeline_fixture *f, const char *person)
{
	g_assert_true(ht_people_assign(f->people, STRAP, person, 0, NULL));
	ht_pipeline_reassign(f->pipeline, STRAP);
}

static void test_not_ones_own(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	fd = open_capture(capture, f, &got);
	pipeline_begin(f, STRAP);
	raw(f, HT_RAW_NOTIFIED, "mine", 4);
	assign(f, "");
	raw(f, HT_RAW_NOTIFIED, "not mine", 8);
	assign(f, f->person);
	raw(f, HT_RAW_NOTIFIED, "mine", 4);
	read_on(&got, fd);
	expect(&got, CAPTURE_LINK_BEGIN);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect(&got, CAPTURE_DRIVER);
	expect(&got, CAPTURE_NOTIFIED);
	expect(&got, CAPTURE_LINK_END);
	expect(&got, CAPTURE_LINK_BEGIN);
	expect(&got, CAPTURE_STREAM_BEGIN);
	expect(&got, CAPTURE_NOTIFIED);
	expect_nothing(&got);
	close(fd);
	g_byte_array_unref(got.bytes);
}

static void test_withdrawn(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	struct capture_event event;
	guint8 byte;
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	fd = open_capture(capture, f, &got);
	agree(f, 0);
	pipeline_begin(f, STRAP);
	raw(f, HT_RAW_NOTIFIED, "x", 1);
	read_on(&got, fd);
	g_assert_true(next(&got, &event));
	g_assert_cmpint(event.kind, ==, CAPTURE_END);
	g_assert_cmpint(event.cause, ==, CAPTURE_CONSENT_OVER);
	expect_nothing(&got);
	g_assert_cmpint(read(fd, &byte, 1), ==, 0);
	close(fd);
	g_byte_array_unref(got.bytes);
}

/* Whatever a reader that sleeps does not get is counted. */
static void test_slow_reader(struct pipeline_fixture *f, gconstpointer unused)
{
	enum { SENT = 30000, SIZE = 240 };
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	g_autofree guint8 *data = g_malloc0(SIZE);
	struct capture_event event;
	guint64 notified = 0, lost = 0;
	Got got;
	int fd;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	fd = open_capture(capture, f, &got);
	pipeline_begin(f, STRAP);
	for (guint i = 0; i < SENT; i++)
		raw(f, HT_RAW_NOTIFIED, data, SIZE);
	read_on(&got, fd);
	raw(f, HT_RAW_NOTIFIED, data, SIZE);
	read_on(&got, fd);
	while (next(&got, &event)) {
		notified += event.kind == CAPTURE_NOTIFIED;
		if (event.kind == CAPTURE_LOST) {
			g_assert_cmpint(event.cause, ==, CAPTURE_LOST_HERE);
			lost += event.packets;
		}
	}
	g_assert_cmpuint(lost, >, 0);
	g_assert_cmpuint(notified + lost, ==, SENT + 1);
	close(fd);
	g_byte_array_unref(got.bytes);
}

static void test_too_many(struct pipeline_fixture *f, gconstpointer unused)
{
	g_autoptr(HtCapture) capture = ht_capture_new(f->pipeline, f->people, f->clock);
	const HtPermit permit = permit_while(NULL);
	g_autoptr(GError) error = NULL;
	Got got[4];
	int fds[4], again;

	(void)unused;
	agree(f, start_utc_ns + NS_PER_S);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		fds[i] = open_capture(capture, f, &got[i]);
	g_assert_cmpint(ht_capture_open(capture, f->person, &permit, &error), ==, -1);
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	/* One that went makes room. */
	close(fds[0]);
	while (g_main_context_iteration(NULL, FALSE))
		;
	again = ht_capture_open(capture, f->person, &permit, NULL);
	g_assert_cmpint(again, >=, 0);
	close(again);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
		if (i > 0)
			close(fds[i]);
		g_byte_array_unref(got[i].bytes);
	}
}

#define ADD(path, function)                                                                        \
	g_test_add(path, struct pipeline_fixture, NULL, pipeline_set_up, function,                 \
		   pipeline_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	signal(SIGPIPE, SIG_IGN);
	ADD("/capture/consent", test_consent);
	ADD("/capture/permit-over", test_permit_over);
	ADD("/capture/unset-clock", test_unset_clock);
	ADD("/capture/midst", test_midst);
	ADD("/capture/failed-start", test_failed_start);
	ADD("/capture/limits", test_limits);
	ADD("/capture/not-ones-own", test_not_ones_own);
	ADD("/capture/withdrawn", test_withdrawn);
	ADD("/capture/slow-reader", test_slow_reader);
	ADD("/capture/too-many", test_too_many);
	return g_test_run();
}
