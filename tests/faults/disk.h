/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk under a test: every call that writes, syncs, cuts or names a file beneath one folder
 * goes through here, whoever makes it (SQLCipher, GLib, privacy/), because this program defines
 * libc's functions of those names itself. A VFS of SQLite's would see its database only, and half
 * of what must be durable lies beside that: keys, segments, the head, the inbox, the audit chain.
 *
 * Two uses: to let the n-th call fail, and to write down what was done, so that a test can ask what
 * a loss of power at any moment would have left (disk-log.h). Writing through stdio or a mapping is
 * not seen; nothing in privacy/ does that but SQLite's -shm, which is made anew after a crash.
 */
#pragma once

#include <glib.h>

typedef enum {
	DISK_WRITE, /* write, pwrite, ftruncate */
	DISK_SYNC,  /* fsync, fdatasync */
	DISK_NAME,  /* open that makes a file, rename, unlink, mkdir */
	DISK_READ,  /* read, pread */
	DISK_CALLS,
} DiskCall;

/* From here on, for what lies beneath dir; NULL = nothing. */
void disk_watch(const char *dir);

typedef struct {
	DiskCall call;
	guint64 first; /* the first call that fails: 1 = the next one, 0 = none ever */
	guint64 last;  /* the last; G_MAXUINT64 = until told otherwise */
	int code;      /* errno */
	gboolean torn; /* half of what was to be written reaches the disk */
} DiskFault;

/* Counts from 0 again. A fault with first = 0 only counts. */
void disk_set_fault(const DiskFault *fault);
/* While paused calls are neither counted nor failed: for what the test itself looks at. */
void disk_pause(gboolean paused);
/* Calls of that kind since then. */
guint64 disk_count(DiskCall call);
/* Whether the fault struck. */
gboolean disk_fault_struck(void);

const char *disk_call_name(DiskCall call);
