/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Polar Measurement Data: control point and ECG frames, both ways (the hub reads what the virtual
 * wearable writes). Layout: Polar's public "online measurement" document, version 1.0.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

#define PMD_SERVICE_UUID       "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
#define PMD_CONTROL_POINT_UUID "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
#define PMD_DATA_UUID          "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

enum pmd_type { PMD_ECG = 0, PMD_ACC = 2 };

enum pmd_operation { PMD_GET_SETTINGS = 1, PMD_START = 2, PMD_STOP = 3 };

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
};

/* The MTU below which a Polar H10 refuses PMD commands. */
enum { PMD_MTU_MIN = 232, PMD_COMMAND_MAX = 32, PMD_FRAME_MAX = 512, PMD_ECG_FRAME_SAMPLES = 73 };

struct pmd_settings {
	uint16_t rate_hz;         /* 0 = not given */
	uint16_t resolution_bits; /* 0 = not given */
};

struct pmd_command {
	uint8_t operation; /* enum pmd_operation, or one this version does not know */
	uint8_t type;      /* enum pmd_type, or one this version does not know */
	struct pmd_settings settings;
};

struct pmd_response {
	uint8_t operation;
	uint8_t type;
	uint8_t status; /* enum pmd_status, or larger: an unknown error */
	bool more;
	struct pmd_settings
	    settings; /* the first value of each setting, in a reply to PMD_GET_SETTINGS */
};

/* Settings go out with PMD_START only. Returns the bytes written, or -ENOBUFS. */
long pmd_command_encode(const struct pmd_command *command, uint8_t *out, size_t size);
/* For the peripheral's side. Returns 0, or -EBADMSG for a command cut short or with bytes or
 * settings that do not belong to it. */
int pmd_command_decode(const uint8_t *data, size_t size, struct pmd_command *command);
/* As an H10 does it: 4 bytes for PMD_INVALID_MTU, otherwise with `more`; the settings only behind a
 * success of PMD_GET_SETTINGS. Returns the bytes written, or -ENOBUFS. */
long pmd_response_encode(const struct pmd_response *response, uint8_t *out, size_t size);
/* Takes replies of 4 bytes and more; settings behind one whose size is not known are left out.
 * Returns 0 or -EBADMSG. */
int pmd_response_decode(const uint8_t *data, size_t size, struct pmd_response *response);
/* A word for a status, for logs and errors. */
const char *pmd_status_name(uint8_t status);

/* Decodes one notification of the data characteristic. rate_mhz is the stream's nominal rate.
 * Returns 0, -EBADMSG for a frame that lies about its length, or -EPROTONOSUPPORT for a type or
 * frame type that this version does not know. */
int pmd_frame_decode(const uint8_t *data, size_t size, uint32_t rate_mhz,
		     struct sample_block *block);
/* Writes an ECG frame (type 0, 24-bit microvolts). Time stamp in nanoseconds since 2000-01-01 of
 * the last sample. Returns the bytes written, -ENOBUFS or -ERANGE. */
long pmd_ecg_frame_encode(const struct ecg_block *ecg, uint8_t *out, size_t size);

/* Decodes the data characteristic of one connection: the settings of each stream are learned from
 * the commands that started it and their answers. For the driver table. */
struct pmd_decoder {
	uint32_t ecg_rate_mhz; /* 0 = not started yet */
};

void pmd_decoder_init(void *state);
void pmd_decoder_sent(void *state, const uint8_t *data, size_t size);
void pmd_decoder_answered(void *state, const uint8_t *data, size_t size);
int pmd_decoder_push(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink);
