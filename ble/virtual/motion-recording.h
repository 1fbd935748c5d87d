/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording of motion (recordings/motion-csv.h) as a wearable is moved by it: its first row is
 * the moment in which the wearable is switched on, between two rows of a sensor lies a straight
 * line, and after the last one the wearable lies still, with the noise of a sensor that does.
 */
#pragma once

#include "ble/virtual/motion-source.h"
#include "recordings/message.h"

struct motion_recording;

/* Reads the whole file. Returns 0 and *ret (free with motion_recording_close), or -errno with
 * *message; a file without acceleration is refused. */
int motion_recording_open(struct motion_recording **ret, const char *path, uint64_t seed,
			  struct recording_message *message);
void motion_recording_close(struct motion_recording *r);
/* As long-lived as the recording. */
struct motion_source motion_recording_source(struct motion_recording *r);
double motion_recording_length_s(const struct motion_recording *r);
