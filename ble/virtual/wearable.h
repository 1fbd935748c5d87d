/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a virtual wearable is, apart from the air between it and who listens: its services, what
 * reading and writing does, and the packets that it has to send, each with the time it is due.
 *
 * A kind is one row of wearable_kinds. Whoever plays a wearable owns its state (state_size bytes),
 * asks next() for packets while is_on() and hands them to a radio. A wearable's time runs only
 * while it is asked, so the same source and seed give the same packets however slow the hub is.
 * Pure: no clock, no allocation.
 */
#pragma once

#include "ble/virtual/gatt-table.h"
#include "ble/virtual/motion-source.h"
#include "ble/virtual/wearable-source.h"

/* A wearable that nobody has told the time starts at 2019-01-01 (in ns since 2000-01-01), as a
 * Polar H10 does. */
#define WEARABLE_CLOCK_START_NS UINT64_C(599616000000000000)

enum { WEARABLE_PACKET_MAX = 512 };

enum wearable_event {
	WEARABLE_END,    /* nothing more will come */
	WEARABLE_PACKET, /* a characteristic notifies or indicates */
	WEARABLE_LINK_LOST,
	WEARABLE_LINK_BACK,
};

/* What is in a packet, for who counts them. */
enum wearable_content {
	CONTENT_ECG,
	CONTENT_WAVE, /* motion and the like */
	CONTENT_HEART_RATE,
	CONTENT_BATTERY,
	CONTENT_READING,
	CONTENT_ANSWER, /* to a command */
	WEARABLE_CONTENTS,
};

struct wearable_packet {
	enum wearable_event event;
	enum wearable_content content;
	const char *uuid; /* of the characteristic */
	bool waited_for;  /* its reader is waited for; without one, others are not sent */
	uint64_t due_ns;  /* since the wearable was switched on */
	uint16_t samples; /* good samples in it, or values of a reading */
	uint16_t size;
	uint8_t data[WEARABLE_PACKET_MAX];
};

struct wearable_settings {
	uint64_t seed;
	uint64_t clock_start_ns; /* what its own clock shows when it is switched on */
	double rate_error;       /* its samples come so much faster than it says: 0.02 = 2 % */
	double clock_drift;      /* its clock runs so much faster than time: 0.0001 = 100 ppm */
	uint64_t end_ns;         /* its source ends here at the latest; 0 = never */
	uint8_t battery_percent;
	bool already_started;        /* the first start is answered by "already in state" */
	struct motion_source motion; /* at NULL = made up */
};

extern const struct wearable_settings wearable_settings_default;

struct wearable_counts {
	uint64_t off_link_samples; /* ECG taken while nobody could hear */
	uint64_t device_samples;   /* ECG taken */
};

struct wearable_kind {
	const char *name;       /* for the command line */
	const char *meaning;    /* a line of help */
	const char *local_name; /* what it advertises */
	const char *model;
	const struct gatt_service *services;
	size_t services_count;
	bool plays_heart; /* needs a source */
	unsigned motion;  /* IMU_ bits of what it measures, and takes from settings.motion */
	size_t state_size;

	/* source may be NULL unless plays_heart. */
	void (*init)(void *state, const struct wearable_settings *settings,
		     const struct wearable_source *source);
	/* Writes the value into out and returns its size, or -ENOENT. The strings of device
	 * information are not asked for here. */
	long (*read)(const void *state, const char *uuid, uint8_t *out, size_t size);
	/* A command; mtu is that of the link. NULL = it takes none. */
	void (*write)(void *state, const char *uuid, const uint8_t *data, size_t size,
		      uint16_t mtu);
	/* Takes the next answer to what was written; false when there is none. NULL with write. */
	bool (*answer)(void *state, struct wearable_packet *answer);
	/* Somebody listens to this characteristic from now on. */
	void (*subscribe)(void *state, const char *uuid);
	/* The link is gone, and with it every subscription and stream. */
	void (*unlink)(void *state);
	/* Its time runs: there is something to send. */
	bool (*is_on)(const void *state);
	/* How long a hub may take over its next command before time begins to run. */
	unsigned (*settle_ms)(const void *state);
	/* The next thing that happens; call only while it is on, or after WEARABLE_LINK_LOST.
	 * Returns 0 or the source's -errno. */
	int (*next)(void *state, struct wearable_packet *packet);
	/* Time passes up to until_ns with nobody listening. Returns 0 or the source's -errno. */
	int (*skip)(void *state, uint64_t until_ns);
	/* Its clock shows clock_start_ns again, as after a change of its cell. */
	void (*reset_clock)(void *state);
	void (*set_rate_error)(void *state, double rate_error);
	void (*count)(const void *state, struct wearable_counts *counts);
};

extern const struct wearable_kind *const wearable_kinds[];
extern const size_t wearable_kinds_count;

/* The row of that name, or NULL. */
const struct wearable_kind *wearable_kind_named(const char *name);
