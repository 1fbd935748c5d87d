/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/motion-csv.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "recordings/decimal.h"

#define CONTRACT "t,ax,ay,az[,gx,gy,gz][,mx,my,mz]"

/* Two such times are less than 64 bits of nanoseconds apart. */
static const double LONGEST_S = 4e9;

static const char *const names[MOTION_CSV_COLUMNS] = {"t",  "ax", "ay", "az", "gx",
						      "gy", "gz", "mx", "my", "mz"};

static int refuse(const struct motion_csv *csv, struct recording_message *message, const char *what)
{
	return message_set(message, -EBADMSG, "%s:%ld: %s", csv->name, csv->line, what);
}

/* Cuts off what surrounds a cell. */
static char *trim(char *cell)
{
	size_t length;

	cell += strspn(cell, " \t");
	length = strlen(cell);
	while (length > 0 && strchr(" \t\r\n", cell[length - 1]))
		cell[--length] = '\0';
	return cell;
}

/* Returns 1, 0 at the end or -EBADMSG. */
static int read_line(struct motion_csv *csv, struct recording_message *message)
{
	size_t length;

	errno = 0;
	csv->line++;
	if (!fgets(csv->text, sizeof csv->text, csv->file)) {
		if (!ferror(csv->file))
			return 0;
		return message_set(message, errno ? -errno : -EIO, "%s: cannot read it: %s",
				   csv->name, strerror(errno ? errno : EIO));
	}
	length = strlen(csv->text);
	if (length > 0 && csv->text[length - 1] == '\n')
		return 1;
	if (length + 1 == sizeof csv->text)
		return refuse(csv, message, "a line of more than 1000 characters");
	if (!feof(csv->file))
		return refuse(csv, message, "holds a zero byte: not a text file");
	return 1;
}

/* As read_line(), over lines with nothing in them. */
static int read_full_line(struct motion_csv *csv, struct recording_message *message)
{
	int result;

	do {
		result = read_line(csv, message);
	} while (result > 0 && !*trim(csv->text));
	return result;
}

/* Ends the cell at its comma and returns where the next one begins, NULL behind the last. */
static char *end_cell(char *cell)
{
	char *comma = strchr(cell, ',');

	if (comma)
		*comma = '\0';
	return comma ? comma + 1 : NULL;
}

static int column_of(const char *name)
{
	for (int i = 0; i < MOTION_CSV_COLUMNS; i++) {
		if (strcmp(name, names[i]) == 0)
			return i;
	}
	return -1;
}

/* Which sensors a set of columns makes up; -1 where one lacks an axis. */
static int sensors_of(unsigned columns)
{
	int sensors = 0;

	for (unsigned i = 0; i < 3; i++) {
		unsigned axes = columns >> (1 + 3 * i) & 7;

		if (axes != 0 && axes != 7)
			return -1;
		if (axes == 7)
			sensors |= 1 << i;
	}
	return sensors;
}

static int name_column(struct motion_csv *csv, const char *name, unsigned *columns,
		       struct recording_message *message)
{
	int column = column_of(name);

	if (column < 0)
		return message_set(message, -EBADMSG,
				   "%s:%ld: column %u is '%.40s'; the header is " CONTRACT,
				   csv->name, csv->line, csv->cells + 1, name);
	if (*columns & 1u << column)
		return message_set(message, -EBADMSG, "%s:%ld: two columns '%s'", csv->name,
				   csv->line, name);
	*columns |= 1u << column;
	csv->column[csv->cells++] = (signed char)column;
	return 0;
}

static int check_columns(struct motion_csv *csv, unsigned columns,
			 struct recording_message *message)
{
	int sensors = sensors_of(columns);

	if (!(columns & 1))
		return refuse(csv, message, "no column 't'; the header is " CONTRACT);
	if (sensors < 0)
		return refuse(csv, message,
			      "a sensor needs all three axes; the header is " CONTRACT);
	if (!(sensors & IMU_ACCELERATION))
		return refuse(csv, message, "no columns ax,ay,az; the header is " CONTRACT);
	csv->sensors = (unsigned)sensors;
	return 0;
}

static int read_header(struct motion_csv *csv, struct recording_message *message)
{
	unsigned columns = 0;
	char *cell = csv->text;
	int result = read_full_line(csv, message);

	if (result < 0)
		return result;
	if (result == 0)
		return message_set(message, -EBADMSG, "%s: empty; it begins with " CONTRACT,
				   csv->name);
	if (strncmp(cell, "\xef\xbb\xbf", 3) == 0)
		cell += 3;
	if (strchr(cell, ';'))
		return refuse(csv, message, "columns are separated by commas, not semicolons");
	for (char *next; cell; cell = next) {
		next = end_cell(cell);
		result = name_column(csv, trim(cell), &columns, message);
		if (result < 0)
			return result;
	}
	return check_columns(csv, columns, message);
}

