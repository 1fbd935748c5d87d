/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One sensor of one wearable, over all its connections: its device clock, and the stream that is
 * open or was the newest.
 *
 * A stream begins with a connection, and anew when the wearable was assigned to somebody else, its
 * clock was set or its rate changed; the time between is a RECORD_GAP that says why. Main thread
 * only.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/clock.h"
#include "daemon/streams/device-clock.h"
#include "daemon/streams/streams.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

/* What wearables need; all of it outlives them. */
typedef struct {
	const HtOutlets *outlets;
	HtClock *clock;
	HtPeople *people;
	HtStreams *streams;
} HtSurroundings;

typedef struct _HtSensor HtSensor;

/* (transfer full) address must outlive it. main: the sensor of the wearable's ECG, NULL for that
 * one itself. */
HtSensor *ht_sensor_new(const HtSurroundings *around, const char *address, guint quantity,
			HtSensor *main);
void ht_sensor_free(HtSensor *sensor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSensor, ht_sensor_free)

guint ht_sensor_quantity(const HtSensor *sensor);
/* (transfer none) The stream that is open; one is opened if none is. */
HtStream *ht_sensor_stream(HtSensor *sensor);
/* (transfer none) NULL = none is open. */
HtStream *ht_sensor_open_stream(const HtSensor *sensor);
/* samples->span.arrival_ns: 0 under virtual time. */
void ht_sensor_take(HtSensor *sensor, const HtSamples *samples, const HtOrigin *origin);
/* Packets of the wearable are known to be lost. */
void ht_sensor_lost(HtSensor *sensor, enum gap_cause cause, guint packets);
/* The user switched the sensor off or on. */
void ht_sensor_switch(HtSensor *sensor, gboolean on);
/* Finishes the stream that is open. link_lost: because the connection ended. */
void ht_sensor_close(HtSensor *sensor, gboolean link_lost);

G_END_DECLS
