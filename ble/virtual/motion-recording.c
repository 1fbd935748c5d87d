/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/motion-recording.h"

#include "ble/virtual/noise.h"
#include "recordings/motion-csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SENSORS = 3, AXES = 3 };

/* Of a sensor that lies still: m/s2, rad/s, uT. */
static const double still_noise[SENSORS] = {0.03, 0.002, 0.3};

struct moment {
	double time_s;
	float value[AXES];
};

/* One sensor's rows. */
struct track {
	struct moment *moment;
	size_t count, room;
	size_t at; /* the last that was found */
};

struct motion_recording {
	struct track track[SENSORS];
	struct noise noise;
	double length_s;
	unsigned sensors;
};

static int append(struct track *track, double time_s, const float value[AXES])
{
	struct moment *more;

	if (track->count == track->room) {
		track->room = track->room ? 2 * track->room : 1024;
		more = realloc(track->moment, track->room * sizeof *more);
		if (!more)
			return -ENOMEM;
		track->moment = more;
	}
	track->moment[track->count].time_s = time_s;
	memcpy(track->moment[track->count].value, value, AXES * sizeof *value);
	track->count++;
	return 0;
}

static int take(struct motion_recording *r, const struct imu_sample *sample, int64_t first_ns)
{
	const float *value[SENSORS] = {sample->acc_ms2, sample->gyr_rads, sample->mag_ut};
	double time_s = (double)(sample->t_ns - first_ns) / 1e9;
	int result = 0;

	r->length_s = time_s;
	for (int i = 0; i < SENSORS && result == 0; i++)
		if (sample->has & 1u << i)
			result = append(&r->track[i], time_s, value[i]);
	return result;
}

static int read_rows(struct motion_recording *r, struct motion_csv *csv,
		     struct recording_message *message)
{
	struct imu_sample sample;
	int64_t first_ns = 0;
	long rows = 0;
	int result;

	while ((result = motion_csv_next(csv, &sample, message)) > 0) {
		if (rows++ == 0)
			first_ns = sample.t_ns;
		if (take(r, &sample, first_ns) < 0)
			return message_set(message, -ENOMEM, "%s: no memory left", csv->name);
	}
	if (result < 0)
		return result;
	for (unsigned i = 0; i < SENSORS; i++)
		r->sensors |= r->track[i].count > 0 ? 1u << i : 0;
	if (!(r->sensors & IMU_ACCELERATION))
		return message_set(message, -EINVAL, "%s: holds no acceleration to play",
				   csv->name);
	return 0;
}

int motion_recording_open(struct motion_recording **ret, const char *path, uint64_t seed,
			  struct recording_message *message)
{
	struct motion_recording *r;
	struct motion_csv csv;
	int result = motion_csv_open(&csv, path, message);

	if (result < 0)
		return result;
	r = calloc(1, sizeof *r);
	if (!r) {
		motion_csv_close(&csv);
		return message_set(message, -ENOMEM, "%s: no memory left", path);
	}
	noise_init(&r->noise, seed);
	result = read_rows(r, &csv, message);
	motion_csv_close(&csv);
	if (result < 0) {
		motion_recording_close(r);
		return result;
	}
	*ret = r;
	return 0;
}

void motion_recording_close(struct motion_recording *r)
{
	if (!r)
		return;
	for (int i = 0; i < SENSORS; i++)
		free(r->track[i].moment);
	free(r);
}

double motion_recording_length_s(const struct motion_recording *r)
{
	return r->length_s;
}

/* Steps to the row before this time. */
static void find(struct track *track, double time_s)
{
	while (track->at > 0 && track->moment[track->at].time_s > time_s)
		track->at--;
	while (track->at + 1 < track->count && track->moment[track->at + 1].time_s <= time_s)
		track->at++;
}

static void measure(struct track *track, double time_s, float value[AXES])
{
	const struct moment *a, *b;
	double part;

	find(track, time_s);
	a = &track->moment[track->at];
	b = track->at + 1 < track->count ? a + 1 : a;
	part = b->time_s > a->time_s ? (time_s - a->time_s) / (b->time_s - a->time_s) : 0;
	part = part < 0 ? 0 : part > 1 ? 1 : part;
	for (int axis = 0; axis < AXES; axis++)
		value[axis] = (float)(a->value[axis] + part * (b->value[axis] - a->value[axis]));
}

static void lie_still(struct motion_recording *r, int sensor, float value[AXES])
{
	for (int axis = 0; axis < AXES; axis++) {
		if (sensor == 1)
			value[axis] = 0;
		value[axis] += (float)(still_noise[sensor] * noise_normal(&r->noise));
	}
}

static void at(void *context, double time_s, struct imu_sample *sample)
{
	struct motion_recording *r = context;
	float *value[SENSORS] = {sample->acc_ms2, sample->gyr_rads, sample->mag_ut};

	memset(sample, 0, sizeof *sample);
	sample->t_ns = (int64_t)(time_s * 1e9);
	sample->has = r->sensors;
	for (int i = 0; i < SENSORS; i++) {
		if (!(r->sensors & 1u << i))
			continue;
		measure(&r->track[i], time_s, value[i]);
		if (time_s > r->length_s)
			lie_still(r, i, value[i]);
	}
}

struct motion_source motion_recording_source(struct motion_recording *r)
{
	return (struct motion_source){.context = r, .sensors = r->sensors, .at = at};
}
