/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stories: what their text says is played, and wrong text gets one clear line. */
#include "ble/virtual/story-source.h"

#include <glib.h>
#include <string.h>

typedef struct {
	guint normal, ventricular, acts;
	guint ventricular_in_a_row, longest_row;
} Tally;

static void parse(struct story *story, const char *text)
{
	char message[STORY_MESSAGE_MAX];

	g_assert_cmpint(story_parse(story, text, message), ==, 0);
	g_assert_cmpstr(message, ==, "");
}

static void test_parse(void)
{
	struct story story;

	parse(&story, "# a comment\n\nrest 60 rate=62 # quiet\n\texercise 120 rate=130\r\n"
		      "couplets 30 count=2\nrun 20\nirregular 60 rate=90 effort=5\ncontact-lost 8");
	g_assert_cmpuint(story.acts, ==, 6);
	g_assert_cmpuint(story_seconds(&story), ==, 298);
	g_assert_cmpuint(story.act[0].rate_bpm, ==, 62);
	g_assert_cmpuint(story.act[0].effort_percent, ==, 0);
	g_assert_cmpuint(story.act[1].effort_percent, ==, 70);
	g_assert_cmpint(story.act[2].kind, ==, ACT_COUPLETS);
	g_assert_cmpuint(story.act[2].rate_bpm, ==, 130); /* kept */
	g_assert_cmpuint(story.act[2].count, ==, 2);
	g_assert_cmpuint(story.act[3].count, ==, 5);
	g_assert_cmpuint(story.act[4].effort_percent, ==, 5);
	g_assert_cmpint(story.act[5].kind, ==, ACT_CONTACT_LOST);
}

static void test_bad_text(void)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
	    {"", "line 0: no act in this story"},
	    {"# nothing\n", "line 1: no act in this story"},
	    {"rest 10\nsing 20", "line 2: sing: no such act"},
	    {"rest", "line 1: rest: needs its length, 1 to 86400 seconds"},
	    {"rest 0", "line 1: rest: needs its length, 1 to 86400 seconds"},
	    {"rest -5", "line 1: rest: needs its length, 1 to 86400 seconds"},
	    {"rest 10 rate", "line 1: rate: expected KEY=NUMBER"},
	    {"rest 10 rate=", "line 1: rate=: expected KEY=NUMBER"},
	    {"rest 10 rate=6x", "line 1: rate=6x: expected KEY=NUMBER"},
	    {"rest 10 rate=9999999", "line 1: rate=9999999: expected KEY=NUMBER"},
	    {"rest 10 rate=500", "line 1: rate=500: the rate must be 30 to 200 bpm"},
	    {"rest 10 count=5", "line 1: count=5: this act counts nothing"},
	    {"run 20 count=2", "line 1: count=2: the count must be 1 (run: 3) to 100"},
	    {"rest 10 mood=5", "line 1: mood=5: knows only rate=, count= and effort="},
	    {"rest 10 effort=101", "line 1: effort=101: effort is in percent"},
	    {"ectopics 10 count=50", "line 1: ectopics: too short for so many"},
	    {"rest\x01 10", "line 1: rest?: no such act"},
	};
	char message[STORY_MESSAGE_MAX];
	struct story story;

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_assert_cmpint(story_parse(&story, bad[i].text, message), <, 0);
		g_assert_cmpstr(message, ==, bad[i].message);
	}
}

static void test_too_much_text(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char message[STORY_MESSAGE_MAX];
	struct story story;

	for (int i = 0; i < STORY_ACTS_MAX; i++)
		g_string_append(text, "rest 1\n");
	parse(&story, text->str);
	g_string_append(text, "rest 1\n");
	g_assert_cmpint(story_parse(&story, text->str, message), <, 0);
	g_assert_cmpstr(message, ==, "line 65: rest: more than 64 acts");
	g_string_assign(text, "rest 1 ");
	for (int i = 0; i < 1000; i++)
		g_string_append_c(text, 'x');
	g_assert_cmpint(story_parse(&story, text->str, message), <, 0);
	g_assert_cmpstr(message, ==, "line 1: longer than 160 characters");
}

