/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Annotation files of WFDB records (.atr and the like), in time order, in constant memory.
 * Format: PhysioNet, "annot(5)", MIT format.
 */
#pragma once

#include "recordings/message.h"

#include <stdint.h>

enum { ANNOTATION_AUX_MAX = 256 };

struct annotation {
	int64_t sample_index;         /* in the record's frames */
	char symbol;                  /* N S V F Q / + ~ [ ] ... ; '\0' = a code that has none */
	int subtype;                  /* -512 .. 511 in files */
	int channel;                  /* 0 .. 1023 in files */
	int number;                   /* the format's "num" field, -512 .. 511 */
	char aux[ANNOTATION_AUX_MAX]; /* text, "" = none */
};

struct annotation_reader;
struct annotation_writer;

/* Return 0 and *ret, or -errno with *message. */
int annotation_reader_open(struct annotation_reader **ret, const char *path,
			   struct recording_message *message);
void annotation_reader_close(struct annotation_reader *r);
/* Returns 1 and the next annotation, 0 at the end, or -errno with *message (a file cut short). */
int annotation_reader_get(struct annotation_reader *r, struct annotation *a,
			  struct recording_message *message);

/* Writes beside path and puts the file in place when it is closed in order: never half a file. */
int annotation_writer_open(struct annotation_writer **ret, const char *path,
			   struct recording_message *message);
/* Returns 0, or -EINVAL with *message for one that comes before the last, has an unknown symbol or
 * a field that does not fit; -errno when writing fails. */
int annotation_writer_put(struct annotation_writer *w, const struct annotation *a,
			  struct recording_message *message);
/* Ends the file, puts it in place and frees w, also when it fails. Returns 0 or -errno with
 * *message. */
int annotation_writer_close(struct annotation_writer *w, struct recording_message *message);
/* Frees w and leaves no file behind. */
void annotation_writer_abandon(struct annotation_writer *w);
