/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/movesense-sensor.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/virtual/sender.h"
#include "common/bytes.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define DEGREES_PER_RAD (180 / 3.14159265358979323846)

/* Microvolts of one count. */
#define ECG_STEP_UV 0.381469726563

enum { ECG_SAMPLES = 16, ACC_SAMPLES = 8, KIND_REPLY = 1, KIND_DATA = 2, STATUS_OK = 200 };
enum { STATUS_NOT_FOUND = 404, STATUS_NO_SLOT = 507, PROTOCOL_VERSION = 1 };

static void init(void *state, const struct wearable_settings *settings,
		 const struct wearable_source *source)
{
	struct movesense_sensor *m = state;

	*m = (struct movesense_sensor){
	    .settings = *settings,
	    .source = *source,
	    .clock = {.start_ns = settings->clock_start_ns, .drift = settings->clock_drift},
	    .linked = true,
	    .contact = true,
	};
	sample_clock_init(&m->heart, WEARABLE_RATE_HZ, 0, 0);
	motion_init(&m->motion, settings->seed, &settings->motion);
}

static long read_value(const void *state, const char *uuid, uint8_t *out, size_t size)
{
	const struct movesense_sensor *m = state;

	if (strcmp(uuid, BATTERY_LEVEL_UUID) != 0 || size < 1)
		return -ENOENT;
	out[0] = m->settings.battery_percent;
	return 1;
}

static struct movesense_subscription *find(struct movesense_sensor *m, uint8_t reference)
{
	for (size_t i = 0; i < COUNT(m->subscription); i++) {
		if (m->subscription[i].reference == reference)
			return &m->subscription[i];
	}
	return NULL;
}

static bool measures(const struct movesense_sensor *m, enum movesense_resource resource)
{
	if (resource == MOVESENSE_GYRO && m->settings.motion.at)
		return m->settings.motion.sensors & IMU_ANGULAR_RATE;
	return resource == MOVESENSE_ECG || resource == MOVESENSE_ACC ||
	       resource == MOVESENSE_GYRO || resource == MOVESENSE_HEART_RATE;
}

static uint16_t subscribe_to(struct movesense_sensor *m, uint8_t reference, const char *path,
			     size_t size)
{
	struct movesense_subscription *slot = find(m, reference);
	enum movesense_resource resource;
	unsigned rate_hz;

	if (movesense_path_decode(path, size, &resource, &rate_hz) < 0 || !measures(m, resource))
		return STATUS_NOT_FOUND;
	slot = slot ? slot : find(m, 0);
	if (!slot)
		return STATUS_NO_SLOT;
	*slot = (struct movesense_subscription){.reference = reference, .resource = resource};
	sample_clock_init(&slot->samples, rate_hz > 0 ? rate_hz : 1, m->settings.rate_error,
			  m->now_ns);
	return STATUS_OK;
}

static void put_hello(struct byte_writer *w)
{
	static const char texts[] = "000000000001\0Movesense\0A0:9E:1A:00:00:01\0virtual\0001.0";

	put_u8(w, PROTOCOL_VERSION);
	put_bytes(w, texts, sizeof(texts));
}

static void obey(struct movesense_sensor *m, const uint8_t *data, size_t size,
		 struct byte_writer *w)
{
	struct movesense_subscription *slot;

	switch (data[0]) {
	case MOVESENSE_HELLO:
		put_hello(w);
		break;
	case MOVESENSE_SUBSCRIBE:
		put_u16(w, subscribe_to(m, data[1], (const char *)data + 2, size - 2));
		break;
	case MOVESENSE_UNSUBSCRIBE:
		slot = find(m, data[1]);
		put_u16(w, slot ? STATUS_OK : STATUS_NOT_FOUND);
		if (slot)
			slot->reference = 0;
		break;
	default:
		put_u16(w, STATUS_NOT_FOUND);
		break;
	}
}

