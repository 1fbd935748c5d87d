/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as motion: refused in one line, or samples whose times do not go back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recordings/motion-csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_message(const struct recording_message *message)
{
	if (!message->text[0] || strchr(message->text, '\n'))
		abort();
}

static void check_sample(const struct imu_sample *s, int64_t last_ns)
{
	if (s->has > 7 || s->t_ns < last_ns)
		abort();
	for (int i = 0; i < 3; i++) {
		if (!isfinite(s->acc_ms2[i]) || !isfinite(s->gyr_rads[i]) ||
		    !isfinite(s->mag_ut[i]))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording_message message = {0};
	struct motion_csv csv;
	struct imu_sample sample;
	int64_t last_ns = INT64_MIN;
	FILE *file = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	int result;

	if (!file)
		return 0;
	if (motion_csv_open_stream(&csv, file, "fuzz.csv", &message) < 0) {
		check_message(&message);
		return 0;
	}
	while ((result = motion_csv_next(&csv, &sample, &message)) > 0) {
		check_sample(&sample, last_ns);
		last_ns = sample.t_ns;
	}
	if (result < 0)
		check_message(&message);
	motion_csv_close(&csv);
	return 0;
}
