/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Polar Measurement Data: control point and frames, both ways (the hub reads what the virtual
 * wearable writes). Layout: Polar's public "online measurement" document, version 1.0, and the
 * traffic of a Polar H10.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define PMD_SERVICE_UUID       "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
#define PMD_CONTROL_POINT_UUID "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
#define PMD_DATA_UUID          "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

enum pmd_type {
	PMD_ECG = 0,
	PMD_PPG = 1,
	PMD_ACC = 2,
	PMD_PPI = 3, /* pulse-to-pulse intervals */
	PMD_GYRO = 5,
	PMD_MAG = 6,
	PMD_SKIN_TEMPERATURE = 7,
	PMD_SDK_MODE = 9, /* "started" and "stopped" like a measurement: other settings on offer */
	PMD_LOCATION = 10,
	PMD_PRESSURE = 11,
	PMD_TEMPERATURE = 12,
	PMD_OFFLINE_RECORDING = 13,
	PMD_OFFLINE_HEART_RATE = 14,
};

/* Beside the type in a command: recorded in the wearable instead of streamed. */
enum { PMD_OFFLINE = 0x80, PMD_TYPES_MAX = 64 };

enum pmd_operation {
	PMD_GET_SETTINGS = 1,
	PMD_START = 2,
	PMD_STOP = 3,
	PMD_GET_SDK_SETTINGS = 4,
	PMD_GET_STATUS = 5,     /* of every measurement; sent without a type */
	PMD_GET_SDK_STATUS = 6, /* sent without a type */
	/* 7 to 9 choose what starts a recording in the wearable; their layout is not published. */
};

enum pmd_status {
	PMD_SUCCESS = 0,
	PMD_INVALID_OPERATION = 1,
	PMD_INVALID_TYPE = 2,
	PMD_NOT_SUPPORTED = 3,
	PMD_INVALID_LENGTH = 4,
	PMD_INVALID_PARAMETER = 5,
	PMD_ALREADY_IN_STATE = 6,
	PMD_INVALID_RESOLUTION = 7,
	PMD_INVALID_RATE = 8,
	PMD_INVALID_RANGE = 9,
	PMD_INVALID_MTU = 10,
	PMD_INVALID_CHANNELS = 11,
	PMD_INVALID_STATE = 12,
	PMD_IN_CHARGER = 13,
	PMD_DISK_FULL = 14,
};

enum {
	PMD_MTU_MIN = 232, /* below it a Polar H10 refuses PMD commands */
	PMD_COMMAND_MAX = 32,
	PMD_REPLY_MAX = 512, /* all parts of one reply joined */
	PMD_FRAME_MAX = 512,
	PMD_FEATURES_SIZE = 17,
	PMD_ECG_FRAME_SAMPLES = 73, /* of an H10 at an MTU of 232 */
	PMD_ACC_FRAME_SAMPLES = 36,
	PMD_VALUES_MAX = 16,
};

/* What one stream runs with; 0 = not given. */
struct pmd_settings {
	uint16_t rate_hz;
	uint16_t resolution_bits;
	uint16_t range; /* +- g, degree/s or gauss */
	uint8_t channels;
};

struct pmd_values {
	uint16_t count;
	uint16_t value[PMD_VALUES_MAX];
};

/* All that a wearable offers for a stream, in its order; more than PMD_VALUES_MAX values of a
 * setting are left out. */
struct pmd_offer {
	struct pmd_values rate_hz;
	struct pmd_values resolution_bits;
	struct pmd_values range;
	struct pmd_values channels;
};

struct pmd_command {
	uint8_t operation; /* enum pmd_operation, or one this version does not know */
	uint8_t type;      /* enum pmd_type, or one this version does not know; may be offline */
	struct pmd_settings settings;
};

struct pmd_response {
	uint8_t operation;
	uint8_t type;
	uint8_t status; /* enum pmd_status, or larger: an unknown error */
	bool more;
	struct pmd_offer offer;       /* in a reply to PMD_GET_SETTINGS or PMD_GET_SDK_SETTINGS */
	struct pmd_settings settings; /* the first value of each setting on offer */
	float factor; /* in a reply to PMD_START: a count in the unit of the frame; 0 = not given */
	uint64_t online_types;  /* in a reply to PMD_GET_STATUS: bit n = type n streams */
	uint64_t offline_types; /* bit n = type n is being recorded */
	bool sdk_mode;          /* in a reply to PMD_GET_SDK_STATUS */
};

/* Settings go out with PMD_START only. Returns the bytes written, or -ENOBUFS. */
long pmd_command_encode(const struct pmd_command *command, uint8_t *out, size_t size);
/* For the peripheral's side. Returns 0, or -EBADMSG for a command cut short or with bytes or
 * settings that do not belong to it. */
int pmd_command_decode(const uint8_t *data, size_t size, struct pmd_command *command);
/* As an H10 does it: 4 bytes for PMD_INVALID_MTU, otherwise with `more`; what follows it only
 * behind a success. Of a setting whose offer is empty the one value of `settings` is written.
 * Returns the bytes written, or -ENOBUFS. */
