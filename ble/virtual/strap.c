/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/strap.h"

#include "ble/codec/heart_rate.h"

#include <errno.h>
#include <string.h>

/* An H10's cell lasts about 400 h. */
enum { SAMPLES_PER_BATTERY_PERCENT = 4 * 3600 * WEARABLE_RATE_HZ };
enum { RATE_MEAN_BEATS = 5, RESOLUTION_BITS = 14, SPOILED_FRAME_BYTES = 64 };

const struct strap_settings strap_settings_default = {
    .clock_start_ns = STRAP_CLOCK_START_NS,
    .battery_percent = 85,
};

void strap_init(struct strap *s, const struct strap_settings *settings,
		const struct wearable_source *source)
{
	*s = (struct strap){
	    .settings = *settings,
	    .source = *source,
	    .linked = true,
	    .contact = true,
	    .started = settings->faults.already_started,
	    .noise_state = UINT64_C(0x9e3779b97f4a7c15),
	};
	s->frame.rate_mhz = WEARABLE_RATE_HZ * 1000;
}

void strap_features(uint8_t out[STRAP_FEATURES_SIZE])
{
	memset(out, 0, STRAP_FEATURES_SIZE);
	out[0] = 0x0f;
	out[1] = 1u << PMD_ECG;
}

uint8_t strap_battery_percent(const struct strap *s)
{
	uint64_t spent = s->index / SAMPLES_PER_BATTERY_PERCENT;

	return spent < s->settings.battery_percent ? (uint8_t)(s->settings.battery_percent - spent)
						   : 0;
}

static enum pmd_status settings_status(const struct pmd_settings *settings)
{
	if (settings->rate_hz == 0 || settings->resolution_bits == 0)
		return PMD_INVALID_PARAMETER;
	if (settings->rate_hz != WEARABLE_RATE_HZ)
		return PMD_INVALID_RATE;
	if (settings->resolution_bits != RESOLUTION_BITS)
		return PMD_INVALID_RESOLUTION;
	return PMD_SUCCESS;
}

static enum pmd_status switch_stream(struct strap *s, bool on)
{
	if (s->started == on)
		return PMD_ALREADY_IN_STATE;
	s->started = on;
	return PMD_SUCCESS;
}

static enum pmd_status obey(struct strap *s, const struct pmd_command *command, uint16_t mtu)
{
	enum pmd_status status;

	if (mtu < PMD_MTU_MIN)
		return PMD_INVALID_MTU;
	if (command->type != PMD_ECG)
		return command->type == PMD_ACC ? PMD_NOT_SUPPORTED : PMD_INVALID_TYPE;
	switch (command->operation) {
	case PMD_GET_SETTINGS:
		return PMD_SUCCESS;
	case PMD_START:
		status = settings_status(&command->settings);
		return status != PMD_SUCCESS ? status : switch_stream(s, true);
	case PMD_STOP:
		return switch_stream(s, false);
	default:
		return PMD_INVALID_OPERATION;
	}
}

static enum pmd_status bad_command_status(const uint8_t *data, size_t size)
{
	if (size > 0 && (data[0] < PMD_GET_SETTINGS || data[0] > PMD_STOP))
		return PMD_INVALID_OPERATION;
	return size < 2 ? PMD_INVALID_LENGTH : PMD_INVALID_PARAMETER;
}

long strap_command(struct strap *s, const uint8_t *data, size_t size, uint16_t mtu, uint8_t *out,
		   size_t out_size)
{
	struct pmd_response response = {0};
	struct pmd_command command;

	response.operation = size > 0 ? data[0] : 0;
	response.type = size > 1 ? data[1] : 0;
	if (pmd_command_decode(data, size, &command) < 0)
		response.status = (uint8_t)bad_command_status(data, size);
	else
		response.status = (uint8_t)obey(s, &command, mtu);
	if (response.operation == PMD_GET_SETTINGS && response.status == PMD_SUCCESS)
		response.settings = (struct pmd_settings){.rate_hz = WEARABLE_RATE_HZ,
							  .resolution_bits = RESOLUTION_BITS};
	return pmd_response_encode(&response, out, out_size);
}

void strap_unlink(struct strap *s)
{
	s->started = false;
}

/* Exact: no drift however long it plays. */
static uint64_t sample_time_ns(const struct strap *s, uint64_t index)
{
	return s->settings.clock_start_ns + index / WEARABLE_RATE_HZ * UINT64_C(1000000000) +
	       index % WEARABLE_RATE_HZ * UINT64_C(1000000000) / WEARABLE_RATE_HZ;
}

static uint8_t noise_byte(struct strap *s)
{
	s->noise_state ^= s->noise_state << 13;
	s->noise_state ^= s->noise_state >> 7;
	s->noise_state ^= s->noise_state << 17;
	return (uint8_t)(s->noise_state >> 32);
}

