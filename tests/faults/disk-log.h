/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was done to the disk under test, moment by moment, and what a loss of power leaves of it.
 *
 * What was synced is there. Of what was written since, each sector of 512 bytes is there or not, by
 * the throw of a coin: disks reorder. A name that was given, changed or taken away is so, or as
 * before, by another throw, until its folder is synced; syncing a file makes its first name
 * durable, as every file system here does. What SQLite itself relies on (a sector is written whole
 * or not at all, renaming is atomic) is kept.
 */
#pragma once

#include <sys/types.h>

#include <glib.h>

/* Begins with what lies beneath dir now, as durable. Watches dir (disk.h). Once at a time. */
void disk_log_start(const char *dir);
/* Ends watching; what was written down stays. */
void disk_log_stop(void);
/* Notes that the test was told value; the newest before a moment is what must be kept. */
void disk_log_mark(guint64 value);
/* Moments so far: 0 .. n. */
guint disk_log_length(void);
/* Makes in dir what a loss of power after that many moments leaves. Returns the newest mark. */
guint64 disk_log_replay(guint moments, GRand *rand, const char *dir);

/* For disk.c, under its lock, after the call was done. Names are relative to the folder. */
gboolean disk_log_is_on(void);
void disk_log_write(ino_t file, guint64 at, const void *data, gsize size);
void disk_log_truncate(ino_t file, guint64 size);
void disk_log_sync(ino_t file, const char *name);
void disk_log_create(const char *name, ino_t file);
void disk_log_make_folder(const char *name);
void disk_log_rename(const char *from, const char *to);
void disk_log_unlink(const char *name);