static void write_value(void *state, const char *uuid, const uint8_t *data, size_t size,
			uint16_t mtu)
{
	struct movesense_sensor *m = state;
	struct byte_writer w;

	(void)mtu;
	if (strcmp(uuid, MOVESENSE_WRITE_UUID) != 0 || size < 2 || data[1] == 0)
		return;
	byte_writer_init(&w, m->answer.data, sizeof(m->answer.data));
	put_u8(&w, KIND_REPLY);
	put_u8(&w, data[1]);
	obey(m, data, size, &w);
	m->answer.size = (uint16_t)w.at;
	m->answer.uuid = MOVESENSE_DATA_UUID;
	m->has_answer = true;
}

static bool answer(void *state, struct wearable_packet *packet)
{
	struct movesense_sensor *m = state;

	if (!m->has_answer)
		return false;
	*packet = m->answer;
	packet->event = WEARABLE_PACKET;
	packet->content = CONTENT_ANSWER;
	m->has_answer = false;
	return true;
}

static void subscribe(void *state, const char *uuid)
{
	(void)state;
	(void)uuid;
}

static void unlink_sensor(void *state)
{
	struct movesense_sensor *m = state;

	memset(m->subscription, 0, sizeof(m->subscription));
}

static bool is_on(const void *state)
{
	const struct movesense_sensor *m = state;

	for (size_t i = 0; i < COUNT(m->subscription); i++) {
		if (m->subscription[i].reference != 0)
			return true;
	}
	return false;
}

/* A hub subscribes to one resource after the other. */
static unsigned settle_ms(const void *state)
{
	(void)state;
	return 100;
}

/* Takes the source up to a time. Returns 1, 0 at its end or where the link is lost, or -errno. */
static int advance(struct movesense_sensor *m, uint64_t ns)
{
	struct wearable_sample sample;
	int r;

	while (sample_clock_ns(&m->heart, m->index) <= ns) {
		r = m->source.next(m->source.context, &sample);
		if (r <= 0) {
			m->at_end = r == 0;
			return r;
		}
		m->uv[0] = m->uv[1];
		m->uv[1] = sample.uv;
		m->index++;
		m->contact = sample.contact;
		m->off_link_samples += sample.linked ? 0 : 1;
		if (sample.rr_1024 > 0 && sample.contact && m->rr_count < MOVESENSE_RR_KEPT)
			m->rr_1024[m->rr_count++] = sample.rr_1024;
		m->lost = !sample.linked;
		if (m->lost && m->linked)
			return 0;
	}
	return 1;
}

/* Between the two samples that were taken last. */
static double ecg_at(const struct movesense_sensor *m, uint64_t ns)
{
	uint64_t last_ns = sample_clock_ns(&m->heart, m->index > 0 ? m->index - 1 : 0);
	double back = last_ns > ns ? (double)(last_ns - ns) / 1e9 * WEARABLE_RATE_HZ : 0;

	return m->uv[1] + fmin(1, back) * (m->uv[0] - m->uv[1]);
}

static unsigned samples_of(const struct movesense_subscription *slot)
{
	return slot->resource == MOVESENSE_ECG ? ECG_SAMPLES : ACC_SAMPLES;
}

/* When the packet that is being filled is full. */
static uint64_t due_ns(const struct movesense_subscription *slot)
{
	return sample_clock_ns(&slot->samples, slot->sent + samples_of(slot));
}

static uint64_t stamp_ms(const struct movesense_sensor *m, uint64_t ns)
{
	return (wearable_clock_stamp(&m->clock, ns) - m->clock.start_ns) / 1000000;
}

static void begin_packet(struct movesense_sensor *m, const struct movesense_subscription *slot,
			 struct wearable_packet *packet, struct byte_writer *w)
{
	(void)m;
	packet->event = WEARABLE_PACKET;
	packet->uuid = MOVESENSE_DATA_UUID;
	packet->waited_for = true;
	byte_writer_init(w, packet->data, sizeof(packet->data));
	put_u8(w, KIND_DATA);
	put_u8(w, slot->reference);
}

