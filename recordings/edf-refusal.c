/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/edf-refusal.h"

#include "recordings/decimal.h"

#include <edflib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PART_BYTES = 256, /* the general part of a header, and each signal's */
	VERSION_BYTES = 8,
	RECORDS_AT = 236, /* in the general part */
	SIGNALS_AT = 252,
	SAMPLES_AT = 216, /* in each signal's part, times the number of signals */
};

struct edf_file {
	uint8_t *header; /* the general part and the signals' */
	int64_t header_bytes;
	int64_t file_bytes;
	int64_t signals;
	int64_t records;
	bool is_bdf;
};

/* A whole number, filled up with blanks. */
static bool read_field(const uint8_t *field, size_t width, int64_t *value)
{
	char text[16];
	const char *end;

	memcpy(text, field, width);
	text[width] = '\0';
	end = decimal_int64(text, value);
	return end && end[strspn(end, " ")] == '\0';
}

static bool has_version(struct edf_file *f)
{
	f->is_bdf = memcmp(f->header,
			   "\xff"
			   "BIOSEMI",
			   VERSION_BYTES) == 0;
	return f->is_bdf || memcmp(f->header, "0       ", VERSION_BYTES) == 0;
}

/* Reads the header as far as it can be trusted. Returns NULL, or what is wrong. */
static const char *load(struct edf_file *f, FILE *file)
{
	static const char none[] = "is no EDF file";
	static const char cut[] = "is cut short within its header; copy it again";

	f->header = calloc(EDFLIB_MAXSIGNALS + 1, PART_BYTES);
	if (!f->header || fseek(file, 0, SEEK_END) != 0)
		return "cannot be read";
	f->file_bytes = ftell(file);
	rewind(file);
	if (f->file_bytes < VERSION_BYTES)
		return f->file_bytes == 0 ? "is empty" : none;
	if (fread(f->header, 1, PART_BYTES, file) != PART_BYTES)
		return has_version(f) ? cut : none;
	if (!has_version(f))
		return none;
	if (!read_field(f->header + SIGNALS_AT, 4, &f->signals) || f->signals < 1 ||
	    f->signals > EDFLIB_MAXSIGNALS)
		return "states an impossible number of signals";
	f->header_bytes = (f->signals + 1) * PART_BYTES;
	if (fread(f->header + PART_BYTES, 1, (size_t)(f->header_bytes - PART_BYTES), file) !=
	    (size_t)(f->header_bytes - PART_BYTES))
		return cut;
	return NULL;
}

/* Where a header holds a byte that is no printable ASCII; -1 = nowhere. */
static int64_t strange_byte(const struct edf_file *f)
{
	for (int64_t i = VERSION_BYTES; i < f->header_bytes; i++) {
		if (f->header[i] < 0x20 || f->header[i] > 0x7e)
			return i;
	}
	return -1;
}

/* Bytes of one data record; 0 = the header does not say it well. */
static int64_t record_bytes(const struct edf_file *f)
{
	const uint8_t *field = f->header + PART_BYTES + SAMPLES_AT * f->signals;
	int64_t total = 0;

	for (int64_t i = 0; i < f->signals; i++, field += 8) {
		int64_t samples;

		if (!read_field(field, 8, &samples) || samples < 1 || samples > INT32_MAX)
			return 0;
		total += samples * (f->is_bdf ? 3 : 2);
	}
	return total;
}

static void explain_size(struct edf_file *f, char *text, size_t size)
{
	int64_t bytes = record_bytes(f);
	int64_t due;

	if (!read_field(f->header + RECORDS_AT, 8, &f->records) || bytes == 0 || f->records == 0) {
		snprintf(text, size, "is a damaged EDF file: its header makes no sense");
		return;
	}
	if (f->records < 0) {
		snprintf(text, size,
			 "was never finished by its recorder (%lld data records); "
			 "have its software repair it, or export it again",
			 (long long)f->records);
		return;
	}
	due = f->header_bytes + f->records * bytes;
	if (due != f->file_bytes)
		snprintf(text, size, "is %s: %lld bytes, its header says %lld; copy it again",
			 f->file_bytes < due ? "cut short" : "longer than it should be",
			 (long long)f->file_bytes, (long long)due);
	else
		snprintf(text, size,
			 "is a damaged EDF file: its header breaks the format's rules; "
			 "export it again");
}

static void explain(struct edf_file *f, FILE *file, char *text, size_t size)
{
	const char *wrong = load(f, file);
	int64_t strange;

	if (wrong) {
		snprintf(text, size, "%s", wrong);
		return;
	}
	strange = strange_byte(f);
	if (strange >= 0)
		snprintf(text, size,
			 "holds a letter that EDF does not allow in its header (byte "
			 "%lld; such as \xc2\xb5 or an accent); export it again with plain ASCII",
			 (long long)strange);
	else
		explain_size(f, text, size);
}

void edf_refusal_explain(const char *path, char *text, size_t size)
{
	struct edf_file f = {0};
	FILE *file = fopen(path, "rbe");

	if (!file) {
		snprintf(text, size, "cannot be read");
		return;
	}
	explain(&f, file, text, size);
	free(f.header);
	fclose(file);
}
