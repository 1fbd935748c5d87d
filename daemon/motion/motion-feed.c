/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/motion/motion-feed.h"

#include <math.h>
#include <string.h>

enum { SENSORS = 3, AXES = 3 };

/* Room for what waits; more comes only from a wearable that lies about its times. */
enum { WAITING_MAX = 4096 };

typedef struct {
	gint64 t_ns;
	float value[AXES];
} Moment;

typedef struct {
	gboolean heard;
	GArray *waiting; /* Moment, oldest first */
	guint taken;     /* of these */
	gint64 newest_ns;
	gint64 block_ns; /* how much its blocks hold */
	double period_ns;
	enum sample_trust trust;
} Sensor;

typedef struct {
	char *person, *address, *stream;
	Sensor sensor[SENSORS];
	gint64 told_ns; /* newest that was handed on */
	HtMotionSource source;
} Body;

typedef struct {
	guint number; /* 0 = left */
	char *person; /* NULL = everybody */
	HtMotionListener to;
} Listener;

struct _HtMotionFeed {
	GHashTable *bodies;   /* address -> Body */
	GPtrArray *listeners; /* Listener */
	guint next_number;
	guint calls; /* under way */
};

static void body_free(gpointer data)
{
	Body *body = data;

	for (guint i = 0; i < SENSORS; i++)
		g_array_unref(body->sensor[i].waiting);
	g_free(body->person);
	g_free(body->address);
	g_free(body->stream);
	g_free(body);
}

static void listener_free(gpointer data)
{
	Listener *listener = data;

	g_free(listener->person);
	g_free(listener);
}

HtMotionFeed *ht_motion_feed_new(void)
{
	HtMotionFeed *feed = g_new0(HtMotionFeed, 1);

	feed->bodies = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, body_free);
	feed->listeners = g_ptr_array_new_with_free_func(listener_free);
	return feed;
}

void ht_motion_feed_free(HtMotionFeed *feed)
{
	if (!feed)
		return;
	g_hash_table_unref(feed->bodies);
	g_ptr_array_unref(feed->listeners);
	g_free(feed);
}

guint ht_motion_feed_listen(HtMotionFeed *feed, const char *person,
			    const HtMotionListener *listener)
{
	Listener *added = g_new0(Listener, 1);

	added->number = ++feed->next_number;
	added->person = g_strdup(person);
	added->to = *listener;
	g_ptr_array_add(feed->listeners, added);
	return added->number;
}

static void forget_left(HtMotionFeed *feed)
{
	for (guint i = feed->listeners->len; i-- > 0;)
		if (((Listener *)feed->listeners->pdata[i])->number == 0)
			g_ptr_array_remove_index(feed->listeners, i);
}

void ht_motion_feed_unlisten(HtMotionFeed *feed, guint number)
{
	for (guint i = 0; i < feed->listeners->len; i++) {
		Listener *listener = feed->listeners->pdata[i];

		if (number != 0 && listener->number == number)
			listener->number = 0;
	}
	if (feed->calls == 0)
		forget_left(feed);
}

static gboolean listens(const Listener *listener, const char *person)
{
	return listener->number != 0 &&
	       (!listener->person || g_str_equal(listener->person, person));
}

static gboolean is_wanted(const HtMotionFeed *feed, const char *person)
{
	for (guint i = 0; i < feed->listeners->len; i++)
		if (listens(feed->listeners->pdata[i], person))
			return TRUE;
	return FALSE;
}

typedef enum { TELL_SAMPLE, TELL_HOLE, TELL_ENDED } Told;

typedef struct {
	Told told;
	const struct imu_sample *sample;
	unsigned what;
	gint64 start_utc_ns, end_utc_ns;
} News;

static void tell_one(const Listener *listener, const Body *body, const News *news)
{
	const HtMotionListener *to = &listener->to;

	switch (news->told) {
	case TELL_SAMPLE:
		to->sample(to->context, &body->source, news->sample);
		break;
	case TELL_HOLE:
		if (to->hole)
			to->hole(to->context, &body->source, news->what, news->start_utc_ns,
				 news->end_utc_ns);
		break;
	case TELL_ENDED:
		if (to->ended)
			to->ended(to->context, &body->source);
		break;
	}
}

/* Who began to listen during the call hears of what is next. */
static void tell(HtMotionFeed *feed, const Body *body, const News *news)
{
	guint count = feed->listeners->len;

	feed->calls++;
	for (guint i = 0; i < count; i++)
		if (listens(feed->listeners->pdata[i], body->person))
			tell_one(feed->listeners->pdata[i], body, news);
	feed->calls--;
	if (feed->calls == 0)
		forget_left(feed);
}

