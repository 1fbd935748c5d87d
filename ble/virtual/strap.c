/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/strap.h"

#include "ble/codec/battery.h"
#include "ble/codec/heart_rate.h"

#include <errno.h>
#include <string.h>

/* An H10's cell lasts about 400 h. */
enum { SAMPLES_PER_BATTERY_PERCENT = 4 * 3600 * WEARABLE_RATE_HZ };
enum { RATE_MEAN_BEATS = 5 };

void strap_init(struct strap *s, const struct wearable_settings *settings,
		const struct wearable_source *source)
{
	*s = (struct strap){
	    .settings = *settings,
	    .source = *source,
	    .clock = {.start_ns = settings->clock_start_ns, .drift = settings->clock_drift},
	    .linked = true,
	    .contact = true,
	    .started = settings->already_started,
	};
	s->frame.rate_mhz = WEARABLE_RATE_HZ * 1000;
	sample_clock_init(&s->samples, WEARABLE_RATE_HZ, settings->rate_error, 0);
	motion_init(&s->motion.motion, settings->seed, &settings->motion);
}

uint8_t strap_battery_percent(const struct strap *s)
{
	uint64_t spent = s->index / SAMPLES_PER_BATTERY_PERCENT;

	return spent < s->settings.battery_percent ? (uint8_t)(s->settings.battery_percent - spent)
						   : 0;
}

void strap_unlink(struct strap *s)
{
	s->started = s->motion.started = s->heart_rate_wanted = false;
}

static uint64_t now_ns(const struct strap *s)
{
	return sample_clock_ns(&s->samples, s->index);
}

static int make_frame(struct strap *s, struct wearable_packet *packet)
{
	long size;

	s->frame.device_ns =
	    wearable_clock_stamp(&s->clock, sample_clock_ns(&s->samples, s->index - 1));
	size = pmd_ecg_frame_encode(&s->frame, packet->data, sizeof(packet->data));
	if (size < 0)
		return (int)size;
	packet->content = CONTENT_ECG;
	packet->uuid = PMD_DATA_UUID;
	packet->waited_for = true;
	packet->size = (uint16_t)size;
	packet->samples = s->frame.count;
	s->frame.count = 0;
	return 0;
}

static uint16_t mean_rate_bpm(const struct strap *s)
{
	unsigned n = s->rr_recent_count < RATE_MEAN_BEATS ? s->rr_recent_count : RATE_MEAN_BEATS;
	uint32_t sum = 0;

	for (unsigned i = 1; i <= n; i++)
		sum += s->rr_recent[(s->rr_recent_count - i) % STRAP_RR_KEPT];
	if (sum == 0)
		return 0;
	return (uint16_t)((n * 60u * 1024u + sum / 2) / sum);
}

static int make_heart_rate(struct strap *s, struct wearable_packet *packet)
{
	struct heart_rate_block hr = {.contact_supported = true, .contact = s->contact};
	long size;

	if (s->contact) {
		hr.hr_bpm = mean_rate_bpm(s);
		hr.rr_count = s->rr_waiting_count;
		memcpy(hr.rr_1024, s->rr_waiting, s->rr_waiting_count * sizeof(s->rr_waiting[0]));
	}
	s->rr_waiting_count = 0;
	s->heart_rate_due = false;
	size = heart_rate_encode(&hr, packet->data, sizeof(packet->data));
	if (size < 0)
		return (int)size;
	packet->content = CONTENT_HEART_RATE;
	packet->uuid = HEART_RATE_MEASUREMENT_UUID;
	packet->size = (uint16_t)size;
	return 0;
}

static void make_battery(struct strap *s, struct wearable_packet *packet)
{
	s->battery_due = false;
	packet->content = CONTENT_BATTERY;
	packet->uuid = BATTERY_LEVEL_UUID;
	packet->size = 1;
	packet->data[0] = strap_battery_percent(s);
}

static void take_interval(struct strap *s, uint16_t rr_1024)
{
	s->rr_recent[s->rr_recent_count++ % STRAP_RR_KEPT] = rr_1024;
	if (s->rr_recent_count == 2 * STRAP_RR_KEPT)
		s->rr_recent_count = STRAP_RR_KEPT;
	if (s->rr_waiting_count < STRAP_RR_KEPT)
		s->rr_waiting[s->rr_waiting_count++] = rr_1024;
}