long pmd_response_encode(const struct pmd_response *response, uint8_t *out, size_t size);
/* Takes replies of 4 bytes and more; settings behind one whose size is not known are left out.
 * Returns 0 or -EBADMSG. */
int pmd_response_decode(const uint8_t *data, size_t size, struct pmd_response *response);
/* A word for a status, for logs and errors. */
const char *pmd_status_name(uint8_t status);
/* A word for a measurement type, for logs and errors. */
const char *pmd_type_name(uint8_t type);

/* Of each setting what was wished, or the offered value next to it; the first offered where nothing
 * was wished; 0 where nothing is on offer. */
struct pmd_settings pmd_offer_choose(const struct pmd_offer *offer,
				     const struct pmd_settings *wish);

/* A reply that came in several indications (`more` says so), joined. Zero it to begin. */
struct pmd_reply {
	bool open; /* the next indication continues it */
	uint16_t size;
	uint8_t data[PMD_REPLY_MAX];
};

/* One indication in. Returns 1 when data[0..size) is a whole reply, for pmd_response_decode(); 0
 * when more is to come; -EBADMSG for what is no reply, -EMSGSIZE for one that is too long (both
 * begin anew). */
int pmd_reply_push(struct pmd_reply *reply, const uint8_t *data, size_t size);

/* What reading the control point gives: bit n of *types = measurement n can be had. Returns 0 or
 * -EBADMSG. */
int pmd_features_decode(const uint8_t *data, size_t size, uint64_t *types);
void pmd_features_encode(uint64_t types, uint8_t out[PMD_FEATURES_SIZE]);

/* An indication that nobody asked for: the wearable itself has stopped streams. Bit n of *types =
 * type n. Returns 0, or -EBADMSG for an indication of another kind. */
int pmd_stopped_decode(const uint8_t *data, size_t size, uint64_t *types);
/* Returns the bytes written, or -ENOBUFS. */
long pmd_stopped_encode(uint64_t types, uint8_t *out, size_t size);

/* What a frame cannot be understood without. */
struct pmd_stream {
	uint32_t
	    rate_mhz; /* 0 = not known: times of the samples of a cut-up frame are then left out */
	float factor; /* 0 = not known */
};

/*
 * Decodes one notification of the data characteristic and hands out its blocks, oldest first; each
 * has the time of its own last sample.
 *
 * A fourth channel of PMD_MAG is the wearable's calibration (0 unknown, 1 poor, 2 ok, 3 good); the
 * last channel of PMD_PPG is the ambient light or the wearable's status: counts, not in the unit of
 * the others.
 *
 * What stands beside each sample of ECG follows as QUANTITY_ECG_STATUS: over-sampling, skin contact
 * and contact impedance (frame type 1), ECG tag and pace tag (2), second channel and status (3). No
 * public device sends these three; values of type 1 and 2 are taken as unsigned, as Polar's client
 * takes them. PMD_PPG also says how it measures: QUANTITY_PPG_INTEGRATION and QUANTITY_PPG_GAIN
 * (frame type 4), the readings QUANTITY_PPG_MODE (5) and QUANTITY_SPORT (6).
 *
 * Not certain: pressure is taken as hPa by its size, where Polar's client says bar; acceleration of
 * frame type 0 as milli-g, where the document says g for one device.
 *
 * Refused, as no layout of their frames is published: PMD_LOCATION, PMD_OFFLINE_HEART_RATE, what is
 * recorded in the wearable, and every frame type that is not in the tables of the .c files.
 *
 * Returns 0; -EBADMSG for a frame that lies about its length (what a compressed one held before the
 * lie was handed out); -ENODATA for one that needs a factor; -EPROTONOSUPPORT for a type or frame
 * type that this version does not know.
 */
int pmd_frame_push(const uint8_t *data, size_t size, const struct pmd_stream *stream,
		   const struct sample_sink *sink);
/* The same of an ECG frame, which is always one block. */
int pmd_frame_decode(const uint8_t *data, size_t size, uint32_t rate_mhz,
		     struct sample_block *block);
/* Writes an ECG frame (type 0, 24-bit microvolts). Time stamp in nanoseconds since 2000-01-01 of
 * the last sample. Returns the bytes written, -ENOBUFS or -ERANGE. */
long pmd_ecg_frame_encode(const struct ecg_block *ecg, uint8_t *out, size_t size);
/* Writes an accelerometer frame (type 1, three channels of 16-bit milli-g: raw as it is). Returns
 * the bytes written, -ENOBUFS, or -ERANGE for another number of channels or what 16 bits do not
 * hold. */
long pmd_acc_frame_encode(const struct wave_block *acc, uint8_t *out, size_t size);

/* Decodes the data characteristic of one connection: the settings of each stream are learned from
 * the commands that started it and their answers. For the driver table. */
struct pmd_decoder {
	struct pmd_stream stream[PMD_TYPES_MAX];
	uint16_t asked_rate_hz[PMD_TYPES_MAX]; /* by a start that is not answered yet */
	struct pmd_reply reply;
};

void pmd_decoder_init(void *state);
void pmd_decoder_sent(void *state, const uint8_t *data, size_t size);
void pmd_decoder_answered(void *state, const uint8_t *data, size_t size);
int pmd_decoder_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink);