static int make_ecg(struct movesense_sensor *m, struct movesense_subscription *slot,
		    struct wearable_packet *packet)
{
	struct byte_writer w;
	int r = 1;

	begin_packet(m, slot, packet, &w);
	put_u32(&w, (uint32_t)stamp_ms(m, sample_clock_ns(&slot->samples, slot->sent + 1)));
	for (unsigned i = 1; i <= ECG_SAMPLES && r > 0; i++) {
		uint64_t ns = sample_clock_ns(&slot->samples, slot->sent + i);

		r = advance(m, ns);
		put_u32(&w, (uint32_t)(int32_t)lround(ecg_at(m, ns) / ECG_STEP_UV));
	}
	packet->content = CONTENT_ECG;
	packet->samples = ECG_SAMPLES;
	packet->size = (uint16_t)w.at;
	slot->sent += ECG_SAMPLES;
	return r;
}

/* Angular rate in degrees a second, as the sensor sends it. */
static int make_motion(struct movesense_sensor *m, struct movesense_subscription *slot,
		       struct wearable_packet *packet)
{
	bool turns = slot->resource == MOVESENSE_GYRO;
	struct motion_sample sample;
	struct byte_writer w;

	begin_packet(m, slot, packet, &w);
	put_u32(&w, (uint32_t)stamp_ms(m, sample_clock_ns(&slot->samples, slot->sent + 1)));
	for (unsigned i = 1; i <= ACC_SAMPLES; i++) {
		motion_at(&m->motion, (double)sample_clock_ns(&slot->samples, slot->sent + i) / 1e9,
			  &sample);
		for (int axis = 0; axis < 3; axis++)
			put_f32(&w, turns
					? (float)(sample.angular_rate_rads[axis] * DEGREES_PER_RAD)
					: (float)sample.acceleration_ms2[axis]);
	}
	packet->content = CONTENT_WAVE;
	packet->samples = ACC_SAMPLES;
	packet->size = (uint16_t)w.at;
	slot->sent += ACC_SAMPLES;
	return 1;
}

/* One packet for the beats since the one before; at the time it is asked for. */
static bool make_beats(struct movesense_sensor *m, struct wearable_packet *packet)
{
	const struct movesense_subscription *slot = NULL;
	struct byte_writer w;

	for (size_t i = 0; i < COUNT(m->subscription); i++) {
		if (m->subscription[i].reference != 0 &&
		    m->subscription[i].resource == MOVESENSE_HEART_RATE)
			slot = &m->subscription[i];
	}
	if (!slot || m->rr_count == 0) {
		m->rr_count = 0;
		return false;
	}
	begin_packet(m, slot, packet, &w);
	put_f32(&w, 60.0f * 1024 / (float)m->rr_1024[m->rr_count - 1]);
	for (uint16_t i = 0; i < m->rr_count; i++)
		put_u16(&w, (uint16_t)(m->rr_1024[i] * 1000u / 1024));
	m->rr_count = 0;
	packet->content = CONTENT_HEART_RATE;
	packet->samples = 0;
	packet->size = (uint16_t)w.at;
	packet->due_ns = m->now_ns;
	return true;
}

static struct movesense_subscription *next_due(struct movesense_sensor *m)
{
	struct movesense_subscription *next = NULL;

	for (size_t i = 0; i < COUNT(m->subscription); i++) {
		struct movesense_subscription *slot = &m->subscription[i];

		if (slot->reference != 0 && slot->resource != MOVESENSE_HEART_RATE &&
		    (!next || due_ns(slot) < due_ns(next)))
			next = slot;
	}
	return next;
}

static void lose_link(struct movesense_sensor *m, struct wearable_packet *packet)
{
	unlink_sensor(m);
	m->linked = false;
	packet->event = WEARABLE_LINK_LOST;
	packet->due_ns = m->now_ns;
}

