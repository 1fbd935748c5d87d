/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How people move, live: acceleration, angular rate and magnetic field of one wearable, each a
 * stream with a rate and blocks of its own, put together into samples in order of time.
 *
 * What two sensors measured at one time (within a quarter of a period) is one sample. A sample
 * waits for the wearable's other sensors until they have said everything up to its time, at most
 * their usual block and HT_MOTION_PATIENCE_NS more of sample time: one that is silent for longer is
 * not waited for. What then comes late is not lost: it is handed on at the newest time. Sensors of
 * one wearable whose blocks come together, and a sensor alone, are not delayed at all. Only sample
 * time counts: the same blocks give the same samples, whenever they come. Main thread only.
 */
#pragma once

#include "common/imu_sample.h"
#include "common/trust.h"
#include "daemon/streams/samples.h"

G_BEGIN_DECLS

#define HT_MOTION_PATIENCE_NS G_GINT64_CONSTANT(100000000)

typedef struct _HtMotionFeed HtMotionFeed;

/* Where a sample comes from; valid during the call. */
typedef struct {
	const char *person;
	const char *address;
	const char *stream;      /* id of the stream of acceleration; "" = there is none */
	float rate_hz;           /* nominal, of the acceleration; 0 = not known */
	enum sample_trust trust; /* the worst of its sensors' */
	unsigned has;            /* IMU_ bits of the sensors that have spoken */
} HtMotionSource;

typedef struct {
	gpointer context;
	/* sample->t_ns is hub time, UTC; of one wearable it never goes back between two "ended". */
	void (*sample)(gpointer context, const HtMotionSource *source,
		       const struct imu_sample *sample);
	/* Samples of these sensors (IMU_ bits) are missing between the two times: they were lost,
	 * and do not come. May be NULL. */
	void (*hole)(gpointer context, const HtMotionSource *source, unsigned what,
		     gint64 start_utc_ns, gint64 end_utc_ns);
	/* No more of this wearable: the link was lost, its streams were switched off, its clock was
	 * set, or it is somebody else's now. What comes next, if anything, begins anew. May be
	 * NULL. */
	void (*ended)(gpointer context, const HtMotionSource *source);
} HtMotionListener;

/* (transfer full) */
HtMotionFeed *ht_motion_feed_new(void);
void ht_motion_feed_free(HtMotionFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtMotionFeed, ht_motion_feed_free)

/* person NULL = everybody's. The listener is copied. Returns a number for unlisten, never 0.
 * Listening and unlistening from within a call is allowed. */
guint ht_motion_feed_listen(HtMotionFeed *feed, const char *person,
			    const HtMotionListener *listener);
void ht_motion_feed_unlisten(HtMotionFeed *feed, guint number);

/* From the streams (daemon/streams/stream.c). */
typedef struct {
	const char *person, *address, *stream;
	enum sample_trust trust;
	guint quantity; /* of enum quantity; others are ignored */
} HtMotionStream;

/* samples->span.count samples; first_utc_ns and period_ns lay them on hub time. */
void ht_motion_feed_take(HtMotionFeed *feed, const HtMotionStream *from, const HtSamples *samples,
			 gint64 first_utc_ns, double period_ns);
void ht_motion_feed_hole(HtMotionFeed *feed, const HtMotionStream *from, gint64 start_utc_ns,
			 gint64 end_utc_ns);
/* This stream has ended. */
void ht_motion_feed_end(HtMotionFeed *feed, const HtMotionStream *from);

G_END_DECLS
