/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/story.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum {
	LINE_MAX_CHARS = 160,
	WORD_MAX = 32,
	SECONDS_MAX = 24 * 3600,
	RATE_MIN_BPM = 30,
	RATE_MAX_BPM = 200,
	RATE_DEFAULT_BPM = 66,
	EFFORT_EXERCISE_PERCENT = 70,
	RUN_DEFAULT_BEATS = 5,
	RUN_MIN_BEATS = 3,
	COUNT_MAX = 100,
};

struct word {
	const char *text;
	size_t length;
};

struct parser {
	struct story *story;
	char *message;
	unsigned line;
	const char *at, *end; /* what is left of the line */
	unsigned rate_bpm;
	unsigned effort_percent;
};

static void append(char *message, size_t *at, const char *text, size_t length)
{
	for (size_t i = 0; i < length && *at + 1 < STORY_MESSAGE_MAX; i++) {
		char c = text[i];

		message[(*at)++] = c >= ' ' && c < 127 ? c : '?';
	}
	message[*at] = '\0';
}

static void append_number(char *message, size_t *at, unsigned number)
{
	char digits[12];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	append(message, at, digits + n, sizeof(digits) - n);
}

/* "line 3: WORD: why" */
static int fail(const struct parser *p, struct word word, const char *why)
{
	size_t at = 0;
	size_t shown = word.length < WORD_MAX ? word.length : WORD_MAX;

	append(p->message, &at, "line ", 5);
	append_number(p->message, &at, p->line);
	append(p->message, &at, ": ", 2);
	append(p->message, &at, word.text, shown);
	append(p->message, &at, shown > 0 ? ": " : "", shown > 0 ? 2 : 0);
	append(p->message, &at, why, strlen(why));
	return -EINVAL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct word next_word(struct parser *p)
{
	struct word word;

	while (p->at < p->end && is_blank(*p->at))
		p->at++;
	word.text = p->at;
	while (p->at < p->end && !is_blank(*p->at))
		p->at++;
	word.length = (size_t)(p->at - word.text);
	return word;
}

/* Whole numbers of up to six digits; returns false for anything else. */
static bool number_of(struct word word, unsigned *number)
{
	unsigned n = 0;

	if (word.length == 0 || word.length > 6)
		return false;
	for (size_t i = 0; i < word.length; i++) {
		if (word.text[i] < '0' || word.text[i] > '9')
			return false;
		n = n * 10 + (unsigned)(word.text[i] - '0');
	}
	*number = n;
	return true;
}

static bool is_word(struct word word, const char *text)
{
	return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

static bool counts(enum story_act_kind kind)
{
	return kind == ACT_ECTOPICS || kind == ACT_COUPLETS || kind == ACT_RUN;
}

static int set_rate(struct parser *p, struct word setting, struct story_act *act, unsigned number)
{
	if (number < RATE_MIN_BPM || number > RATE_MAX_BPM)
		return fail(p, setting, "the rate must be 30 to 200 bpm");
	act->rate_bpm = number;
	return 0;
}

static int set_count(struct parser *p, struct word setting, struct story_act *act, unsigned number)
{
	if (!counts(act->kind))
		return fail(p, setting, "this act counts nothing");
	if (number < (act->kind == ACT_RUN ? RUN_MIN_BEATS : 1) || number > COUNT_MAX)
		return fail(p, setting, "the count must be 1 (run: 3) to 100");
	act->count = number;
	return 0;
}

static int set_effort(struct parser *p, struct word setting, struct story_act *act, unsigned number)
{
	if (number > 100)
		return fail(p, setting, "effort is in percent");
	act->effort_percent = number;
	return 0;
}

static int parse_setting(struct parser *p, struct word setting, struct story_act *act)
{
	const char *equals = memchr(setting.text, '=', setting.length);
	struct word key, value;
	unsigned number;

	if (!equals)
		return fail(p, setting, "expected KEY=NUMBER");
	key = (struct word){setting.text, (size_t)(equals - setting.text)};
	value = (struct word){equals + 1, setting.length - key.length - 1};
	if (!number_of(value, &number))
		return fail(p, setting, "expected KEY=NUMBER");
	if (is_word(key, "rate"))
		return set_rate(p, setting, act, number);
	if (is_word(key, "count"))
		return set_count(p, setting, act, number);
	if (is_word(key, "effort"))
		return set_effort(p, setting, act, number);
	return fail(p, setting, "knows only rate=, count= and effort=");
}

/* What an act needs at least: a ventricular beat and its pause take about 3 s. */
static int check_room(struct parser *p, struct word name, const struct story_act *act)
{
	unsigned beats = act->kind == ACT_RUN ? act->count / 2 + 1 : act->count;

	if (act->count > 0 && act->seconds < 3 * beats)
		return fail(p, name, "too short for so many");
	return 0;
}

static void set_defaults(const struct parser *p, struct story_act *act)
{
	act->rate_bpm = p->rate_bpm;
	act->effort_percent = p->effort_percent;
	if (act->kind == ACT_EXERCISE)
		act->effort_percent = EFFORT_EXERCISE_PERCENT;
	else if (act->kind == ACT_REST)
		act->effort_percent = 0;
	if (counts(act->kind))
		act->count = act->kind == ACT_RUN ? RUN_DEFAULT_BEATS : 1;
}

static int parse_act(struct parser *p, struct word name)
{
	struct story_act *act = &p->story->act[p->story->acts];
	struct word seconds, setting;
	int kind, r;

	if (p->story->acts == STORY_ACTS_MAX)
		return fail(p, name, "more than 64 acts");
	kind = story_act_find(name.text, name.length);
	if (kind < 0)
		return fail(p, name, "no such act");
	*act = (struct story_act){.kind = (enum story_act_kind)kind};
	seconds = next_word(p);
	if (!number_of(seconds, &act->seconds) || act->seconds == 0 || act->seconds > SECONDS_MAX)
		return fail(p, name, "needs its length, 1 to 86400 seconds");
	set_defaults(p, act);
	while ((setting = next_word(p)).length > 0) {
		r = parse_setting(p, setting, act);
		if (r < 0)
			return r;
	}
	p->rate_bpm = act->rate_bpm;
	p->effort_percent = act->effort_percent;
	p->story->acts++;
	return check_room(p, name, act);
}

static int parse_line(struct parser *p, const char *text, size_t length)
{
	const char *comment = memchr(text, '#', length);
	struct word name;

	p->line++;
	p->at = text;
	p->end = comment ? comment : text + length;
	if (length > LINE_MAX_CHARS)
		return fail(p, (struct word){text, 0}, "longer than 160 characters");
	name = next_word(p);
	return name.length == 0 ? 0 : parse_act(p, name);
}

int story_parse(struct story *story, const char *text, char message[STORY_MESSAGE_MAX])
{
	struct parser p = {.story = story, .message = message, .rate_bpm = RATE_DEFAULT_BPM};

	*story = (struct story){0};
	message[0] = '\0';
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		int r = parse_line(&p, text, length);

		if (r < 0)
			return r;
		text += length + (text[length] == '\n');
	}
	return story->acts > 0 ? 0 : fail(&p, (struct word){text, 0}, "no act in this story");
}