int motion_csv_open_stream(struct motion_csv *csv, FILE *file, const char *name,
			   struct recording_message *message)
{
	int result;

	memset(csv, 0, sizeof *csv);
	csv->file = file;
	csv->name = name;
	csv->last_t_ns = INT64_MIN;
	result = read_header(csv, message);
	if (result < 0)
		motion_csv_close(csv);
	return result;
}

int motion_csv_open(struct motion_csv *csv, const char *path, struct recording_message *message)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return message_set(message, -errno, "%s: %s", path, strerror(errno));
	return motion_csv_open_stream(csv, file, path, message);
}

/* 1 and the number, 0 for an empty cell. */
static int read_cell(const struct motion_csv *csv, const char *cell, unsigned column, double *value,
		     struct recording_message *message)
{
	const char *end;

	if (!*cell || strcasecmp(cell, "nan") == 0)
		return 0;
	end = decimal_double(cell, value);
	if (!end || *end)
		return message_set(message, -EBADMSG, "%s:%ld: %s '%.40s' is not a number",
				   csv->name, csv->line, names[column], cell);
	if (fabs(*value) > (column == 0 ? LONGEST_S : (double)IMU_LARGEST))
		return message_set(message, -EBADMSG, "%s:%ld: %s %.40s is too large", csv->name,
				   csv->line, names[column], cell);
	return 1;
}

static int read_cells(struct motion_csv *csv, double value[MOTION_CSV_COLUMNS], unsigned *columns,
		      struct recording_message *message)
{
	char *cell = csv->text;
	char *next;

	for (unsigned i = 0; i < csv->cells; i++, cell = next) {
		unsigned column = (unsigned)csv->column[i];
		int result;

		if (!cell)
			return message_set(message, -EBADMSG, "%s:%ld: %u cells, the header has %u",
					   csv->name, csv->line, i, csv->cells);
		next = end_cell(cell);
		result = read_cell(csv, trim(cell), column, &value[column], message);
		if (result < 0)
			return result;
		if (result > 0)
			*columns |= 1u << column;
	}
	if (cell)
		return message_set(message, -EBADMSG, "%s:%ld: more cells than the header's %u",
				   csv->name, csv->line, csv->cells);
	return 0;
}

static int take_time(struct motion_csv *csv, double t_s, int64_t *t_ns,
		     struct recording_message *message)
{
	*t_ns = llround(t_s * 1e9);
	if (*t_ns < csv->last_t_ns)
		return message_set(message, -EBADMSG,
				   "%s:%ld: time goes back, from %.6f s to %.6f s", csv->name,
				   csv->line, (double)csv->last_t_ns * 1e-9, t_s);
	csv->last_t_ns = *t_ns;
	return 0;
}

static void copy_axes(float axes[3], const double value[3])
{
	for (int i = 0; i < 3; i++)
		axes[i] = (float)value[i];
}

static int read_row(struct motion_csv *csv, struct imu_sample *sample,
		    struct recording_message *message)
{
	double value[MOTION_CSV_COLUMNS] = {0};
	struct imu_sample row = {0};
	unsigned columns = 0;
	int result = read_cells(csv, value, &columns, message);
	int sensors = sensors_of(columns);

	if (result < 0)
		return result;
	if (!(columns & 1))
		return refuse(csv, message, "no time in column t");
	if (sensors < 0)
		return refuse(csv, message, "one axis of a sensor is empty and another is not");
	result = take_time(csv, value[0], &row.t_ns, message);
	if (result < 0)
		return result;
	row.has = (unsigned)sensors;
	copy_axes(row.acc_ms2, value + 1);
	copy_axes(row.gyr_rads, value + 4);
	copy_axes(row.mag_ut, value + 7);
	*sample = row;
	csv->rows++;
	return 1;
}

int motion_csv_next(struct motion_csv *csv, struct imu_sample *sample,
		    struct recording_message *message)
{
	int result = read_full_line(csv, message);

	if (result > 0)
		return read_row(csv, sample, message);
	if (result == 0 && csv->rows == 0)
		return message_set(message, -EBADMSG, "%s: no rows behind the header", csv->name);
	return result;
}

int motion_csv_rewind(struct motion_csv *csv, struct recording_message *message)
{
	if (fseek(csv->file, 0, SEEK_SET) < 0)
		return message_set(message, -errno, "%s: cannot be read twice: %s", csv->name,
				   strerror(errno));
	return motion_csv_open_stream(csv, csv->file, csv->name, message);
}

void motion_csv_close(struct motion_csv *csv)
{
	if (csv->file)
		fclose(csv->file);
	csv->file = NULL;
}
