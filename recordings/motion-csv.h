/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Motion as text: a header `t,ax,ay,az[,gx,gy,gz][,mx,my,mz]`, then rows in s, m/s2, rad/s and uT.
 *
 * Columns are found by their names, in any order; a sensor has all three axes or none. An empty
 * cell (or nan) is no sample of that sensor at that time. Blanks around a cell, CR LF, a byte order
 * mark and empty lines do no harm. Times do not go back; two rows may have the same one. Whether
 * the units make sense is asked in health-models/motion/unit_gate.h.
 *
 * One thread; the caller owns the memory.
 */
#pragma once

#include <stdio.h>

#include "common/imu_sample.h"
#include "recordings/message.h"

enum {
	MOTION_CSV_COLUMNS = 10,
	MOTION_CSV_CELLS_MAX = 64, /* of a row; columns beyond the contract's are refused anyway */
	MOTION_CSV_LINE_MAX = 1024,
};

struct motion_csv {
	FILE *file;
	const char *name; /* as given: the caller keeps it */
	unsigned sensors; /* IMU_ bits of the sensors that the header names */
	unsigned cells;   /* of a row */
	signed char column[MOTION_CSV_CELLS_MAX]; /* which of the contract's columns a cell is */
	long line;                                /* number of the line read last, from 1 */
	long rows;
	int64_t last_t_ns;
	char text[MOTION_CSV_LINE_MAX];
};

/* Opens the file and reads its header. path is kept, not copied. Returns 0, or a negative errno
 * with *message filled; there is nothing to close then. */
int motion_csv_open(struct motion_csv *csv, const char *path, struct recording_message *message);
/* The same of an open stream, which is closed by motion_csv_close() or here on an error. */
int motion_csv_open_stream(struct motion_csv *csv, FILE *file, const char *name,
			   struct recording_message *message);
/* Returns 1 and the next row, 0 at the end, or a negative errno with *message filled: the file is
 * no longer read then. A row in which every sensor's cells are empty has no bit of `has` set. A
 * file without any row is an error. */
int motion_csv_next(struct motion_csv *csv, struct imu_sample *sample,
		    struct recording_message *message);
/* Rows from the first one on, again. 0 or a negative errno with *message filled (not a file that
 * one can go back in). */
int motion_csv_rewind(struct motion_csv *csv, struct recording_message *message);
void motion_csv_close(struct motion_csv *csv);