static void spoil_frame(struct strap *s, struct strap_packet *packet)
{
	const struct strap_faults *faults = &s->settings.faults;

	if (faults->rubbish_every > 0 && s->frames % faults->rubbish_every == 0) {
		packet->size = (uint16_t)(1 + noise_byte(s) % SPOILED_FRAME_BYTES);
		for (uint16_t i = 0; i < packet->size; i++)
			packet->data[i] = noise_byte(s);
		packet->data[0] |= 0x30; /* no measurement type in use */
	} else if (faults->lying_every > 0 && s->frames % faults->lying_every == 0) {
		packet->size--;
	} else {
		return;
	}
	s->spoiled_samples += packet->samples;
	packet->samples = 0;
}

static int make_frame(struct strap *s, struct strap_packet *packet)
{
	long size;

	s->frame.device_ns = sample_time_ns(s, s->index - 1);
	size = pmd_ecg_frame_encode(&s->frame, packet->data, sizeof(packet->data));
	if (size < 0)
		return (int)size;
	packet->event = STRAP_ECG;
	packet->size = (uint16_t)size;
	packet->samples = s->frame.count;
	s->frame.count = 0;
	s->frames++;
	spoil_frame(s, packet);
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

static int make_heart_rate(struct strap *s, struct strap_packet *packet)
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
	packet->event = STRAP_HEART_RATE;
	packet->size = (uint16_t)size;
	return 0;
}

static void make_battery(struct strap *s, struct strap_packet *packet)
{
	s->battery_due = false;
	packet->event = STRAP_BATTERY;
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
	s->frame.uv[s->frame.count++] = sample->uv;
	s->index++;
	s->contact = sample->contact;
	if (sample->rr_1024 > 0 && sample->contact)
		take_interval(s, sample->rr_1024);
	if (!sample->contact)
		s->rr_recent_count = 0;
	s->heart_rate_due = s->source.has_heart_rate && s->index % WEARABLE_RATE_HZ == 0;
	s->battery_due = s->index % SAMPLES_PER_BATTERY_PERCENT == 0;
}

/* The next sample of the source, with the fault of a dropped link laid over it. */
static int pull(struct strap *s, struct wearable_sample *sample)
{
	const struct strap_faults *faults = &s->settings.faults;
	int r;

	if (s->holds_sample) {
		*sample = s->held;
		s->holds_sample = false;
		return 1;
	}
	if (s->settings.samples_max > 0 && s->index >= s->settings.samples_max)
		return 0;
	r = s->source.next(s->source.context, sample);
	if (r > 0 && s->index >= faults->drop_at_index &&
	    s->index - faults->drop_at_index < faults->drop_samples)
		sample->linked = false;
	return r;
}

static void hold(struct strap *s, const struct wearable_sample *sample)
{
	s->held = *sample;
	s->holds_sample = true;
}

/* What was gathered for a frame nobody will get is lost, as in the strap. */
static void lose_link(struct strap *s, struct strap_packet *packet)
{
	s->off_link_samples += s->frame.count;
	s->frame.count = 0;
	s->rr_waiting_count = 0;
	s->rr_recent_count = 0;
	s->linked = false;
	s->started = false;
	packet->event = STRAP_LINK_LOST;
}

/* Samples that fall while the strap is out of reach are nobody's. */
static int pass_time_off_link(struct strap *s, struct strap_packet *packet)
{
	struct wearable_sample sample;
	int r;

	while ((r = pull(s, &sample)) > 0 && !sample.linked) {
		s->index++;
		s->off_link_samples++;
	}
	if (r < 0)
		return r;
	packet->due_index = s->index;
	packet->event = r == 0 ? STRAP_END : STRAP_LINK_BACK;
	s->at_end = r == 0;
	s->linked = true;
	if (r > 0)
		hold(s, &sample);
	return 0;
}

static int gather(struct strap *s, bool *lost)
{
	struct wearable_sample sample;
	int r;

	while (s->frame.count < PMD_ECG_FRAME_SAMPLES && !s->heart_rate_due && !s->battery_due) {
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

int strap_next(struct strap *s, struct strap_packet *packet)
{
	bool lost = false;
	int r;

	packet->samples = packet->size = 0;
	if (!s->linked)
		return pass_time_off_link(s, packet);
	if (!s->at_end) {
		r = gather(s, &lost);
		if (r < 0)
			return r;
	}
	packet->due_index = s->index;
	if (s->frame.count == PMD_ECG_FRAME_SAMPLES || (s->at_end && s->frame.count > 0))
		return make_frame(s, packet);
	if (s->heart_rate_due)
		return make_heart_rate(s, packet);
	if (s->battery_due)
		make_battery(s, packet);
	else if (lost)
		lose_link(s, packet);
	else
		packet->event = STRAP_END;
	return 0;
}