static guint left(const Sensor *sensor)
{
	return sensor->waiting->len - sensor->taken;
}

static const Moment *head(const Sensor *sensor)
{
	return &g_array_index(sensor->waiting, Moment, sensor->taken);
}

static void take_head(Sensor *sensor)
{
	sensor->taken++;
}

/* A sensor that is always a little ahead always has some left that wait: what went on goes. */
static void forget_taken(Sensor *sensor)
{
	g_array_remove_range(sensor->waiting, 0, sensor->taken);
	sensor->taken = 0;
}

/* The sensor whose next sample is the oldest; SENSORS = nothing waits. */
static guint oldest(const Body *body)
{
	guint found = SENSORS;

	for (guint i = 0; i < SENSORS; i++)
		if (left(&body->sensor[i]) > 0 &&
		    (found == SENSORS ||
		     head(&body->sensor[i])->t_ns < head(&body->sensor[found])->t_ns))
			found = i;
	return found;
}

/* What is no further apart was measured at one time. */
static gint64 tolerance_ns(const Sensor *a, const Sensor *b)
{
	return (gint64)(fmin(a->period_ns, b->period_ns) / 4);
}

static gboolean is_at_once(const Sensor *sensor, const Sensor *other, gint64 t_ns)
{
	return left(other) > 0 && head(other)->t_ns - t_ns <= tolerance_ns(sensor, other);
}

/* Whether the other sensor has said what it has to say of that time, or is not waited for. */
static gboolean has_spoken(const Body *body, const Sensor *sensor, const Sensor *other, gint64 t_ns)
{
	gint64 newest_ns = 0;

	if (!other->heard || is_at_once(sensor, other, t_ns) ||
	    other->newest_ns > t_ns + tolerance_ns(sensor, other))
		return TRUE;
	for (guint i = 0; i < SENSORS; i++)
		if (body->sensor[i].heard)
			newest_ns = MAX(newest_ns, body->sensor[i].newest_ns);
	return newest_ns - other->newest_ns > other->block_ns + HT_MOTION_PATIENCE_NS;
}

static gboolean may_go(const Body *body, guint which)
{
	const Sensor *sensor = &body->sensor[which];

	for (guint i = 0; i < SENSORS; i++)
		if (i != which && !has_spoken(body, sensor, &body->sensor[i], head(sensor)->t_ns))
			return FALSE;
	return TRUE;
}

static void put(struct imu_sample *sample, guint which, const float value[AXES])
{
	float *to[SENSORS] = {sample->acc_ms2, sample->gyr_rads, sample->mag_ut};

	memcpy(to[which], value, AXES * sizeof *value);
	sample->has |= 1u << which;
}

static void hand_on(HtMotionFeed *feed, Body *body, guint which)
{
	struct imu_sample sample = {.t_ns = MAX(head(&body->sensor[which])->t_ns, body->told_ns)};
	gint64 t_ns = head(&body->sensor[which])->t_ns;
	const News news = {.told = TELL_SAMPLE, .sample = &sample};

	for (guint i = 0; i < SENSORS; i++) {
		Sensor *other = &body->sensor[i];

		if (i != which && !is_at_once(&body->sensor[which], other, t_ns))
			continue;
		put(&sample, i, head(other)->value);
		if (i != which)
			take_head(other);
	}
	take_head(&body->sensor[which]);
	body->told_ns = sample.t_ns;
	tell(feed, body, &news);
}

static void drain(HtMotionFeed *feed, Body *body, gboolean all)
{
	guint which;

	while ((which = oldest(body)) < SENSORS && (all || may_go(body, which)))
		hand_on(feed, body, which);
}

static Body *body_new(const HtMotionStream *from)
{
	Body *body = g_new0(Body, 1);

	body->person = g_strdup(from->person);
	body->address = g_strdup(from->address);
	body->stream = g_strdup("");
	for (guint i = 0; i < SENSORS; i++)
		body->sensor[i].waiting = g_array_new(FALSE, FALSE, sizeof(Moment));
	body->source.person = body->person;
	body->source.address = body->address;
	body->source.stream = body->stream;
	return body;
}

static void end(HtMotionFeed *feed, Body *body)
{
	const News news = {.told = TELL_ENDED};

	drain(feed, body, TRUE);
	g_hash_table_steal(feed->bodies, body->address);
	tell(feed, body, &news);
	body_free(body);
}

