/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: fibrillation-seconds NAME RECORD.hea...
 * Ventricular fibrillation and flutter by time, per record and pooled, against [ ] and (VF, (VFL,
 * (VFIB in the .atr beside the record; how long after its start the alarm came, in sample time (of
 * stretches of 8 s and more); and the share of seconds in each grade of quality, those that the
 * reference calls (NOISE apart. Sp counts all other time; "less noise and VT" leaves out what the
 * reference calls so.
 */
#include "health-models/ecg/quality/signal_quality.h"
#include "health-models/signal/rate_converter.h"
#include "recordings/annotations.h"
#include "recordings/recording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INTERNAL_HZ = 200, TENTHS_MAX = 26 * 36000, TENTH = 20, DELAYS_MAX = 1000, LONG = 80 };
enum truth { OTHER, FIBRILLATION, NOISE, TACHYCARDIA, TRUTHS };

struct tally {
	double found_s[TRUTHS], all_s[TRUTHS];
	unsigned grade_s[QUALITY_FULL + 1], noise_grade_s[QUALITY_FULL + 1];
};

struct run {
	unsigned char truth[TENTHS_MAX], found[TENTHS_MAX];
	long tenths;
	long alarms[DELAYS_MAX];
	unsigned alarm_count;
	struct tally tally;
};

static double delays_s[DELAYS_MAX];
static unsigned delay_count, missed_count;

static void mark(unsigned char *what, double from_s, double to_s, unsigned char value)
{
	long from = lround(from_s * 10), to = lround(to_s * 10);

	for (long i = from < 0 ? 0 : from; i < to && i < TENTHS_MAX; i++)
		what[i] = value;
}

static enum truth truth_of(const char *aux)
{
	if (strcmp(aux, "(VF") == 0 || strcmp(aux, "(VFL") == 0 || strcmp(aux, "(VFIB") == 0)
		return FIBRILLATION;
	if (strcmp(aux, "(NOISE") == 0)
		return NOISE;
	return strcmp(aux, "(VT") == 0 ? TACHYCARDIA : OTHER;
}

/* Rhythm and brackets are two layers: cudb writes a rhythm between brackets as well. */
static int read_truth(struct run *r, const char *path, double rate_hz)
{
	struct recording_message message;
	struct annotation_reader *reader;
	struct annotation a;
	char file[1024];
	static unsigned char bracket[TENTHS_MAX];
	double since_s = 0, open_s = -1, forever = TENTHS_MAX / 10.0;
	enum truth now = OTHER;

	memset(bracket, 0, sizeof bracket);
	snprintf(file, sizeof file, "%.*s.atr", (int)(strlen(path) - 4), path);
	if (annotation_reader_open(&reader, file, &message) < 0)
		return fprintf(stderr, "%s\n", message.text), -1;
	while (annotation_reader_get(reader, &a, &message) > 0) {
		double at_s = (double)a.sample_index / rate_hz;

		if (a.aux[0] == '(') {
			mark(r->truth, since_s, at_s, (unsigned char)now);
			since_s = at_s;
			now = truth_of(a.aux);
		}
		if (a.symbol == '[')
			open_s = at_s;
		if (a.symbol == ']' && open_s >= 0) {
			mark(bracket, open_s, at_s, 1);
			open_s = -1;
		}
	}
	annotation_reader_close(reader);
	mark(r->truth, since_s, forever, (unsigned char)now);
	if (open_s >= 0)
		mark(bracket, open_s, forever, 1);
	for (long i = 0; i < TENTHS_MAX; i++) {
		if (bracket[i])
			r->truth[i] = FIBRILLATION;
	}
	return 0;
}

static void hear(struct run *r, struct fibrillation *f, enum fibrillation_change change,
		 const struct fibrillation_span *span)
{
	if (change == FIBRILLATION_BEGAN && r->alarm_count < DELAYS_MAX)
		r->alarms[r->alarm_count++] = f->count / TENTH;
	if (change == FIBRILLATION_ENDED)
		mark(r->found, (double)span->start / INTERNAL_HZ, (double)span->end / INTERNAL_HZ,
		     1);
}

static void grade(struct run *r, const struct fibrillation *f, const struct signal_quality_state *q)
{
	long at = f->count / TENTH - 20;

	r->tally.grade_s[q->grade]++;
	if (at >= 0 && at < TENTHS_MAX && r->truth[at] == NOISE)
		r->tally.noise_grade_s[q->grade]++;
}

static int listen(struct run *r, struct recording *recording, unsigned channel, double rate_hz)
{
	static struct rate_converter converter;
	static struct fibrillation f;
	struct signal_quality_state quality;
	struct recording_message message;
	struct rate_converter_sample s;
	struct fibrillation_span span;
	float uv;

	rate_converter_init(&converter, rate_hz, INTERNAL_HZ);
	fibrillation_init(&f);
	signal_quality_init(&quality);
	while (recording_read(recording, channel, &uv, 1, &message) == 1) {
		rate_converter_push(&converter, uv);
		while (rate_converter_get(&converter, &s)) {
			hear(r, &f, fibrillation_push(&f, s.value, s.missing, &span), &span);
			if (!fibrillation_looked(&f))
				continue;
			signal_quality_second(&quality, &f, false);
			grade(r, &f, &quality);
		}
	}
	hear(r, &f, fibrillation_break(&f, f.count, &span), &span);
	r->tenths = f.count / TENTH < TENTHS_MAX ? f.count / TENTH : TENTHS_MAX;
	return 0;
}

/* The first alarm from a second before a stretch of fibrillation to its end; an alarm that was
 * there before it counts as no delay. */
static void measure_delay(const struct run *r, long from, long to)
{
	if (delay_count >= DELAYS_MAX)
		return;
	if (r->found[from]) {
		for (unsigned i = 0; i < r->alarm_count; i++) {
			if (r->alarms[i] >= from && r->alarms[i] < to + 40) {
				delays_s[delay_count++] = (double)(r->alarms[i] - from) / 10;
				return;
			}
		}
		delays_s[delay_count++] = 0;
		return;
	}
	for (unsigned i = 0; i < r->alarm_count; i++) {
		if (r->alarms[i] >= from && r->alarms[i] < to + 40) {
			delays_s[delay_count++] = (double)(r->alarms[i] - from) / 10;
			return;
		}
	}
	missed_count++;
}

static void count(struct run *r)
{
	long since = -1;

	for (long i = 0; i <= r->tenths; i++) {
		bool fibrillates = i < r->tenths && r->truth[i] == FIBRILLATION;

		if (i < r->tenths) {
			r->tally.all_s[r->truth[i]] += 0.1;
			r->tally.found_s[r->truth[i]] += r->found[i] ? 0.1 : 0;
		}
		if (fibrillates && since < 0)
			since = i;
		if (!fibrillates && since >= 0) {
			if (i - since >= LONG)
				measure_delay(r, since, i);
			since = -1;
		}
	}
}

static void print(const char *name, const struct tally *t)
{
	double false_s = 0, other_s = 0;

	for (int i = 0; i < TRUTHS; i++) {
		false_s += i == FIBRILLATION ? 0 : t->found_s[i];
		other_s += i == FIBRILLATION ? 0 : t->all_s[i];
	}
	printf("%-16s", name);
	if (t->all_s[FIBRILLATION] > 0)
		printf(" Se %6.2f of %.0f s ",
		       100 * t->found_s[FIBRILLATION] / t->all_s[FIBRILLATION],
		       t->all_s[FIBRILLATION]);
	printf(" Sp %6.2f false %.0f s (less noise and VT %6.2f, %.0f s)",
	       100 - 100 * false_s / other_s, false_s,
	       100 - 100 * t->found_s[OTHER] / t->all_s[OTHER], t->found_s[OTHER]);
	printf("  quality s: unreadable %u rhythm only %u full %u", t->grade_s[QUALITY_UNREADABLE],
	       t->grade_s[QUALITY_RHYTHM_ONLY], t->grade_s[QUALITY_FULL]);
	if (t->all_s[NOISE] > 0)
		printf("; in noise %u %u %u", t->noise_grade_s[QUALITY_UNREADABLE],
		       t->noise_grade_s[QUALITY_RHYTHM_ONLY], t->noise_grade_s[QUALITY_FULL]);
	printf("\n");
}

static void add(struct tally *to, const struct tally *from)
{
	for (int i = 0; i < TRUTHS; i++) {
		to->all_s[i] += from->all_s[i];
		to->found_s[i] += from->found_s[i];
	}
	for (int i = 0; i <= QUALITY_FULL; i++) {
		to->grade_s[i] += from->grade_s[i];
		to->noise_grade_s[i] += from->noise_grade_s[i];
	}
}

static int run(const char *path, struct tally *sum)
{
	static struct run r;
	struct recording_message message;
	struct recording *recording;
	unsigned channel;

	memset(&r, 0, sizeof r);
	if (recording_open(&recording, path, &message) < 0 ||
	    recording_find_ecg(recording, &channel, &message) < 0)
		return fprintf(stderr, "%s\n", message.text), -1;
	if (read_truth(&r, path, recording_info(recording)->rate_hz) < 0 ||
	    listen(&r, recording, channel, recording_channel(recording, channel)->rate_hz) < 0)
		return -1;
	count(&r);
	print(recording_info(recording)->name, &r.tally);
	add(sum, &r.tally);
	recording_close(recording);
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static struct tally sum;

	if (argc < 3)
		return fprintf(stderr, "usage: fibrillation-seconds NAME RECORD.hea...\n"), 2;
	for (int i = 2; i < argc; i++) {
		if (run(argv[i], &sum) < 0)
			return 1;
	}
	print(argv[1], &sum);
	if (delay_count == 0)
		return 0;
	qsort(delays_s, delay_count, sizeof delays_s[0], by_size);
	printf("%-16s alarm after: median %.1f s, 90 %% %.1f s, latest %.1f s, of %u; none in %u\n",
	       argv[1], delays_s[delay_count / 2], delays_s[delay_count * 9 / 10],
	       delays_s[delay_count - 1], delay_count + missed_count, missed_count);
	return 0;
}
