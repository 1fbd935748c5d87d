/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/glib/ht-error.h"
#include "daemon/live/live.h"
#include "tests/unit/flag-permit.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 1000 };

/* A line of LINE_BYTES: its number, then padding. */
static char *line_of(guint number)
{
	return g_strdup_printf("%08u%*s\n", number, LINE_BYTES - 9, "");
}

static int open_reader_while(HtLive *live, const char *person, gboolean *allowed)
{
	const HtPermit permit = permit_while(allowed);
	g_autoptr(GError) error = NULL;
	int fd = ht_live_open(live, person, &permit, &error);

	g_assert_no_error(error);
	g_assert_cmpint(fd, >=, 0);
	return fd;
}

static int open_reader(HtLive *live, const char *person)
{
	return open_reader_while(live, person, NULL);
}

/* Everything that is there now. */
static GPtrArray *read_lines(int fd)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) text = g_string_new(NULL);
	char buffer[4096];
	gssize n;

	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		g_string_append_len(text, buffer, n);
	/* Never a part of a line. */
	g_assert_true(text->len == 0 || text->str[text->len - 1] == '\n');
	for (char *at = text->str; *at;) {
		char *end = strchr(at, '\n');

		g_ptr_array_add(lines, g_strndup(at, (gsize)(end - at)));
		at = end + 1;
	}
	return lines;
}

static void test_own_person_only(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	int a = open_reader(live, "a"), b = open_reader(live, "b");
	g_autoptr(GPtrArray) lines_a = NULL;
	g_autoptr(GPtrArray) lines_b = NULL;

	g_assert_true(ht_live_wanted(live, "a"));
	g_assert_false(ht_live_wanted(live, "c"));
	ht_live_send(live, "a", g_strdup("for a\n"));
	lines_a = read_lines(a);
	lines_b = read_lines(b);
	g_assert_cmpuint(lines_a->len, ==, 2);
	g_assert_cmpstr(lines_a->pdata[0], ==, "{\"type\":\"hello\",\"format\":1}");
	g_assert_cmpstr(lines_a->pdata[1], ==, "for a");
	g_assert_cmpuint(lines_b->len, ==, 1);
	close(a);
	close(b);
}

/* Whole lines are lost, in one piece, and counted; then it goes on. */
static void test_slow_reader(void)
{
	enum { SENT = 2000 };
	g_autoptr(HtLive) live = ht_live_new();
	int fd = open_reader(live, "a");
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) after = NULL;
	g_autofree char *dropped = NULL;
	guint kept;

	for (guint i = 0; i < SENT; i++)
		ht_live_send(live, "a", line_of(i));
	before = read_lines(fd);
	kept = before->len - 1;
	g_assert_cmpuint(kept, >, 10);
	g_assert_cmpuint(kept, <, SENT);
	for (guint i = 0; i < kept; i++)
		g_assert_cmpuint(strtoul(before->pdata[i + 1], NULL, 10), ==, i);
	ht_live_send(live, "a", line_of(SENT));
	after = read_lines(fd);
	dropped = g_strdup_printf("{\"type\":\"dropped\",\"lines\":%u}", SENT - kept);
	g_assert_cmpuint(after->len, ==, 2);
	g_assert_cmpstr(after->pdata[0], ==, dropped);
	g_assert_cmpuint(strtoul(after->pdata[1], NULL, 10), ==, SENT);
	close(fd);
}

static void note_room(gpointer context)
{
	(*(guint *)context)++;
}

/* Nothing is lost, and what comes later waits behind it. */
static void test_waited_for(void)
{
	enum { SENT = 2000 };
	g_autoptr(HtLive) live = ht_live_new();
	guint room = 0, seen = 0;
	int fd;

	ht_live_wait_for_readers(live, note_room, &room);
	fd = open_reader(live, "a");
	g_assert_true(ht_live_ready(live));
	for (guint i = 0; i < SENT; i++)
		ht_live_send(live, "a", line_of(i));
	g_assert_false(ht_live_ready(live));
	for (guint hello = 1; seen < SENT; hello = 0) {
		g_autoptr(GPtrArray) lines = read_lines(fd);

		for (guint i = hello; i < lines->len; i++)
			g_assert_cmpuint(strtoul(lines->pdata[i], NULL, 10), ==, seen++);
		g_main_context_iteration(NULL, FALSE);
	}
	g_assert_cmpuint(room, ==, 1);
	g_assert_true(ht_live_ready(live));
	close(fd);
}

