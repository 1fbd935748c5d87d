/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples: what a decoder makes of the bytes of one notification.
 *
 * A block is plain data of a fixed size. Whoever fills it owns it; whoever is handed one
 * may read it during the call and must copy what it keeps.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum sample_kind {
	SAMPLE_ECG = 1,
	SAMPLE_HEART_RATE = 2,
	SAMPLE_BATTERY = 3,
};

enum {
	ECG_BLOCK_MAX = 170,     /* 3-byte samples that fit a 517-byte ATT MTU */
	HEART_RATE_RR_MAX = 255, /* 2-byte intervals that fit the same */
};

/* One lead of ECG, equally spaced; the last sample was taken at device_ns. */
struct ecg_block {
	uint64_t device_ns;
	uint32_t rate_mhz; /* millihertz; 130 Hz = 130000 */
	uint16_t count;
	int32_t uv[ECG_BLOCK_MAX]; /* microvolts, as the wearable sent them */
};

/* Bluetooth Heart Rate Measurement (0x2A37), units as on the air. */
struct heart_rate_block {
	uint16_t hr_bpm;
	bool contact_supported;
	bool contact; /* meaningful only with contact_supported */
	bool energy_present;
	uint16_t energy_kj;
	uint16_t rr_count;
	uint16_t rr_1024[HEART_RATE_RR_MAX]; /* 1/1024 s, oldest first */
};

struct battery_block {
	uint8_t percent; /* 0..100 */
};

struct sample_block {
	enum sample_kind kind;
	union {
		struct ecg_block ecg;
		struct heart_rate_block heart_rate;
		struct battery_block battery;
	};
};
