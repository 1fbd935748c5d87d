/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Movesense sensors: the "GATT SensorData Protocol", version 1. Commands are written to one
 * characteristic; their replies and all data come as notifications of another, told apart by a
 * reference that the command chose. Layout: Movesense's public description of the protocol and of
 * its resources.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

/* The one that it advertises, of its maker. */
#define MOVESENSE_MEMBER_UUID "0000fdf3-0000-1000-8000-00805f9b34fb"

#define MOVESENSE_SERVICE_UUID "34802252-7185-4d5d-b431-630e7050e8f0"
#define MOVESENSE_WRITE_UUID   "34800001-7185-4d5d-b431-630e7050e8f0"
#define MOVESENSE_DATA_UUID    "34800002-7185-4d5d-b431-630e7050e8f0"

enum {
	MOVESENSE_MTU_WISHED = 161,
	MOVESENSE_COMMAND_MAX = 64,
	MOVESENSE_SUBSCRIPTIONS_MAX = 4, /* that a sensor serves at once */
	MOVESENSE_STREAMS_MAX = 8,       /* that the decoder remembers, replies to come included */
	MOVESENSE_DATA_MAX = 2048,       /* of one packet, its parts joined */
	MOVESENSE_TEXT_MAX = 32,
};

enum movesense_operation {
	MOVESENSE_HELLO = 0,
	MOVESENSE_SUBSCRIBE = 1, /* path */
	MOVESENSE_UNSUBSCRIBE = 2,
	MOVESENSE_FETCH_LOG = 3, /* value: the log's number */
	MOVESENSE_GET = 4,       /* path */
	MOVESENSE_CLEAR_LOGBOOK = 5,
	MOVESENSE_PUT_DATALOGGER_CONFIG = 6, /* path */
	MOVESENSE_PUT_SYSTEM_MODE = 7,       /* value: enum movesense_mode */
	MOVESENSE_PUT_UTC_TIME = 8,          /* value: microseconds since 1970 */
	MOVESENSE_PUT_DATALOGGER_STATE = 9,  /* value: 2 = stop, 3 = log */
};

enum movesense_mode {
	MOVESENSE_MODE_OFF = 1,
	MOVESENSE_MODE_APPLICATION = 5,
	MOVESENSE_MODE_FIRMWARE_UPDATE = 12,
};

enum movesense_resource {
	MOVESENSE_ECG = 1,
	MOVESENSE_ECG_MV = 2, /* as 16-bit microvolts; seen on some firmware */
	MOVESENSE_ACC = 3,
	MOVESENSE_GYRO = 4,
	MOVESENSE_MAGN = 5,
	MOVESENSE_IMU6 = 6,  /* acceleration and angular rate */
	MOVESENSE_IMU6M = 7, /* acceleration and magnetic field */
	MOVESENSE_IMU9 = 8,  /* all three */
	MOVESENSE_HEART_RATE = 9,
	MOVESENSE_TEMPERATURE = 10,
	MOVESENSE_ENERGY = 11,
};

struct movesense_command {
	enum movesense_operation operation;
	uint8_t reference; /* 1..255 */
	const char *path;  /* NUL-terminated */
	uint64_t value;
};

/* Returns the bytes written, -ENOBUFS, or -EINVAL for a reference of 0 or a path that is missing.
 */
long movesense_command_encode(const struct movesense_command *command, uint8_t *out, size_t size);
/* The path of a resource, as SUBSCRIBE and GET take it; rate_hz is left out where a resource has
 * none. Returns its length without the NUL, -ENOBUFS, or -EINVAL for a rate that the resource does
 * not have. */
long movesense_path(enum movesense_resource resource, unsigned int rate_hz, char *out, size_t size);
/* The slowest rate that the resource has and that is not below; its fastest where none is; 0 where
 * it has none. */
unsigned int movesense_rate_hz(enum movesense_resource resource, unsigned int wanted_hz);
/* What a path names. Returns 0, or -EPROTONOSUPPORT. */
int movesense_path_decode(const char *path, size_t size, enum movesense_resource *resource,
			  unsigned int *rate_hz);

/* The answer to a command, found among the notifications. */
struct movesense_reply {
	uint8_t reference;
	uint16_t status;     /* like HTTP's: 200 = done */
	const uint8_t *data; /* in the notification */
	size_t size;
};

/* Returns 0, or -EBADMSG for a notification that is no reply. Not for the reply to HELLO. */
int movesense_reply_decode(const uint8_t *data, size_t size, struct movesense_reply *reply);

/* What a sensor says of itself; texts are cut at their length. */
struct movesense_hello {
	uint8_t protocol_version;
	char serial[MOVESENSE_TEXT_MAX];
	char product[MOVESENSE_TEXT_MAX];
	char dfu_address[MOVESENSE_TEXT_MAX];
	char application[MOVESENSE_TEXT_MAX];
	char application_version[MOVESENSE_TEXT_MAX];
};

/* The reply to HELLO. Returns 0 or -EBADMSG. */
int movesense_hello_decode(const uint8_t *data, size_t size, struct movesense_hello *hello);

struct movesense_stream {
	uint8_t reference; /* 0 = free */
	uint8_t resource;  /* enum movesense_resource */
	bool once;         /* one value was asked for by GET */
	bool ending;       /* UNSUBSCRIBE was sent */
	uint32_t rate_mhz; /* 0 = none */
	size_t whole;      /* size of packets known to have no second part; 0 = none yet */
	size_t continued;  /* size of first parts known to have one */
	size_t first;      /* size of the last packet's first part */
	size_t given; /* samples of the last packet that came out, if another part can follow */
	uint64_t given_ms; /* time of the first of them */
	size_t held;       /* bytes of a packet that may go on */
	uint8_t data[MOVESENSE_DATA_MAX];
};

/*
 * Decodes the notifications of one connection; what a reference stands for is learned from the
 * commands. For the driver table.
 *
 * Nothing in a packet says that a second part follows. One that a resource's layout does not fit
 * waits for it; the first packet of several sensors waits for whatever is next, data or the end of
 * the subscription, as it might fit by accident: only a link that drops right behind it loses it.
 * Of a single sensor such a second part is more samples, with a time to the millisecond. Times
 * count from the sensor's start, and are of the last sample.
 */
struct movesense_decoder {
	bool has_clock;
	uint64_t clock_ms; /* the last time stamp, its 32 bits unwrapped */
	struct movesense_stream stream[MOVESENSE_STREAMS_MAX];
};

void movesense_decoder_init(void *state);
void movesense_decoder_sent(void *state, const uint8_t *data, size_t size);
/* Returns 0; -EBADMSG for bytes that lie or a part without its first; -ENODATA for data of a
 * reference that no command chose; -EPROTONOSUPPORT for a kind of notification that this version
 * does not know. */
int movesense_decoder_push(void *state, const uint8_t *data, size_t size,
			   const struct sample_sink *sink);
