/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strap's PMD control point, and the strap as a kind of wearable. */
#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/immediate_alert.h"
#include "ble/virtual/strap.h"

#include <errno.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct pmd_offer ecg_offer = {
    .rate_hz = {.count = 1, .value = {WEARABLE_RATE_HZ}},
    .resolution_bits = {.count = 1, .value = {14}},
};
static const struct pmd_offer motion_offer = {
    .rate_hz = {.count = 4, .value = {25, 50, 100, 200}},
    .resolution_bits = {.count = 1, .value = {16}},
    .range = {.count = 3, .value = {2, 4, 8}},
};

void strap_features(uint8_t out[STRAP_FEATURES_SIZE])
{
	pmd_features_encode(UINT64_C(1) << PMD_ECG | UINT64_C(1) << PMD_ACC, out);
}

static bool offers(const struct pmd_values *values, uint16_t value)
{
	for (uint16_t i = 0; i < values->count; i++) {
		if (values->value[i] == value)
			return true;
	}
	return false;
}

static enum pmd_status settings_status(const struct pmd_offer *offer,
				       const struct pmd_settings *settings)
{
	if (settings->rate_hz == 0 || settings->resolution_bits == 0 ||
	    (offer->range.count > 0 && settings->range == 0))
		return PMD_INVALID_PARAMETER;
	if (!offers(&offer->rate_hz, settings->rate_hz))
		return PMD_INVALID_RATE;
	if (!offers(&offer->resolution_bits, settings->resolution_bits))
		return PMD_INVALID_RESOLUTION;
	if (offer->range.count > 0 && !offers(&offer->range, settings->range))
		return PMD_INVALID_RANGE;
	return PMD_SUCCESS;
}

static bool *switch_of(struct strap *s, uint8_t type)
{
	return type == PMD_ECG ? &s->started : &s->motion.started;
}

static enum pmd_status start(struct strap *s, const struct pmd_command *command)
{
	bool is_ecg = command->type == PMD_ECG;
	enum pmd_status status =
	    settings_status(is_ecg ? &ecg_offer : &motion_offer, &command->settings);

	if (status != PMD_SUCCESS)
		return status;
	if (*switch_of(s, command->type))
		return PMD_ALREADY_IN_STATE;
	if (is_ecg)
		s->started = true;
	else
		strap_motion_start(&s->motion, command->settings.rate_hz, command->settings.range,
				   s->settings.rate_error, sample_clock_ns(&s->samples, s->index));
	return PMD_SUCCESS;
}

static enum pmd_status stop(struct strap *s, uint8_t type)
{
	bool *is_on = switch_of(s, type);

	if (!*is_on)
		return PMD_ALREADY_IN_STATE;
	*is_on = false;
	return PMD_SUCCESS;
}

