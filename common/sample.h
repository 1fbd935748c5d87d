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
	SAMPLE_WAVE = 4,      /* motion, light: many samples a second */
	SAMPLE_INTERVALS = 5, /* pulse to pulse, by light */
	SAMPLE_READING = 6,   /* one or a few values measured together: a cuff, a scale, a pod */
};

enum {
	ECG_BLOCK_MAX = 170,     /* 3-byte samples that fit a 517-byte ATT MTU */
	HEART_RATE_RR_MAX = 255, /* 2-byte intervals that fit the same */
	WAVE_VALUES_MAX = 768,   /* a longer notification gives several blocks */
	WAVE_CHANNELS_MAX = 25,
	INTERVALS_MAX = 86, /* 6-byte intervals that fit a 517-byte ATT MTU */
	READING_VALUES_MAX = 16,
};

/* What a wave or a value of a reading measures. Stored: a number is never given a new meaning. */
enum quantity {
	QUANTITY_ACCELERATION = 1,   /* m/s2; x y z */
	QUANTITY_ANGULAR_RATE = 2,   /* rad/s; x y z */
	QUANTITY_MAGNETIC_FIELD = 3, /* uT; x y z, perhaps the wearable's calibration as a count */
	QUANTITY_ORIENTATION = 4,  /* quaternion w x y z, sensor to earth, as the wearable has it */
	QUANTITY_EULER_ANGLES = 5, /* rad; roll pitch yaw, as the wearable has them */
	QUANTITY_PPG = 6,          /* counts; one channel a light, ambient or status last */
	QUANTITY_GRAVITY = 7,      /* m/s2; x y z */
	QUANTITY_ECG_STATUS = 8,   /* counts; what a wearable says of each sample of its ECG */
	QUANTITY_PPG_INTEGRATION = 9, /* counts; one channel a light */
	QUANTITY_PPG_GAIN = 10,       /* steps; one channel an amplifier */

	QUANTITY_SKIN_TEMPERATURE = 20, /* degree C */
	QUANTITY_TEMPERATURE = 21,      /* degree C, of the sensor or the room */
	QUANTITY_AIR_PRESSURE = 22,     /* hPa */
	QUANTITY_HEADING = 23,          /* rad */
	QUANTITY_BATTERY_VOLTAGE = 24,  /* V */
	QUANTITY_PPG_MODE = 25,         /* as the wearable numbers its ways to measure light */

	QUANTITY_BODY_TEMPERATURE = 40, /* degree C */
	QUANTITY_SPO2 = 41,             /* % */
	QUANTITY_PULSE_RATE = 42,       /* bpm, by light or cuff */
	QUANTITY_PULSE_AMPLITUDE = 43,  /* %, the pulse amplitude index */
	QUANTITY_SYSTOLIC = 44,         /* mmHg */
	QUANTITY_DIASTOLIC = 45,        /* mmHg */
	QUANTITY_MEAN_ARTERIAL = 46,    /* mmHg */
	QUANTITY_CUFF_PRESSURE = 47,    /* mmHg */
	QUANTITY_WEIGHT = 48,           /* kg */
	QUANTITY_HEIGHT = 49,           /* m */
	QUANTITY_BMI = 50,              /* kg/m2 */
	QUANTITY_BODY_FAT = 51,         /* % */
	QUANTITY_SPO2_FAST = 52,        /* % */
	QUANTITY_SPO2_SLOW = 53,        /* % */
	QUANTITY_PULSE_RATE_FAST = 54,  /* bpm */
	QUANTITY_PULSE_RATE_SLOW = 55,  /* bpm */
	QUANTITY_HEART_RATE = 56,       /* bpm, as a health sensor reports it */
	QUANTITY_RR_INTERVAL = 57,      /* ms */