static Body *body_of(HtMotionFeed *feed, const HtMotionStream *from)
{
	Body *body = g_hash_table_lookup(feed->bodies, from->address);

	if (body && !g_str_equal(body->person, from->person)) {
		end(feed, body);
		body = NULL;
	}
	if (!body) {
		body = body_new(from);
		g_hash_table_insert(feed->bodies, body->address, body);
	}
	return body;
}

/* Bit of struct imu_sample as a number; SENSORS = it is no motion. */
static guint sensor_of(guint quantity)
{
	switch (quantity) {
	case QUANTITY_ACCELERATION:
		return 0;
	case QUANTITY_ANGULAR_RATE:
		return 1;
	case QUANTITY_MAGNETIC_FIELD:
		return 2;
	default:
		return SENSORS;
	}
}

static gboolean is_worse(enum sample_trust a, enum sample_trust b)
{
	return a == TRUST_SUSPECT || (a == TRUST_UNAUTHENTICATED && b == TRUST_AUTHENTICATED);
}

/* What a listener is told of where samples come from. */
static void describe(Body *body, guint which, const HtMotionStream *from, const HtSamples *samples)
{
	HtMotionSource *source = &body->source;

	body->sensor[which].heard = TRUE;
	body->sensor[which].trust = from->trust;
	source->has |= 1u << which;
	if (which == 0 && !g_str_equal(body->stream, from->stream)) {
		g_free(body->stream);
		source->stream = body->stream = g_strdup(from->stream);
	}
	if (which == 0)
		source->rate_hz = (float)samples->span.rate_mhz / 1000.0f;
	source->trust = from->trust;
	for (guint i = 0; i < SENSORS; i++)
		if (body->sensor[i].heard && is_worse(body->sensor[i].trust, source->trust))
			source->trust = body->sensor[i].trust;
}

static float value_of(const HtSamples *samples, gint32 raw)
{
	float number;

	if (!samples->is_float)
		return (float)(raw * samples->scale);
	memcpy(&number, &raw, sizeof number);
	return (float)((double)number * samples->scale);
}

/* FALSE: no sensor measures that. */
static gboolean read_moment(const HtSamples *samples, guint index, Moment *moment)
{
	for (guint axis = 0; axis < AXES; axis++) {
		moment->value[axis] =
		    value_of(samples, samples->raw[index * samples->channels + axis]);
		if (!(fabsf(moment->value[axis]) <= IMU_LARGEST))
			return FALSE;
	}
	return TRUE;
}

static void append(Sensor *sensor, const HtSamples *samples, gint64 first_utc_ns, double period_ns)
{
	guint count = samples->span.count;
	Moment moment;

	forget_taken(sensor);
	for (guint i = 0; i < count; i++) {
		moment.t_ns = first_utc_ns + (gint64)(i * period_ns);
		if (read_moment(samples, i, &moment))
			g_array_append_val(sensor->waiting, moment);
	}
	sensor->newest_ns = first_utc_ns + (gint64)((count - 1) * period_ns);
	sensor->block_ns = (gint64)(count * period_ns);
	sensor->period_ns = period_ns;
}

void ht_motion_feed_take(HtMotionFeed *feed, const HtMotionStream *from, const HtSamples *samples,
			 gint64 first_utc_ns, double period_ns)
{
	guint which = sensor_of(from->quantity);
	Body *body;

	if (which == SENSORS || samples->channels < AXES || !is_wanted(feed, from->person))
		return;
	body = body_of(feed, from);
	describe(body, which, from, samples);
	append(&body->sensor[which], samples, first_utc_ns, period_ns);
	drain(feed, body, left(&body->sensor[which]) > WAITING_MAX);
}

void ht_motion_feed_hole(HtMotionFeed *feed, const HtMotionStream *from, gint64 start_utc_ns,
			 gint64 end_utc_ns)
{
	guint which = sensor_of(from->quantity);
	Body *body = g_hash_table_lookup(feed->bodies, from->address);
	const News news = {.told = TELL_HOLE,
			   .what = 1u << which,
			   .start_utc_ns = start_utc_ns,
			   .end_utc_ns = end_utc_ns};

	if (which < SENSORS && body)
		tell(feed, body, &news);
}

void ht_motion_feed_end(HtMotionFeed *feed, const HtMotionStream *from)
{
	Body *body = g_hash_table_lookup(feed->bodies, from->address);

	if (sensor_of(from->quantity) < SENSORS && body)
		end(feed, body);
}