static void count_truth(void *context, const struct story_truth *truth)
{
	Tally *tally = context;

	if (strcmp(truth->label, "V") == 0) {
		tally->ventricular++;
		tally->ventricular_in_a_row++;
		tally->longest_row = MAX(tally->longest_row, tally->ventricular_in_a_row);
	} else if (strcmp(truth->label, "N") == 0) {
		tally->normal++;
		tally->ventricular_in_a_row = 0;
	} else {
		tally->acts++;
	}
}

static guint64 play(const char *text, Tally *tally, guint64 *unlinked, guint64 *untouched)
{
	struct wearable_source source;
	struct wearable_sample sample;
	struct story_source s;
	struct story story;
	guint64 n = 0;

	*tally = (Tally){0};
	*unlinked = *untouched = 0;
	parse(&story, text);
	story_source_init(&s, &story, 1, &source);
	s.tell = count_truth;
	s.tell_context = tally;
	while (source.next(source.context, &sample) > 0) {
		*unlinked += !sample.linked;
		*untouched += !sample.contact;
		n++;
	}
	g_assert_cmpint(source.next(source.context, &sample), ==, 0);
	g_assert_cmpuint(n, ==, story_seconds(&story) * WEARABLE_RATE_HZ);
	g_assert_cmpuint(tally->acts, ==, story.acts);
	return n;
}

static void test_what_is_asked_for_is_played(void)
{
	guint64 unlinked, untouched;
	Tally tally;

	play("rest 60 rate=60", &tally, &unlinked, &untouched);
	g_assert_cmpuint(tally.ventricular, ==, 0);
	g_assert_cmpuint(tally.normal, >=, 58);
	g_assert_cmpuint(tally.normal, <=, 62);
	play("rest 10\nectopics 30 count=3\nrest 10", &tally, &unlinked, &untouched);
	g_assert_cmpuint(tally.ventricular, ==, 3);
	g_assert_cmpuint(tally.longest_row, ==, 1);
	play("rest 10\ncouplets 30 count=2\nrest 10", &tally, &unlinked, &untouched);
	g_assert_cmpuint(tally.ventricular, ==, 4);
	g_assert_cmpuint(tally.longest_row, ==, 2);
	play("rest 10\nrun 30 count=5\nrest 10", &tally, &unlinked, &untouched);
	g_assert_cmpuint(tally.ventricular, ==, 5);
	g_assert_cmpuint(tally.longest_row, ==, 5);
	play("rest 10\ncontact-lost 3\nlink-lost 2\nrest 1", &tally, &unlinked, &untouched);
	g_assert_cmpuint(untouched, ==, 3 * WEARABLE_RATE_HZ);
	g_assert_cmpuint(unlinked, ==, 2 * WEARABLE_RATE_HZ);
	g_assert_cmpuint(tally.normal, <=, 14);
}

static void test_built_in_stories(void)
{
	static const char *const names[] = {"day", "brief", "steady"};
	guint64 unlinked, untouched;
	Tally tally;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		play(story_builtin(names[i]), &tally, &unlinked, &untouched);
	g_assert_null(story_builtin("night"));
	/* What the hub's demonstration counts on. */
	g_assert_cmpuint(play(story_builtin("day"), &tally, &unlinked, &untouched), ==,
			 1020 * WEARABLE_RATE_HZ);
	g_assert_cmpuint(tally.ventricular, ==, 4 + 3 * 2 + 5);
	g_assert_cmpuint(tally.longest_row, ==, 5);
	g_assert_cmpuint(untouched, ==, 8 * WEARABLE_RATE_HZ);
	g_assert_cmpuint(unlinked, ==, 12 * WEARABLE_RATE_HZ);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/story/parse", test_parse);
	g_test_add_func("/story/bad-text", test_bad_text);
	g_test_add_func("/story/too-much-text", test_too_much_text);
	g_test_add_func("/story/played", test_what_is_asked_for_is_played);
	g_test_add_func("/story/built-in", test_built_in_stories);
	return g_test_run();
}
