/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/annotation-codes.h"
#include "recordings/annotations.h"
#include "recordings/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct annotation_writer {
	FILE *file;
	char path[4096];
	char draft[4096 + 8]; /* where it is written until it is whole */
	int64_t time;
	int channel;
	int number;
};

int annotation_writer_open(struct annotation_writer **ret, const char *path,
			   struct recording_message *message)
{
	struct annotation_writer *w = calloc(1, sizeof *w);

	*ret = NULL;
	if (!w)
		return message_set(message, -ENOMEM, "%s: out of memory", path);
	if (strlen(path) >= sizeof w->path) {
		free(w);
		return message_set(message, -ENAMETOOLONG, "%.200s: the name is too long", path);
	}
	snprintf(w->path, sizeof w->path, "%s", path);
	snprintf(w->draft, sizeof w->draft, "%s.part", path);
	w->file = fopen(w->draft, "wbe");
	if (!w->file) {
		int code = errno;

		free(w);
		return message_set(message, -code, "%s: %s", path, strerror(code));
	}
	*ret = w;
	return 0;
}

static void put_word(struct annotation_writer *w, unsigned word)
{
	putc((int)(word & 0xff), w->file);
	putc((int)(word >> 8 & 0xff), w->file);
}

static void put_field(struct annotation_writer *w, unsigned code, int value)
{
	put_word(w, code << 10 | ((unsigned)value & ANNOTATION_TIME_MAX));
}

/* Steps in time that ten bits cannot hold. */
static void put_skips(struct annotation_writer *w, int64_t *difference)
{
	while (*difference > ANNOTATION_TIME_MAX) {
		uint32_t step = *difference > INT32_MAX ? INT32_MAX : (uint32_t)*difference;

		put_field(w, ANNOTATION_SKIP, 0);
		put_word(w, step >> 16);
		put_word(w, step & 0xffff);
		*difference -= step;
	}
}

static void put_aux(struct annotation_writer *w, const char *aux)
{
	size_t size = strlen(aux);

	put_field(w, ANNOTATION_AUX, (int)size);
	fwrite(aux, 1, size, w->file);
	if (size % 2)
		putc(0, w->file);
}

static int fits(int value)
{
	return value >= -512 && value <= 511;
}

static int check(const struct annotation_writer *w, const struct annotation *a,
		 struct recording_message *message)
{
	if (a->sample_index < w->time)
		return message_set(message, -EINVAL,
				   "%s: annotations must be written in the order of their times",
				   w->path);
	if (!annotation_code(a->symbol))
		return message_set(message, -EINVAL, "%s: there is no annotation \"%c\"", w->path,
				   a->symbol);
	if (!fits(a->subtype) || !fits(a->number) || a->channel < 0 ||
	    a->channel > ANNOTATION_TIME_MAX || !memchr(a->aux, '\0', sizeof a->aux))
		return message_set(message, -EINVAL,
				   "%s: a field of an annotation does not fit the format", w->path);
	return 0;
}

int annotation_writer_put(struct annotation_writer *w, const struct annotation *a,
			  struct recording_message *message)
{
	int64_t difference = a->sample_index - w->time;
	int rc = check(w, a, message);

	if (rc < 0)
		return rc;
	put_skips(w, &difference);
	put_field(w, annotation_code(a->symbol), (int)difference);
	if (a->subtype)
		put_field(w, ANNOTATION_SUB, a->subtype);
	if (a->channel != w->channel)
		put_field(w, ANNOTATION_CHN, a->channel);
	if (a->number != w->number)
		put_field(w, ANNOTATION_NUM, a->number);
	if (a->aux[0])
		put_aux(w, a->aux);
	w->time = a->sample_index;
	w->channel = a->channel;
	w->number = a->number;
	return ferror(w->file) ? message_set(message, -EIO, "%s: cannot be written", w->path) : 0;
}

int annotation_writer_close(struct annotation_writer *w, struct recording_message *message)
{
	int failed;
	int rc = 0;

	put_word(w, 0);
	failed = ferror(w->file);
	errno = EIO;
	if (fclose(w->file) != 0 || failed || rename(w->draft, w->path) != 0) {
		rc = message_set(message, -errno, "%s: cannot be written: %s", w->path,
				 strerror(errno));
		unlink(w->draft);
	}
	free(w);
	return rc;
}

void annotation_writer_abandon(struct annotation_writer *w)
{
	if (!w)
		return;
	fclose(w->file);
	unlink(w->draft);
	free(w);
}
