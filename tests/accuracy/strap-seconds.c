/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: strap-seconds [--aux TEXT] NAME RECORD...
 * Seconds in which the strap is held to be off, and the signs, over recordings played as an H10
 * sends them. Nobody's electrodes fell off in most of them, so most of that is wrong. With --aux
 * only the seconds between a rhythm annotation that begins with TEXT and the next one count.
 */
#include "health-models/trust/strap_contact.h"
#include "recordings/annotations.h"
#include "recordings/playback.h"

#include <stdio.h>
#include <string.h>

enum { SIGNS = 4, EPISODES_MAX = 1000 };

static const char *const sign_names[SIGNS] = {"flat", "rail", "mains", "drift"};

struct episode {
	int64_t from, to; /* samples as played */
};

struct tally {
	const char *aux;
	struct episode episode[EPISODES_MAX];
	unsigned episodes;
	unsigned seconds, off, sign[SIGNS], records, records_with;
};

static int read_episodes(struct tally *t, const char *path, const struct playback *playback)
{
	struct recording_message message;
	struct annotation_reader *reader;
	struct annotation annotation;
	char file[1024];

	t->episodes = 0;
	snprintf(file, sizeof file, "%.*s.atr", (int)(strlen(path) - 4), path);
	if (annotation_reader_open(&reader, file, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	while (t->episodes < EPISODES_MAX &&
	       annotation_reader_get(reader, &annotation, &message) > 0) {
		int64_t at = playback_sample_index(playback, annotation.sample_index);

		/* Fibrillation in cudb stands between [ and ], and has no text. */
		if (annotation.symbol == '[' || annotation.symbol == ']')
			snprintf(annotation.aux, sizeof annotation.aux, "(%c", annotation.symbol);
		if (annotation.aux[0] != '(')
			continue;
		if (t->episodes > 0 && t->episode[t->episodes - 1].to == INT64_MAX)
			t->episode[t->episodes - 1].to = at;
		if (strncmp(annotation.aux, t->aux, strlen(t->aux)) == 0)
			t->episode[t->episodes++] = (struct episode){at, INT64_MAX};
	}
	annotation_reader_close(reader);
	return 0;
}

static bool counts(const struct tally *t, int64_t index)
{
	for (unsigned i = 0; i < t->episodes; i++) {
		if (index - 130 >= t->episode[i].from && index <= t->episode[i].to)
			return true;
	}
	return t->aux == NULL;
}

static bool second(struct tally *t, const struct strap_contact *contact)
{
	t->seconds++;
	t->off += strap_contact_is_off(contact);
	for (int i = 0; i < SIGNS; i++)
		t->sign[i] += strap_contact_signs(contact) >> i & 1;
	return strap_contact_is_off(contact);
}

static int run(struct tally *t, const char *path)
{
	const struct playback_settings settings = {.device = &device_h10};
	struct recording_message message;
	struct strap_contact contact;
	struct playback *playback;
	int64_t index = 0;
	bool with = false;
	float uv;

	if (playback_open(&playback, path, &settings, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	if (t->aux && read_episodes(t, path, playback) < 0)
		return -1;
	strap_contact_init(&contact, &strap_contact_settings_default);
	while (playback_read(playback, &uv, 1, &message) == 1) {
		index++;
		if (strap_contact_push(&contact, uv) > 0 && counts(t, index))
			with |= second(t, &contact);
	}
	t->records++;
	t->records_with += with;
	if (with)
		fprintf(stderr, "%s\n", path);
	playback_close(playback);
	return 0;
}

int main(int argc, char **argv)
{
	static struct tally t;
	int at = 1;

	if (argc > 3 && strcmp(argv[1], "--aux") == 0) {
		t.aux = argv[2];
		at = 3;
	}
	if (argc < at + 2) {
		fprintf(stderr, "usage: strap-seconds [--aux TEXT] NAME RECORD...\n");
		return 2;
	}
	for (int i = at + 1; i < argc; i++) {
		if (run(&t, argv[i]) < 0)
			return 1;
	}
	printf("%-16s %7u s  off %u s (%.3f %%) in %u of %u records; signs:", argv[at], t.seconds,
	       t.off, 100.0 * t.off / (t.seconds ? t.seconds : 1), t.records_with, t.records);
	for (int i = 0; i < SIGNS; i++)
		printf(" %s %u", sign_names[i], t.sign[i]);
	printf("\n");
	return 0;
}
