/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VFS that writes down what SQLite writes, syncs and deletes, so that a test can ask what a loss
 * of power at any moment would have left on the disk.
 *
 * What was synced is there. Of what was written since, each sector of 512 bytes is there or not, by
 * the throw of a coin: disks reorder. A file that was never synced may be missing, and one that was
 * deleted may be back, until the folder is synced. What SQLite itself relies on (a sector is
 * written whole or not at all) is kept.
 */
#pragma once

#include <glib.h>

/* From here on every database that is opened is logged; before any is. Once in a program: SQLite
 * keeps what is registered for good. */
void write_log_start(void);
/* Notes that the test was told value; the newest one before a moment is what must be kept. */
void write_log_mark(guint64 value);
/* Notes that the folder was synced, which is not SQLite's doing. */
void write_log_folder_synced(void);
/* Moments so far: 0 .. n. */
guint write_log_length(void);
/* Makes in dir what a loss of power after that many moments leaves. Returns the newest mark. */
guint64 write_log_replay(guint moments, GRand *rand, const char *dir);
