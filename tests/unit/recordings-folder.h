/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A temporary folder in which a test makes its own small recordings. */
#pragma once

#include "recordings/recording.h"

#include <glib.h>

typedef struct {
	char *path;
} Folder;

void folder_set_up(Folder *folder, gconstpointer data);
/* Removes the folder and the files in it. */
void folder_tear_down(Folder *folder, gconstpointer data);

/* A path in the folder; free with g_free(). */
char *folder_path(const Folder *folder, const char *name);
void folder_write(const Folder *folder, const char *name, gconstpointer bytes, gsize size);
void folder_write_text(const Folder *folder, const char *name, const char *text);

/* A continuous EDF+ file: one ECG signal of `records` x 4 samples (0, 1, 2 ... counts of 0.5 uV) in
 * data records of `duration` seconds; `kind` is "EDF+C" or "EDF+D". */
void folder_write_edf(const Folder *folder, const char *name, const char *kind,
		      const char *duration, const char *unit, int records);

/* Opens the record, which must succeed. */
struct recording *folder_open(const Folder *folder, const char *name);

/* Reads a whole channel in pieces of `piece` samples; none may fail. */
GArray *folder_read(const Folder *folder, const char *name, unsigned channel, gsize piece);
