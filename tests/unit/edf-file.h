/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EDF and BDF files made by a test, byte by byte from the layout. */
#pragma once

#include "recordings-folder.h"

typedef struct {
	const char
	    *label; /* "EDF Annotations" and "BDF Annotations" hold the time of their data record */
	const char *unit;
	guint per_record;                     /* samples in a data record */
	const char *least_unit, *most_unit;   /* what ... */
	const char *least_count, *most_count; /* ... these counts mean */
	gint first; /* count of the first sample; each next one is one more */
} EdfSignal;

typedef struct {
	const char *kind; /* "", "EDF+C", "EDF+D", "24BIT", "BDF+C": with a B it is BDF */
	const char *duration_s;
	guint records;
	const EdfSignal *signals;
	guint count;
} EdfFile;

/* (transfer full) the file's bytes. */
GByteArray *edf_file_bytes(const EdfFile *file);
void edf_file_write(const EdfFile *file, const Folder *folder, const char *name);