static void take_sample(struct strap *s, const struct wearable_sample *sample)
{
	if (s->started)
		s->frame.uv[s->frame.count++] = sample->uv;
	else
		s->off_link_samples++;
	s->index++;
	s->contact = sample->contact;
	if (sample->rr_1024 > 0 && sample->contact)
		take_interval(s, sample->rr_1024);
	if (!sample->contact)
		s->rr_recent_count = 0;
	s->heart_rate_due = s->source.has_heart_rate && s->index % WEARABLE_RATE_HZ == 0;
	s->battery_due = s->index % SAMPLES_PER_BATTERY_PERCENT == 0;
}

static int pull(struct strap *s, struct wearable_sample *sample)
{
	if (s->holds_sample) {
		*sample = s->held;
		s->holds_sample = false;
		return 1;
	}
	if (s->settings.end_ns > 0 && now_ns(s) >= s->settings.end_ns)
		return 0;
	return s->source.next(s->source.context, sample);
}

static void hold(struct strap *s, const struct wearable_sample *sample)
{
	s->held = *sample;
	s->holds_sample = true;
}

/* What was gathered for a packet that nobody will get is lost, as in the strap. */
static void forget_gathered(struct strap *s)
{
	s->off_link_samples += s->frame.count;
	s->frame.count = 0;
	s->rr_waiting_count = 0;
	s->rr_recent_count = 0;
	s->heart_rate_due = false;
}

static void lose_link(struct strap *s, struct wearable_packet *packet)
{
	forget_gathered(s);
	strap_unlink(s);
	s->linked = false;
	packet->event = WEARABLE_LINK_LOST;
}

/* Samples that fall while the strap is out of reach are nobody's. */
static int pass_time_off_link(struct strap *s, struct wearable_packet *packet)
{
	struct wearable_sample sample;
	int r;

	while ((r = pull(s, &sample)) > 0 && !sample.linked) {
		s->index++;
		s->off_link_samples++;
	}
	if (r < 0)
		return r;
	packet->due_ns = now_ns(s);
	packet->event = r == 0 ? WEARABLE_END : WEARABLE_LINK_BACK;
	s->at_end = r == 0;
	s->linked = true;
	if (r > 0)
		hold(s, &sample);
	return 0;
}

static bool motion_is_due(const struct strap *s)
{
	return s->motion.started && s->motion.due_ns <= now_ns(s);
}

static int gather(struct strap *s, bool *lost)
{
	struct wearable_sample sample;
	int r;

	while (s->frame.count < PMD_ECG_FRAME_SAMPLES && !s->heart_rate_due && !s->battery_due &&
	       !motion_is_due(s)) {
		r = pull(s, &sample);
		if (r < 0)
			return r;
		s->at_end = r == 0;
		if (s->at_end)
			return 0;
		if (!sample.linked) {
			hold(s, &sample);
			*lost = true;
			return 0;
		}
		take_sample(s, &sample);
	}
	return 0;
}

int strap_next(struct strap *s, struct wearable_packet *packet)
{
	bool lost = false;
	int r;

	packet->event = WEARABLE_PACKET;
	packet->waited_for = false;
	packet->samples = packet->size = 0;
	if (!s->linked)
		return pass_time_off_link(s, packet);
	if (!s->at_end) {
		r = gather(s, &lost);
		if (r < 0)
			return r;
	}
	packet->due_ns = now_ns(s);
	if (s->frame.count == PMD_ECG_FRAME_SAMPLES || (s->at_end && s->frame.count > 0))
		return make_frame(s, packet);
	if (motion_is_due(s))
		strap_motion_frame(&s->motion, &s->clock, packet);
	else if (s->heart_rate_due)
		return make_heart_rate(s, packet);
	else if (s->battery_due)
		make_battery(s, packet);
	else if (lost)
		lose_link(s, packet);
	else
		packet->event = WEARABLE_END;
	return 0;
}

int strap_skip(struct strap *s, uint64_t until_ns)
{
	struct wearable_sample sample;
	int r = 1;

	forget_gathered(s);
	while (now_ns(s) < until_ns && (r = pull(s, &sample)) > 0) {
		s->index++;
		s->off_link_samples++;
	}
	s->at_end = r == 0;
	if (s->motion.started)
		strap_motion_skip(&s->motion, now_ns(s));
	return r < 0 ? r : 0;
}
