/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>

enum {
	RESPONSE_MARK = 0xF0,
	TYPE_MASK = 0x3F,
	ONLINE_BIT = 0x40,
	OFFLINE_BIT = 0x80,
	SETTING_RATE = 0,
	SETTING_RESOLUTION = 1,
	SETTING_RANGE = 2,
	SETTING_CHANNELS = 4,
	SETTING_FACTOR = 5,
	SETTINGS_KNOWN = 7,
};

/* Bytes of one value of each setting, by its number. */
static const uint8_t setting_size[SETTINGS_KNOWN] = {2, 2, 2, 4, 1, 4, 16};

static void put_values(struct byte_writer *w, uint8_t setting, const struct pmd_values *values)
{
	if (values->count == 0)
		return;
	put_u8(w, setting);
	put_u8(w, (uint8_t)values->count);
	for (uint16_t i = 0; i < values->count; i++) {
		if (setting_size[setting] == 1)
			put_u8(w, (uint8_t)values->value[i]);
		else
			put_u16(w, values->value[i]);
	}
}

static void put_setting(struct byte_writer *w, uint8_t setting, const struct pmd_values *offered,
			uint16_t value)
{
	const struct pmd_values one = {.count = value != 0, .value = {value}};

	put_values(w, setting, offered->count > 0 ? offered : &one);
}

static void put_settings(struct byte_writer *w, const struct pmd_offer *offer,
			 const struct pmd_settings *settings)
{
	put_setting(w, SETTING_RATE, &offer->rate_hz, settings->rate_hz);
	put_setting(w, SETTING_RESOLUTION, &offer->resolution_bits, settings->resolution_bits);
	put_setting(w, SETTING_RANGE, &offer->range, settings->range);
	put_setting(w, SETTING_CHANNELS, &offer->channels, settings->channels);
}

struct parameters {
	struct pmd_offer offer;
	float factor;
};

static struct pmd_values *values_of(struct pmd_offer *offer, uint8_t setting)
{
	switch (setting) {
	case SETTING_RATE:
		return &offer->rate_hz;
	case SETTING_RESOLUTION:
		return &offer->resolution_bits;
	case SETTING_RANGE:
		return &offer->range;
	case SETTING_CHANNELS:
		return &offer->channels;
	default:
		return NULL;
	}
}

static void get_values(struct byte_reader *r, size_t size, uint8_t count, struct pmd_values *values)
{
	while (count-- > 0 && values->count < PMD_VALUES_MAX)
		values->value[values->count++] = size == 1 ? get_u8(r) : get_u16(r);
}

/* Reads one setting with all its values. Returns 1, 0 for a setting whose size is not known
 * (nothing behind it can be read), or -EBADMSG. */
static int get_setting(struct byte_reader *r, struct parameters *parameters)
{
	uint8_t setting = get_u8(r);
	uint8_t count = get_u8(r);
	struct pmd_values *values = values_of(&parameters->offer, setting);
	struct byte_reader bytes;
	size_t size;

	if (setting >= SETTINGS_KNOWN)
		return 0;
	size = (size_t)count * setting_size[setting];
	byte_reader_init(&bytes, byte_reader_skip(r, size), size);
	if (r->failed || count == 0)
		return -EBADMSG;
	if (values)
		get_values(&bytes, setting_size[setting], count, values);
	else if (setting == SETTING_FACTOR)
		parameters->factor = get_f32(&bytes);
	/* Not written this way round, a NaN would pass. */
	return parameters->factor >= 0 && isfinite(parameters->factor) ? 1 : -EBADMSG;
}

static int get_parameters(struct byte_reader *r, struct parameters *parameters)
{
	int rc = 1;

	*parameters = (struct parameters){0};
	while (rc > 0 && byte_reader_left(r) > 0)
		rc = get_setting(r, parameters);
	return rc < 0 ? rc : 0;
}

static struct pmd_settings first_of(const struct pmd_offer *offer)
{
	return (struct pmd_settings){
	    .rate_hz = offer->rate_hz.value[0],
	    .resolution_bits = offer->resolution_bits.value[0],
	    .range = offer->range.value[0],
	    .channels = (uint8_t)offer->channels.value[0],
	};
}

static bool has_no_type(uint8_t operation)
{
	return operation == PMD_GET_STATUS || operation == PMD_GET_SDK_STATUS;
}

long pmd_command_encode(const struct pmd_command *command, uint8_t *out, size_t size)
{
	static const struct pmd_offer none;
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, command->operation);
	if (!has_no_type(command->operation))
		put_u8(&w, command->type);
	if (command->operation == PMD_START)
		put_settings(&w, &none, &command->settings);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int pmd_command_decode(const uint8_t *data, size_t size, struct pmd_command *command)
{
	struct parameters parameters;
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	*command = (struct pmd_command){.operation = get_u8(&r)};
	if (!has_no_type(command->operation))
		command->type = get_u8(&r);
	if (r.failed)
		return -EBADMSG;
	if (command->operation != PMD_START)
		return byte_reader_left(&r) > 0 ? -EBADMSG : 0;
	if (get_parameters(&r, &parameters) < 0)
		return -EBADMSG;
	command->settings = first_of(&parameters.offer);
	return 0;
}

