/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: body-alarms intervals RATE_HZ NAME ANNOTATIONS... | body-alarms acceleration NAME FILE...
 * How often living bodies are held for none: over the intervals between reference beats, and over
 * acceleration (.csv in g at 12.5 Hz, .f32 rows in m/s2 at 2000/7 Hz).
 */
#include "health-models/trust/plausibility.h"
#include "recordings/annotations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	double rate_hz;
	unsigned files, files_with, alarms;
	double hours, alarm_hours;
};

static bool is_beat(char symbol)
{
	return symbol != 0 && strchr("NLRBAaJSVrFejnE/fQ?", symbol) != NULL;
}

static void count(struct tally *t, bool wrong, bool *before, double seconds)
{
	t->hours += seconds / 3600;
	t->alarm_hours += wrong ? seconds / 3600 : 0;
	t->alarms += wrong && !*before;
	*before = wrong;
}

static int run_intervals(struct tally *t, const char *path)
{
	struct recording_message message;
	struct annotation_reader *reader;
	struct annotation annotation;
	struct plausible_heart heart;
	unsigned alarms = t->alarms;
	int64_t last = -1;
	bool before = false;

	if (annotation_reader_open(&reader, path, &message) < 0) {
		fprintf(stderr, "%s\n", message.text);
		return -1;
	}
	plausible_heart_init(&heart, &plausible_heart_settings_default);
	while (annotation_reader_get(reader, &annotation, &message) > 0) {
		if (!is_beat(annotation.symbol)) /* fibrillation, noise: no interval goes across */
			last = strchr("[]!~|", annotation.symbol) ? -1 : last;
		if (!is_beat(annotation.symbol))
			continue;
		if (last >= 0) {
			double s = (double)(annotation.sample_index - last) / t->rate_hz;

			count(t, plausible_heart_push(&heart, (float)(s * 1e3)), &before, s);
		}
		last = annotation.sample_index;
	}
	annotation_reader_close(reader);
	t->files_with += t->alarms > alarms;
	return 0;
}

/* The next row's acceleration in m/s2. */
static bool read_row(FILE *file, bool csv, float ms2[3])
{
	char line[256];
	float row[14];

	if (!csv) {
		if (fread(row, sizeof row, 1, file) != 1)
			return false;
		memcpy(ms2, row + 3, 3 * sizeof *ms2);
		return true;
	}
	while (fgets(line, sizeof line, file)) {
		if (sscanf(line, "%*[^,],%*[^,],%*[^,],%f,%f,%f", &ms2[0], &ms2[1], &ms2[2]) == 3) {
			for (int i = 0; i < 3; i++)
				ms2[i] *= 9.80665F;
			return true;
		}
	}
	return false;
}

static int run_acceleration(struct tally *t, const char *path)
{
	const bool csv = strstr(path, ".csv") != NULL;
	struct wave_block block = {
	    .quantity = QUANTITY_ACCELERATION,
	    .rate_mhz = csv ? 12500 : 285714,
	    .channels = 3,
	    .is_float = true,
	    .scale = 1,
	    .count = 1,
	};
	struct plausible_gravity gravity;
	FILE *file = fopen(path, "rb");
	unsigned alarms = t->alarms;
	bool before = false;
	float ms2[3];

	if (!file) {
		perror(path);
		return -1;
	}
	plausible_gravity_init(&gravity, &plausible_gravity_settings_default);
	while (read_row(file, csv, ms2)) {
		memcpy(block.raw, ms2, sizeof ms2);
		count(t, plausible_gravity_push(&gravity, &block), &before, 1e3 / block.rate_mhz);
	}
	fclose(file);
	t->files_with += t->alarms > alarms;
	return 0;
}

int main(int argc, char **argv)
{
	struct tally t = {0};
	bool intervals = argc > 1 && strcmp(argv[1], "intervals") == 0;
	int at = intervals ? 3 : 2;

	if (argc < at + 2) {
		fprintf(stderr, "usage: body-alarms intervals RATE_HZ NAME ANNOTATIONS... | "
				"body-alarms acceleration NAME FILE...\n");
		return 2;
	}
	t.rate_hz = intervals ? atof(argv[2]) : 0;
	for (int i = at + 1; i < argc; i++, t.files++) {
		if ((intervals ? run_intervals : run_acceleration)(&t, argv[i]) < 0)
			return 1;
	}
	printf("body %-22s %4u files %6.1f h  %u alarms (%.3f/h, %u files, %.3f %%)\n", argv[at],
	       t.files, t.hours, t.alarms, t.alarms / t.hours, t.files_with,
	       100 * t.alarm_hours / t.hours);
	return 0;
}
