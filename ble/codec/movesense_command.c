/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/movesense.h"

#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum { KIND_REPLY = 1, RATES_MAX = 8, STATUS_MIN = 100, STATUS_MAX = 599, RATE_MAX_HZ = 65535 };

static const struct {
	enum movesense_resource resource;
	const char *path;
	const char *tail; /* behind the rate */
	uint16_t rates_hz[RATES_MAX];
} resources[] = {
    {MOVESENSE_ECG_MV, "/Meas/ECG", "/mV", {125, 128, 200, 250, 256, 500, 512}},
    {MOVESENSE_ECG, "/Meas/ECG", "", {125, 128, 200, 250, 256, 500, 512}},
    {MOVESENSE_ACC, "/Meas/Acc", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_GYRO, "/Meas/Gyro", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_MAGN, "/Meas/Magn", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_IMU6, "/Meas/IMU6", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_IMU6M, "/Meas/IMU6m", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_IMU9, "/Meas/IMU9", "", {13, 26, 52, 104, 208, 416, 833, 1666}},
    {MOVESENSE_HEART_RATE, "/Meas/HR", "", {0}},
    {MOVESENSE_TEMPERATURE, "/Meas/Temp", "", {0}},
    {MOVESENSE_ENERGY, "/System/Energy/Level", "", {0}},
};
enum { RESOURCES = sizeof resources / sizeof resources[0] };

static size_t row_of(enum movesense_resource resource)
{
	size_t i = 0;

	while (i < RESOURCES - 1 && resources[i].resource != resource)
		i++;
	return i;
}

unsigned int movesense_rate_hz(enum movesense_resource resource, unsigned int wanted_hz)
{
	const uint16_t *rates_hz = resources[row_of(resource)].rates_hz;
	size_t i = 0;

	while (i + 1 < RATES_MAX && rates_hz[i] < wanted_hz && rates_hz[i + 1] > 0)
		i++;
	return rates_hz[i];
}

static void put_text(struct byte_writer *w, const char *text)
{
	put_bytes(w, text, strlen(text));
}

static void put_number(struct byte_writer *w, unsigned int number)
{
	if (number >= 10)
		put_number(w, number / 10);
	put_u8(w, (uint8_t)('0' + number % 10));
}

long movesense_path(enum movesense_resource resource, unsigned int rate_hz, char *out, size_t size)
{
	size_t row = row_of(resource);
	struct byte_writer w;

	if (resources[row].rates_hz[0] > 0 && movesense_rate_hz(resource, rate_hz) != rate_hz)
		return -EINVAL;
	byte_writer_init(&w, (uint8_t *)out, size);
	put_text(&w, resources[row].path);
	if (resources[row].rates_hz[0] > 0) {
		put_u8(&w, '/');
		put_number(&w, rate_hz);
	}
	put_text(&w, resources[row].tail);
	put_u8(&w, 0);
	return w.failed ? -ENOBUFS : (long)w.at - 1;
}

static bool take_text(struct byte_reader *r, const char *text)
{
	size_t size = strlen(text);

	if (byte_reader_left(r) < size || memcmp(r->data + r->at, text, size) != 0)
		return false;
	byte_reader_skip(r, size);
	return true;
}

/* Returns 0 for what is no rate. */
static unsigned int take_rate(struct byte_reader *r)
{
	unsigned int rate = 0;

	if (!take_text(r, "/"))
		return 0;
	while (byte_reader_left(r) > 0 && r->data[r->at] >= '0' && r->data[r->at] <= '9' &&
	       rate <= RATE_MAX_HZ / 10 - 1)
		rate = rate * 10 + get_u8(r) - '0';
	return rate;
}

static bool is_path_of(size_t row, const uint8_t *path, size_t size, unsigned int *rate_hz)
{
	struct byte_reader r;

	byte_reader_init(&r, path, size);
	if (!take_text(&r, resources[row].path))
		return false;
	*rate_hz = 0;
	if (resources[row].rates_hz[0] > 0) {
		*rate_hz = take_rate(&r);
		if (*rate_hz == 0)
			return false;
	}
	return take_text(&r, resources[row].tail) && byte_reader_left(&r) == 0;
}