static void put_status(struct byte_writer *w, const struct pmd_response *response)
{
	for (unsigned type = 0; type < PMD_TYPES_MAX; type++) {
		bool online = response->online_types >> type & 1;
		bool offline = response->offline_types >> type & 1;

		if (online || offline)
			put_u8(w, (uint8_t)(type | (online ? ONLINE_BIT : 0U) |
					    (offline ? OFFLINE_BIT : 0U)));
	}
}

/* An H10 ends its reply to a start with one byte of 0, where others send a factor. */
static void put_start_answer(struct byte_writer *w, float factor)
{
	if (factor == 0) {
		put_u8(w, 0);
		return;
	}
	put_u8(w, SETTING_FACTOR);
	put_u8(w, 1);
	put_f32(w, factor);
}

static void put_answer(struct byte_writer *w, const struct pmd_response *response)
{
	switch (response->operation) {
	case PMD_GET_SETTINGS:
	case PMD_GET_SDK_SETTINGS:
		put_settings(w, &response->offer, &response->settings);
		break;
	case PMD_START:
		put_start_answer(w, response->factor);
		break;
	case PMD_GET_STATUS:
		put_status(w, response);
		break;
	case PMD_GET_SDK_STATUS:
		put_u8(w, response->sdk_mode);
		break;
	default:
		break;
	}
}

long pmd_response_encode(const struct pmd_response *response, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, RESPONSE_MARK);
	put_u8(&w, response->operation);
	put_u8(&w, response->type);
	put_u8(&w, response->status);
	if (response->status != PMD_INVALID_MTU)
		put_u8(&w, response->more);
	if (response->status == PMD_SUCCESS)
		put_answer(&w, response);
	return w.failed ? -ENOBUFS : (long)w.at;
}

static int get_offer(struct byte_reader *r, struct pmd_response *response)
{
	struct parameters parameters;

	if (get_parameters(r, &parameters) < 0)
		return -EBADMSG;
	response->offer = parameters.offer;
	response->settings = first_of(&parameters.offer);
	return 0;
}

/* A single byte is the 0 that an H10 ends with. */
static int get_start_answer(struct byte_reader *r, struct pmd_response *response)
{
	struct parameters parameters;

	if (byte_reader_left(r) <= 1)
		return 0;
	if (get_parameters(r, &parameters) < 0)
		return -EBADMSG;
	response->factor = parameters.factor;
	return 0;
}

static void get_status(struct byte_reader *r, struct pmd_response *response)
{
	while (byte_reader_left(r) > 0) {
		uint8_t status = get_u8(r);
		uint64_t bit = UINT64_C(1) << (status & TYPE_MASK);

		response->online_types |= status & ONLINE_BIT ? bit : 0;
		response->offline_types |= status & OFFLINE_BIT ? bit : 0;
	}
}

static int get_answer(struct byte_reader *r, struct pmd_response *response)
{
	switch (response->operation) {
	case PMD_GET_SETTINGS:
	case PMD_GET_SDK_SETTINGS:
		return get_offer(r, response);
	case PMD_START:
		return get_start_answer(r, response);
	case PMD_GET_STATUS:
		get_status(r, response);
		return 0;
	case PMD_GET_SDK_STATUS:
		response->sdk_mode = byte_reader_left(r) > 0 && get_u8(r) != 0;
		return 0;
	default:
		return 0;
	}
}

int pmd_response_decode(const uint8_t *data, size_t size, struct pmd_response *response)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	*response = (struct pmd_response){0};
	if (get_u8(&r) != RESPONSE_MARK)
		return -EBADMSG;
	response->operation = get_u8(&r);
	response->type = get_u8(&r) & TYPE_MASK;
	response->status = get_u8(&r);
	if (r.failed)
		return -EBADMSG;
	if (byte_reader_left(&r) > 0)
		response->more = get_u8(&r) != 0;
	return response->status == PMD_SUCCESS ? get_answer(&r, response) : 0;
}

static uint16_t nearest(const struct pmd_values *values, uint16_t wish)
{
	uint16_t best = values->count > 0 ? values->value[0] : 0;

	for (uint16_t i = 1; wish > 0 && i < values->count; i++) {
		int distance = values->value[i] - wish, least = best - wish;

		if ((distance < 0 ? -distance : distance) < (least < 0 ? -least : least))
			best = values->value[i];
	}
	return best;
}

struct pmd_settings pmd_offer_choose(const struct pmd_offer *offer, const struct pmd_settings *wish)
{
	return (struct pmd_settings){
	    .rate_hz = nearest(&offer->rate_hz, wish->rate_hz),
	    .resolution_bits = nearest(&offer->resolution_bits, wish->resolution_bits),
	    .range = nearest(&offer->range, wish->range),
	    .channels = (uint8_t)nearest(&offer->channels, wish->channels),
	};
}