static enum pmd_status obey(struct strap *s, const struct pmd_command *command, uint16_t mtu)
{
	if (mtu < PMD_MTU_MIN)
		return PMD_INVALID_MTU;
	if (command->type != PMD_ECG && command->type != PMD_ACC)
		return PMD_INVALID_TYPE;
	switch (command->operation) {
	case PMD_GET_SETTINGS:
		return PMD_SUCCESS;
	case PMD_START:
		return start(s, command);
	case PMD_STOP:
		return stop(s, command->type);
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
		response.offer = response.type == PMD_ECG ? ecg_offer : motion_offer;
	return pmd_response_encode(&response, out, out_size);
}

static const char *const readable[] = {"read", NULL};
static const char *const notifying[] = {"notify", NULL};
static const char *const readable_notifying[] = {"read", "notify", NULL};
static const char *const told[] = {"write", "write-without-response", NULL};
static const char *const commanded[] = {"read", "write", "indicate", NULL};

static const struct gatt_characteristic heart_rate[] = {
    {HEART_RATE_MEASUREMENT_UUID, 0x000d, notifying},
};
static const struct gatt_characteristic device_information[] = {
    {MANUFACTURER_NAME_UUID, 0x0019, readable},
    {MODEL_NUMBER_UUID, 0x001b, readable},
    {SERIAL_NUMBER_UUID, 0x001d, readable},
    {FIRMWARE_REVISION_UUID, 0x001f, readable},
};
static const struct gatt_characteristic battery[] = {
    {BATTERY_LEVEL_UUID, 0x0028, readable_notifying},
};
static const struct gatt_characteristic pmd[] = {
    {PMD_CONTROL_POINT_UUID, 0x0038, commanded},
    {PMD_DATA_UUID, 0x003b, notifying},
};

const struct gatt_service strap_services[STRAP_SERVICES] = {
    {HEART_RATE_SERVICE_UUID, 0x000c, heart_rate, COUNT(heart_rate)},
    {DEVICE_INFORMATION_SERVICE_UUID, 0x0018, device_information, COUNT(device_information)},
    {BATTERY_SERVICE_UUID, 0x0027, battery, COUNT(battery)},
    {PMD_SERVICE_UUID, 0x0037, pmd, COUNT(pmd)},
};

static const struct gatt_characteristic immediate_alert[] = {
    {ALERT_LEVEL_UUID, 0x0041, told},
};
static const struct gatt_service buzzing_services[] = {
    {HEART_RATE_SERVICE_UUID, 0x000c, heart_rate, COUNT(heart_rate)},
    {DEVICE_INFORMATION_SERVICE_UUID, 0x0018, device_information, COUNT(device_information)},
    {BATTERY_SERVICE_UUID, 0x0027, battery, COUNT(battery)},
    {PMD_SERVICE_UUID, 0x0037, pmd, COUNT(pmd)},
    {IMMEDIATE_ALERT_SERVICE_UUID, 0x0040, immediate_alert, COUNT(immediate_alert)},
};

static void init(void *state, const struct wearable_settings *settings,
		 const struct wearable_source *source)
{
	strap_init(state, settings, source);
}

static long read_value(const void *state, const char *uuid, uint8_t *out, size_t size)
{
	if (strcmp(uuid, PMD_CONTROL_POINT_UUID) == 0 && size >= STRAP_FEATURES_SIZE) {
		strap_features(out);
		return STRAP_FEATURES_SIZE;
	}
	if (strcmp(uuid, BATTERY_LEVEL_UUID) == 0 && size >= 1) {
		out[0] = strap_battery_percent(state);
		return 1;
	}
	return -ENOENT;
}

static void write_value(void *state, const char *uuid, const uint8_t *data, size_t size,
			uint16_t mtu)
{
	struct strap *s = state;
	long length;

	if (strcmp(uuid, PMD_CONTROL_POINT_UUID) != 0)
		return;
	length = strap_command(s, data, size, mtu, s->answer.data, sizeof(s->answer.data));
	s->has_answer = length > 0;
	if (length > 0)
		s->answer.size = (uint16_t)length;
}

static bool answer(void *state, struct wearable_packet *packet)
{
	struct strap *s = state;

	if (!s->has_answer)
		return false;
	*packet = s->answer;
	packet->event = WEARABLE_PACKET;
	packet->content = CONTENT_ANSWER;
	packet->uuid = PMD_CONTROL_POINT_UUID;
	s->has_answer = false;
	return true;
}

static void subscribe(void *state, const char *uuid)
{
	struct strap *s = state;

	if (strcmp(uuid, HEART_RATE_MEASUREMENT_UUID) == 0)
		s->heart_rate_wanted = true;
}

static void unlink_strap(void *state)
{
	strap_unlink(state);
}

static bool is_on(const void *state)
{
	const struct strap *s = state;

	return s->started || s->motion.started || s->heart_rate_wanted;
}

/* A hub that listens to the heart rate is about to start the ECG, and then perhaps the motion. */
static unsigned settle_ms(const void *state)
{
	const struct strap *s = state;

	if (!s->started)
		return 1000;
	return s->motion.started ? 0 : 50;
}

static int next(void *state, struct wearable_packet *packet)
{
	return strap_next(state, packet);
}

static int skip(void *state, uint64_t until_ns)
{
	return strap_skip(state, until_ns);
}

static void reset_clock(void *state)
{
	struct strap *s = state;

	s->clock.reset_ns = sample_clock_ns(&s->samples, s->index);
}

static void set_rate_error(void *state, double rate_error)
{
	struct strap *s = state;

	sample_clock_set_error(&s->samples, s->index, rate_error);
	if (s->motion.started)
		sample_clock_set_error(&s->motion.samples, s->motion.index, rate_error);
	s->settings.rate_error = rate_error;
}

static void count(const void *state, struct wearable_counts *counts)
{
	const struct strap *s = state;

	counts->off_link_samples = s->off_link_samples;
	counts->device_samples = s->index;
}

/* What both straps do. */
#define STRAP_WAYS                                                                                 \
	.plays_heart = true, .motion = IMU_ACCELERATION, .state_size = sizeof(struct strap),       \
	.init = init, .read = read_value, .write = write_value, .answer = answer,                  \
	.subscribe = subscribe, .unlink = unlink_strap, .is_on = is_on, .settle_ms = settle_ms,    \
	.next = next, .skip = skip, .reset_clock = reset_clock, .set_rate_error = set_rate_error,  \
	.count = count

const struct wearable_kind wearable_strap = {
    .name = "strap",
    .meaning = "chest strap: ECG, acceleration, heart rate",
    .local_name = "Polar H10 00000001",
    .model = "virtual H10",
    .services = strap_services,
    .services_count = STRAP_SERVICES,
    STRAP_WAYS,
};

const struct wearable_kind wearable_buzzing_strap = {
    .name = "buzzing-strap",
    .meaning = "the same, and it can buzz",
    .local_name = "Polar H10 00000001",
    .model = "virtual H10",
    .services = buzzing_services,
    .services_count = COUNT(buzzing_services),
    STRAP_WAYS,
};