	QUANTITY_SPEED = 60,             /* m/s */
	QUANTITY_CADENCE = 61,           /* steps or turns a minute */
	QUANTITY_STRIDE = 62,            /* m */
	QUANTITY_DISTANCE = 63,          /* m, since the wearable began to count */
	QUANTITY_STEPS = 64,             /* since the wearable began to count */
	QUANTITY_POWER = 65,             /* W */
	QUANTITY_ENERGY = 66,            /* kJ, since the wearable began to count */
	QUANTITY_PEDAL_BALANCE = 67,     /* %, of the left pedal where that is known */
	QUANTITY_TORQUE = 68,            /* N m, accumulated */
	QUANTITY_WHEEL_REVOLUTIONS = 69, /* since the wearable began to count */
	QUANTITY_WHEEL_EVENT = 70,       /* s, time of the last revolution, wraps */
	QUANTITY_CRANK_REVOLUTIONS = 71,
	QUANTITY_CRANK_EVENT = 72, /* s, wraps */
	QUANTITY_TAP = 73,         /* direction as the wearable numbers it */
	QUANTITY_SPORT = 74,       /* as the wearable numbers them */

	QUANTITY_BASAL_METABOLISM = 80, /* kJ a day, as the scale estimates it */
	QUANTITY_MUSCLE = 81,           /* % */
	QUANTITY_MUSCLE_MASS = 82,      /* kg */
	QUANTITY_FAT_FREE_MASS = 83,    /* kg */
	QUANTITY_SOFT_LEAN_MASS = 84,   /* kg */
	QUANTITY_BODY_WATER_MASS = 85,  /* kg */
	QUANTITY_IMPEDANCE = 86,        /* ohm */
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
	bool odd_byte; /* half an interval stood behind the others; left out */
	uint16_t rr_count;
	uint16_t rr_1024[HEART_RATE_RR_MAX]; /* 1/1024 s, oldest first */
};

struct battery_block {
	uint8_t percent; /* 0..100 */
};

/* Samples of one sensor, equally spaced: raw x scale is in the quantity's unit. Kept as counts so
 * that nothing of what the wearable sent is lost. */
struct wave_block {
	enum quantity quantity;
	bool has_time;      /* the wearable stamps its samples; if not, only arrival is known */
	uint64_t device_ns; /* of the last sample */
	uint32_t rate_mhz;  /* nominal; 0 = not known */
	uint8_t channels;
	bool is_float; /* raw holds the bits of an IEEE 754 binary32 */
	double scale;
	uint16_t count; /* samples of `channels` values; count * channels <= WAVE_VALUES_MAX */
	int32_t raw[WAVE_VALUES_MAX]; /* sample by sample */
};

/* Pulse-to-pulse intervals of an optical sensor, oldest first. */
struct intervals_block {
	bool has_time;
	uint64_t device_ns; /* end of the last interval */
	uint16_t count;
	struct {
		uint16_t interval_ms;
		uint16_t error_ms; /* the wearable's own estimate */
		uint8_t hr_bpm;    /* 0 = not given */
		bool moving;       /* the wearable advises not to use it */
		bool contact_supported;
		bool contact;
	} interval[INTERVALS_MAX];
};

/* Wall clock of a device that was set by hand: no zone. A part that is not known is 0. */
struct clock_time {
	uint16_t year; /* 0, or 1582..9999 */
	uint8_t month, day;
	uint8_t hour, minute, second;
};

/* Values measured together. What the device could not measure (NaN, "not at this resolution")
 * is left out, so count may be 0 where only the status says something. */
struct reading_block {
	bool measuring;    /* a value out of a measurement that goes on, not its result */
	bool questionable; /* the device's own status says not to rely on it */
	bool has_clock;
	struct clock_time clock;
	uint8_t user;    /* the device's user number, 255 = not told */
	uint32_t status; /* the service's own status bits, 0 = none */
	uint16_t count;
	struct {
		enum quantity quantity;
		double value; /* in the quantity's unit */
	} value[READING_VALUES_MAX];
};

struct sample_block {
	enum sample_kind kind;
	union {
		struct ecg_block ecg;
		struct heart_rate_block heart_rate;
		struct battery_block battery;
		struct wave_block wave;
		struct intervals_block intervals;
		struct reading_block reading;
	};
};

/* Where a decoder hands what it found in one notification: none, one or several blocks, in order.
 * The block is the decoder's and valid during the call. */
struct sample_sink {
	void (*block)(void *context, const struct sample_block *block);
	void *context;
};
