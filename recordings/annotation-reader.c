/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/annotation-codes.h"
#include "recordings/annotations.h"
#include "recordings/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct annotation_reader {
	FILE *file;
	char path[4096];
	int64_t time;
	int channel; /* stay until the file says otherwise */
	int number;
	bool word_kept; /* the word after the last annotation's own */
	unsigned word;
	bool ended;
};

int annotation_reader_open(struct annotation_reader **ret, const char *path,
			   struct recording_message *message)
{
	struct annotation_reader *r = calloc(1, sizeof *r);
	int fd = r ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	int code = r ? errno : ENOMEM;
	struct stat status;

	*ret = NULL;
	if (fd >= 0 && (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))) {
		close(fd);
		fd = -1;
		code = EINVAL;
	}
	if (fd >= 0)
		r->file = fdopen(fd, "rb");
	if (!r || !r->file) {
		if (fd >= 0)
			close(fd);
		free(r);
		return message_set(message, -code, "%s: %s", path, strerror(code));
	}
	snprintf(r->path, sizeof r->path, "%s", path);
	*ret = r;
	return 0;
}

void annotation_reader_close(struct annotation_reader *r)
{
	if (!r)
		return;
	fclose(r->file);
	free(r);
}

static int cut_short(const struct annotation_reader *r, struct recording_message *message)
{
	return message_set(message, -EBADMSG, "%s: the annotation file is cut short", r->path);
}

/* Returns 1 and a 16-bit word, 0 at the end of the file, or -errno. */
static int read_word(struct annotation_reader *r, unsigned *word, struct recording_message *message)
{
	unsigned char bytes[2];
	size_t got = fread(bytes, 1, sizeof bytes, r->file);

	if (got == 1 || ferror(r->file))
		return cut_short(r, message);
	*word = bytes[0] | (unsigned)bytes[1] << 8;
	return got == sizeof bytes;
}

static int signed_field(unsigned value)
{
	return value > 511 ? (int)value - 1024 : (int)value;
}

/* A difference in time of 32 bits, the high half first. */
static int read_skip(struct annotation_reader *r, struct recording_message *message)
{
	unsigned high;
	unsigned low;

	if (read_word(r, &high, message) <= 0 || read_word(r, &low, message) <= 0)
		return cut_short(r, message);
	r->time += (int32_t)((uint32_t)high << 16 | low);
	return 0;
}

static int read_aux(struct annotation_reader *r, unsigned size, struct annotation *a,
		    struct recording_message *message)
{
	char padded[ANNOTATION_TIME_MAX + 2];
	size_t keep = size < sizeof a->aux ? size : sizeof a->aux - 1;

	if (fread(padded, 1, size + size % 2, r->file) != size + size % 2)
		return cut_short(r, message);
	memcpy(a->aux, padded, keep);
	a->aux[keep] = '\0';
	return 0;
}

/* What may follow an annotation and belongs to it. */
static int read_modifier(struct annotation_reader *r, unsigned word, struct annotation *a,
			 struct recording_message *message)
{
	unsigned value = word & ANNOTATION_TIME_MAX;

	switch (word >> 10) {
	case ANNOTATION_NUM:
		a->number = r->number = signed_field(value);
		return 0;
	case ANNOTATION_SUB:
		a->subtype = signed_field(value);
		return 0;
	case ANNOTATION_CHN:
		a->channel = r->channel = (int)value;
		return 0;
	default:
		return read_aux(r, value, a, message);
	}
}

static int next_word(struct annotation_reader *r, unsigned *word, struct recording_message *message)
{
	if (!r->word_kept)
		return read_word(r, word, message);
	r->word_kept = false;
	*word = r->word;
	return 1;
}

static int read_modifiers(struct annotation_reader *r, struct annotation *a,
			  struct recording_message *message)
{
	for (;;) {
		unsigned word;
		int rc = next_word(r, &word, message);

		if (rc <= 0)
			return rc;
		if (word >> 10 < ANNOTATION_NUM) {
			r->word_kept = true;
			r->word = word;
			return 0;
		}
		rc = read_modifier(r, word, a, message);
		if (rc < 0)
			return rc;
	}
}

/* Steps over time skips, and over modifiers that belong to nothing, to the next annotation's own
 * word. */
static int find_start(struct annotation_reader *r, unsigned *word,
		      struct recording_message *message)
{
	for (;;) {
		struct annotation nobody;
		int rc = r->ended ? 0 : next_word(r, word, message);

		if (rc <= 0 || *word == 0) {
			r->ended = true;
			return rc < 0 ? rc : 0;
		}
		if (*word >> 10 < ANNOTATION_SKIP)
			return 1;
		if (*word >> 10 == ANNOTATION_SKIP)
			rc = read_skip(r, message);
		else
			rc = read_modifier(r, *word, &nobody, message);
		if (rc < 0)
			return rc;
	}
}

int annotation_reader_get(struct annotation_reader *r, struct annotation *a,
			  struct recording_message *message)
{
	unsigned word;
	int rc = find_start(r, &word, message);

	if (rc <= 0)
		return rc;
	r->time += word & ANNOTATION_TIME_MAX;
	memset(a, 0, sizeof *a);
	a->sample_index = r->time;
	a->symbol = annotation_symbol(word >> 10);
	a->channel = r->channel;
	a->number = r->number;
	rc = read_modifiers(r, a, message);
	return rc < 0 ? rc : 1;
}
