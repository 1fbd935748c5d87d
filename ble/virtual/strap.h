/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chest strap like the Polar H10, without its radio: it answers the commands of the PMD control
 * point and turns samples into the packets that the strap would notify, in the order and at the
 * times it would send them.
 *
 * Playing time is counted in samples and runs only while a stream is started or the link is down,
 * so the same source gives the same packets however slow the hub is. Pure: no clock, no allocation.
 */
#pragma once

#include "ble/codec/pmd.h"
#include "ble/virtual/wearable-source.h"

#include <stddef.h>

/* An H10 that nobody has told the time starts at 2019-01-01 (in ns since 2000-01-01). */
#define STRAP_CLOCK_START_NS UINT64_C(599616000000000000)

enum { STRAP_FEATURES_SIZE = 17, STRAP_RR_KEPT = 16 };

struct strap_faults {
	unsigned rubbish_every; /* every Nth frame is replaced by random bytes; 0 = none */
	unsigned lying_every;   /* every Nth frame is one byte short; 0 = none */
	bool already_started;   /* the first start is answered by "already in state" */
	uint64_t drop_at_index; /* the link is down from this sample ... */
	uint64_t drop_samples;  /* ... for so many; 0 = not at all */
};

struct strap_settings {
	uint64_t clock_start_ns;
	uint64_t samples_max; /* stop here; 0 = play to the source's end */
	uint8_t battery_percent;
	struct strap_faults faults;
};

extern const struct strap_settings strap_settings_default;

enum strap_event {
	STRAP_END,        /* nothing more will come */
	STRAP_ECG,        /* a packet of the PMD data characteristic */
	STRAP_HEART_RATE, /* a packet of 0x2A37 */
	STRAP_BATTERY,    /* a packet of 0x2A19 */
	STRAP_LINK_LOST,
	STRAP_LINK_BACK,
};

struct strap_packet {
	enum strap_event event;
	uint64_t due_index; /* samples taken when it is due: its time is due_index / 130 s */
	uint16_t samples;   /* good ECG samples in it */
	uint16_t size;
	uint8_t data[PMD_FRAME_MAX];
};

struct strap {
	struct strap_settings settings;
	struct wearable_source source;
	bool started; /* the ECG stream is on */
	bool linked;
	bool at_end;

	uint64_t index; /* samples taken */
	struct wearable_sample held;
	bool holds_sample; /* held was taken from the source but not used */

	struct ecg_block frame;
	uint64_t frames;
	uint64_t noise_state;

	bool heart_rate_due, battery_due;
	bool contact;
	uint16_t rr_waiting[STRAP_RR_KEPT]; /* not sent yet */
	uint16_t rr_waiting_count;
	uint16_t rr_recent[STRAP_RR_KEPT]; /* a ring, for the mean rate */
	uint16_t rr_recent_count;

	uint64_t off_link_samples; /* taken while nobody could hear */
	uint64_t spoiled_samples;  /* lost in frames made bad on purpose */
};

void strap_init(struct strap *s, const struct strap_settings *settings,
		const struct wearable_source *source);

/* What reading the control point gives: ECG only. */
void strap_features(uint8_t out[STRAP_FEATURES_SIZE]);
uint8_t strap_battery_percent(const struct strap *s);

/* Answers a write to the control point; mtu is that of the link. Writes the indication into out
 * and returns its size, or -ENOBUFS. Sets *started_now when the stream begins by this command. */
long strap_command(struct strap *s, const uint8_t *data, size_t size, uint16_t mtu, uint8_t *out,
		   size_t out_size);

/* The link is gone: the stream stops. Samples go on with the next start where they stopped. */
void strap_unlink(struct strap *s);

/* The next thing that happens; call only while the stream is started or the link is lost. Returns 0
 * or the source's -errno. */
int strap_next(struct strap *s, struct strap_packet *packet);
