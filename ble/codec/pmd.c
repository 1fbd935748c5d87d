/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include "common/bytes.h"

#include <errno.h>

enum {
	RESPONSE_MARK = 0xF0,
	TYPE_MASK = 0x3F,
	ECG_FRAME_TYPE_UV24 = 0,
	SETTING_RATE = 0,
	SETTING_RESOLUTION = 1,
	SETTINGS_KNOWN = 7,
};

/* Bytes of one value of each setting, by its number. */
static const uint8_t setting_size[SETTINGS_KNOWN] = {2, 2, 2, 4, 1, 4, 16};

static void put_setting(struct byte_writer *w, uint8_t setting, uint16_t value)
{
	if (value == 0)
		return;
	put_u8(w, setting);
	put_u8(w, 1);
	put_u16(w, value);
}

static void put_settings(struct byte_writer *w, const struct pmd_settings *settings)
{
	put_setting(w, SETTING_RATE, settings->rate_hz);
	put_setting(w, SETTING_RESOLUTION, settings->resolution_bits);
}

/* Reads one setting with all its values, of which the first counts. Returns 1, 0 for a setting
 * whose size is not known (nothing behind it can be read), or -EBADMSG. */
static int get_setting(struct byte_reader *r, struct pmd_settings *settings)
{
	uint8_t setting = get_u8(r);
	uint8_t count = get_u8(r);
	struct byte_reader values;
	const uint8_t *bytes;

	if (setting >= SETTINGS_KNOWN)
		return 0;
	bytes = byte_reader_skip(r, (size_t)count * setting_size[setting]);
	if (r->failed || count == 0)
		return -EBADMSG;
	byte_reader_init(&values, bytes, setting_size[setting]);
	if (setting == SETTING_RATE)
		settings->rate_hz = get_u16(&values);
	else if (setting == SETTING_RESOLUTION)
		settings->resolution_bits = get_u16(&values);
	return 1;
}

static int get_settings(struct byte_reader *r, struct pmd_settings *settings)
{
	int rc = 1;

	while (rc > 0 && byte_reader_left(r) > 0)
		rc = get_setting(r, settings);
	return rc < 0 ? rc : 0;
}

long pmd_command_encode(const struct pmd_command *command, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, command->operation);
	put_u8(&w, command->type);
	if (command->operation == PMD_START)
		put_settings(&w, &command->settings);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int pmd_command_decode(const uint8_t *data, size_t size, struct pmd_command *command)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	*command = (struct pmd_command){.operation = get_u8(&r)};
	command->type = get_u8(&r);
	if (r.failed)
		return -EBADMSG;
	if (command->operation == PMD_START)
		return get_settings(&r, &command->settings);
	return byte_reader_left(&r) > 0 ? -EBADMSG : 0;
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
	if (response->status == PMD_SUCCESS && response->operation == PMD_GET_SETTINGS)
		put_settings(&w, &response->settings);
	if (response->status == PMD_SUCCESS && response->operation == PMD_START)
		put_u8(&w, 0);
	return w.failed ? -ENOBUFS : (long)w.at;
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
	if (response->status != PMD_SUCCESS || response->operation != PMD_GET_SETTINGS)
		return 0;
	return get_settings(&r, &response->settings);
}

const char *pmd_status_name(uint8_t status)
{
	static const char *const names[] = {
	    [PMD_SUCCESS] = "success",
	    [PMD_INVALID_OPERATION] = "invalid operation",
	    [PMD_INVALID_TYPE] = "invalid measurement type",
	    [PMD_NOT_SUPPORTED] = "not supported",
	    [PMD_INVALID_LENGTH] = "invalid length",
	    [PMD_INVALID_PARAMETER] = "invalid parameter",
	    [PMD_ALREADY_IN_STATE] = "already in this state",
	    [PMD_INVALID_RESOLUTION] = "invalid resolution",
	    [PMD_INVALID_RATE] = "invalid sample rate",
	    [PMD_INVALID_RANGE] = "invalid range",
	    [PMD_INVALID_MTU] = "MTU too small",
	};

	return status < sizeof names / sizeof names[0] ? names[status] : "unknown error";
}

static int ecg_samples_decode(struct byte_reader *r, struct ecg_block *ecg)
{
	size_t left = byte_reader_left(r);

	if (left == 0 || left % 3 || left / 3 > ECG_BLOCK_MAX)
		return -EBADMSG;
	ecg->count = (uint16_t)(left / 3);
	for (size_t i = 0; i < ecg->count; i++)
		ecg->uv[i] = get_i24(r);
	return 0;
}

int pmd_frame_decode(const uint8_t *data, size_t size, uint32_t rate_mhz,
		     struct sample_block *block)
{
	struct byte_reader r;
	uint64_t device_ns;
	uint8_t type;
	uint8_t frame_type;

	byte_reader_init(&r, data, size);
	type = get_u8(&r) & TYPE_MASK;
	device_ns = get_u64(&r);
	frame_type = get_u8(&r);
	if (r.failed)
		return -EBADMSG;
	if (type != PMD_ECG || frame_type != ECG_FRAME_TYPE_UV24)
		return -EPROTONOSUPPORT;
	block->kind = SAMPLE_ECG;
	block->ecg.device_ns = device_ns;
	block->ecg.rate_mhz = rate_mhz;
	return ecg_samples_decode(&r, &block->ecg);
}

long pmd_ecg_frame_encode(const struct ecg_block *ecg, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (ecg->count == 0 || ecg->count > ECG_BLOCK_MAX)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, PMD_ECG);
	put_u64(&w, ecg->device_ns);
	put_u8(&w, ECG_FRAME_TYPE_UV24);
	for (size_t i = 0; i < ecg->count; i++) {
		if (ecg->uv[i] < -0x800000 || ecg->uv[i] > 0x7fffff)
			return -ERANGE;
		put_i24(&w, ecg->uv[i]);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}

void pmd_decoder_init(void *state)
{
	*(struct pmd_decoder *)state = (struct pmd_decoder){0};
}

void pmd_decoder_sent(void *state, const uint8_t *data, size_t size)
{
	struct pmd_decoder *decoder = state;
	struct pmd_command command;

	if (pmd_command_decode(data, size, &command) == 0 && command.operation == PMD_START &&
	    command.type == PMD_ECG)
		decoder->ecg_rate_mhz = command.settings.rate_hz * 1000U;
}

/* A stream that the last connection left running sends before it is started anew: the settings on
 * offer are then all that is known. */
void pmd_decoder_answered(void *state, const uint8_t *data, size_t size)
{
	struct pmd_decoder *decoder = state;
	struct pmd_response response;

	if (pmd_response_decode(data, size, &response) == 0 && response.type == PMD_ECG &&
	    response.operation == PMD_GET_SETTINGS && response.status == PMD_SUCCESS &&
	    decoder->ecg_rate_mhz == 0)
		decoder->ecg_rate_mhz = response.settings.rate_hz * 1000U;
}

int pmd_decoder_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	const struct pmd_decoder *decoder = state;
	struct sample_block block;
	int rc = pmd_frame_decode(data, size, decoder->ecg_rate_mhz, &block);

	if (rc == 0)
		sink->block(sink->context, &block);
	return rc;
}