static int pass_time_off_link(struct movesense_sensor *m, struct wearable_packet *packet)
{
	int r = 1;

	while (m->lost && r > 0) {
		m->now_ns = sample_clock_ns(&m->heart, m->index);
		r = advance(m, m->now_ns);
	}
	m->linked = true;
	packet->due_ns = m->now_ns;
	packet->event = m->at_end ? WEARABLE_END : WEARABLE_LINK_BACK;
	return r < 0 ? r : 0;
}

/* Beats are found every second where nothing else makes time go by. */
static int pass_second(struct movesense_sensor *m)
{
	m->now_ns += 1000000000;
	return advance(m, m->now_ns);
}

static int next(void *state, struct wearable_packet *packet)
{
	struct movesense_sensor *m = state;
	struct movesense_subscription *slot = next_due(m);
	int r = 1;

	packet->samples = packet->size = 0;
	packet->waited_for = false;
	if (!m->linked)
		return pass_time_off_link(m, packet);
	if (m->lost) {
		lose_link(m, packet);
		return 0;
	}
	while (!m->at_end && !m->lost && r > 0 && packet->size == 0) {
		if (make_beats(m, packet))
			return 0;
		if (!slot) {
			r = pass_second(m);
			continue;
		}
		m->now_ns = packet->due_ns = due_ns(slot);
		if (m->settings.end_ns > 0 && m->now_ns > m->settings.end_ns)
			m->at_end = true;
		else if (slot->resource == MOVESENSE_ECG)
			r = make_ecg(m, slot, packet);
		else
			r = make_motion(m, slot, packet);
	}
	if (m->at_end && packet->size == 0)
		packet->event = WEARABLE_END;
	else if (m->lost && packet->size == 0)
		lose_link(m, packet);
	return r < 0 ? r : 0;
}

static int skip(void *state, uint64_t until_ns)
{
	struct movesense_sensor *m = state;
	uint64_t before = m->index;
	bool linked = m->linked;
	int r;

	m->linked = false; /* what the source says of its link is no news now */
	r = advance(m, until_ns);
	m->linked = linked;
	m->off_link_samples += m->index - before;
	m->now_ns = until_ns;
	m->rr_count = 0;
	return r < 0 ? r : 0;
}

static void reset_clock(void *state)
{
	struct movesense_sensor *m = state;

	m->clock.reset_ns = m->now_ns;
}

static void set_rate_error(void *state, double rate_error)
{
	struct movesense_sensor *m = state;

	m->settings.rate_error = rate_error;
	for (size_t i = 0; i < COUNT(m->subscription); i++) {
		if (m->subscription[i].reference != 0)
			sample_clock_set_error(&m->subscription[i].samples, m->subscription[i].sent,
					       rate_error);
	}
}

static void count(const void *state, struct wearable_counts *counts)
{
	const struct movesense_sensor *m = state;

	counts->off_link_samples = m->off_link_samples;
	counts->device_samples = m->index;
}

static const struct gatt_characteristic data_service[] = {
    {MOVESENSE_WRITE_UUID, 0x0031, sender_writable},
    {MOVESENSE_DATA_UUID, 0x0034, sender_notifying},
};
static const struct gatt_service services[] = {
    SENDER_COMMON_SERVICES, {MOVESENSE_SERVICE_UUID, 0x0030, data_service, COUNT(data_service)}};

const struct wearable_kind wearable_movesense = {
    .name = "movesense",
    .meaning = "Movesense: ECG, acceleration, angular rate, beats",
    .local_name = "Movesense 000000000001",
    .model = "virtual Movesense",
    .services = services,
    .services_count = COUNT(services),
    .plays_heart = true,
    .motion = IMU_ACCELERATION | IMU_ANGULAR_RATE,
    .state_size = sizeof(struct movesense_sensor),
    .init = init,
    .read = read_value,
    .write = write_value,
    .answer = answer,
    .subscribe = subscribe,
    .unlink = unlink_sensor,
    .is_on = is_on,
    .settle_ms = settle_ms,
    .next = next,
    .skip = skip,
    .reset_clock = reset_clock,
    .set_rate_error = set_rate_error,
    .count = count,
};