/* Who waited for it waits no longer. */
static void test_waited_for_closed(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	guint room = 0;
	int fd;

	ht_live_wait_for_readers(live, note_room, &room);
	fd = open_reader(live, "a");
	while (ht_live_ready(live))
		ht_live_send(live, "a", line_of(0));
	close(fd);
	while (room == 0)
		g_main_context_iteration(NULL, TRUE);
	g_assert_false(ht_live_wanted(live, "a"));
}

static void test_closed_reader(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	int fd = open_reader(live, "a");

	close(fd);
	ht_live_send(live, "a", line_of(0));
	while (ht_live_wanted(live, "a"))
		g_main_context_iteration(NULL, TRUE);
}

/* The first line after the consent is over is not sent: an "end" line is, and the end. */
static void test_consent_over(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	gboolean allowed = TRUE;
	int fd = open_reader_while(live, "a", &allowed);
	int other = open_reader(live, "a");
	g_autoptr(GPtrArray) lines = NULL;
	g_autoptr(GPtrArray) other_lines = NULL;
	char byte;

	ht_live_send(live, "a", line_of(0));
	allowed = FALSE;
	ht_live_send(live, "a", line_of(1));
	ht_live_send(live, "a", line_of(2));
	lines = read_lines(fd);
	g_assert_cmpuint(lines->len, ==, 3);
	g_assert_true(g_str_has_prefix(lines->pdata[1], "00000000"));
	g_assert_nonnull(strstr(lines->pdata[2], "\"consent_over\""));
	g_assert_cmpint(read(fd, &byte, 1), ==, 0);
	other_lines = read_lines(other);
	g_assert_cmpuint(other_lines->len, ==, 4);
	close(fd);
	close(other);
}

static void test_too_many(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	const HtPermit permit = permit_while(NULL);
	g_autoptr(GError) error = NULL;
	int fds[17];

	for (guint i = 0; i < 16; i++)
		fds[i] = open_reader(live, "a");
	fds[16] = ht_live_open(live, "a", &permit, &error);
	g_assert_cmpint(fds[16], ==, -1);
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	for (guint i = 0; i < 16; i++)
		close(fds[i]);
}

/* Nothing is sent to them, and still they keep nobody out. */
static void test_consent_over_frees_places(void)
{
	g_autoptr(HtLive) live = ht_live_new();
	gboolean allowed = TRUE;
	int over[16], fd;

	for (guint i = 0; i < G_N_ELEMENTS(over); i++)
		over[i] = open_reader_while(live, "a", &allowed);
	allowed = FALSE;
	fd = open_reader(live, "b");
	for (guint i = 0; i < G_N_ELEMENTS(over); i++) {
		g_autoptr(GPtrArray) lines = read_lines(over[i]);

		g_assert_cmpstr(lines->pdata[lines->len - 1], ==,
				"{\"type\":\"end\",\"reason\":\"consent_over\"}");
		close(over[i]);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/live/own-person-only", test_own_person_only);
	g_test_add_func("/live/slow-reader", test_slow_reader);
	g_test_add_func("/live/waited-for", test_waited_for);
	g_test_add_func("/live/waited-for-closed", test_waited_for_closed);
	g_test_add_func("/live/closed-reader", test_closed_reader);
	g_test_add_func("/live/consent-over", test_consent_over);
	g_test_add_func("/live/too-many", test_too_many);
	g_test_add_func("/live/consent-over-frees-places", test_consent_over_frees_places);
	return g_test_run();
}