int movesense_path_decode(const char *path, size_t size, enum movesense_resource *resource,
			  unsigned int *rate_hz)
{
	while (size > 0 && path[size - 1] == '\0')
		size--;
	for (size_t i = 0; i < RESOURCES; i++) {
		if (is_path_of(i, (const uint8_t *)path, size, rate_hz)) {
			*resource = resources[i].resource;
			return 0;
		}
	}
	return -EPROTONOSUPPORT;
}

static void put_operand(struct byte_writer *w, const struct movesense_command *command)
{
	switch (command->operation) {
	case MOVESENSE_SUBSCRIBE:
	case MOVESENSE_GET:
		put_text(w, command->path);
		break;
	case MOVESENSE_PUT_DATALOGGER_CONFIG:
		put_text(w, command->path);
		put_u8(w, 0);
		break;
	case MOVESENSE_FETCH_LOG:
		put_u32(w, (uint32_t)command->value);
		break;
	case MOVESENSE_PUT_SYSTEM_MODE:
	case MOVESENSE_PUT_DATALOGGER_STATE:
		put_u8(w, (uint8_t)command->value);
		break;
	case MOVESENSE_PUT_UTC_TIME:
		put_u64(w, command->value);
		break;
	case MOVESENSE_HELLO:
	case MOVESENSE_UNSUBSCRIBE:
	case MOVESENSE_CLEAR_LOGBOOK:
		break;
	}
}

static bool takes_path(enum movesense_operation operation)
{
	return operation == MOVESENSE_SUBSCRIBE || operation == MOVESENSE_GET ||
	       operation == MOVESENSE_PUT_DATALOGGER_CONFIG;
}

long movesense_command_encode(const struct movesense_command *command, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (command->reference == 0 ||
	    (takes_path(command->operation) && (!command->path || !command->path[0])))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u8(&w, (uint8_t)command->operation);
	put_u8(&w, command->reference);
	put_operand(&w, command);
	return w.failed ? -ENOBUFS : (long)w.at;
}

static bool is_status(unsigned int status)
{
	return status >= STATUS_MIN && status <= STATUS_MAX;
}

/* Older firmware sends the status with its high byte first. */
static uint16_t get_status(struct byte_reader *r)
{
	uint16_t status = get_u16(r);
	unsigned int swapped = (unsigned int)status >> 8 | (status & 0xFFU) << 8;

	return !is_status(status) && is_status(swapped) ? (uint16_t)swapped : status;
}

int movesense_reply_decode(const uint8_t *data, size_t size, struct movesense_reply *reply)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (get_u8(&r) != KIND_REPLY)
		return -EBADMSG;
	reply->reference = get_u8(&r);
	reply->status = get_status(&r);
	reply->size = byte_reader_left(&r);
	reply->data = byte_reader_skip(&r, reply->size);
	return r.failed ? -EBADMSG : 0;
}

/* A text up to its NUL or the end; what is not printable ASCII becomes '?'. */
static void get_text(struct byte_reader *r, char out[MOVESENSE_TEXT_MAX])
{
	size_t length = 0;
	uint8_t c;

	while (byte_reader_left(r) > 0 && (c = get_u8(r)) != 0) {
		if (length < MOVESENSE_TEXT_MAX - 1)
			out[length++] = c >= ' ' && c <= '~' ? (char)c : '?';
	}
	out[length] = '\0';
}

int movesense_hello_decode(const uint8_t *data, size_t size, struct movesense_hello *hello)
{
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (get_u8(&r) != KIND_REPLY || get_u8(&r) == 0 || byte_reader_left(&r) == 0)
		return -EBADMSG;
	hello->protocol_version = get_u8(&r);
	get_text(&r, hello->serial);
	get_text(&r, hello->product);
	get_text(&r, hello->dfu_address);
	get_text(&r, hello->application);
	get_text(&r, hello->application_version);
	return 0;
}
