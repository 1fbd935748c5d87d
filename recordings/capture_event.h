/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a capture: what went over the air between a hub and its wearables.
 *
 * A capture is a header and a sequence of events. Over a pipe the events follow the header as they
 * are; in a file they are compressed (recordings/capture.h). Numbers are little-endian; a varint is
 * LEB128 of at most 10 bytes; a delta is the zigzag varint of nanoseconds since the event before
 * (since the anchor for the first).
 *
 * Header, CAPTURE_HEADER_SIZE bytes:
 *    8  magic "HTCAPT\r\n"
 *    2  version, 2; 1, which had no LIMITS, is read as well
 *    1  compression of what follows: 0 = none, 1 = zstd frames
 *    1  clock of the hub: 1 = the system's, 2 = virtual
 *    4  0
 *    8  anchor: UTC in ns since 1970 (of a virtual clock: its start)
 *    8  anchor: the same moment of CLOCK_BOOTTIME in ns, which arrivals count by
 *
 * Events: u8 kind, delta, then
 *    DRIVER        u8 length, name: gives the next driver index, from 0
 *    LINK_BEGIN    u8 wearable: connected; its drivers start afresh
 *    STREAM_BEGIN  u8 wearable: a stream of samples begins
 *    NOTIFIED      u8 wearable, u8 driver, varint size, bytes
 *    SENT, ANSWERED  the same: commands of the hub, and answers
 *    LOST          u8 wearable, u8 cause, varint packets
 *    LINK_END      u8 wearable
 *    LIMITS        u8 wearable, varint, varint: its wearer's heart is told as slow below the first
 *                  and as fast above the second, beats a minute, from here on; where none was said
 *                  it goes by the defaults of health-models/ecg/rhythm/rate_limits.h
 *    END           u8 reason: nothing comes after it
 *
 * A wearable is a number from 0 in the order of appearance: neither its address nor its name nor
 * whose it is are in a capture. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CAPTURE_VERSION = 2,
	CAPTURE_VERSION_FIRST = 1,
	CAPTURE_HEADER_SIZE = 32,
	CAPTURE_WEARABLES_MAX = 64,
	CAPTURE_DRIVERS_MAX = 64,
	CAPTURE_NAME_MAX = 31,
	CAPTURE_BYTES_MAX = 1024, /* of one notification */
	CAPTURE_EVENT_MAX = CAPTURE_BYTES_MAX + 16,
};

#define CAPTURE_MAGIC "HTCAPT\r\n"

enum capture_compression { CAPTURE_PLAIN = 0, CAPTURE_ZSTD = 1 };
enum capture_clock { CAPTURE_SYSTEM_CLOCK = 1, CAPTURE_VIRTUAL_CLOCK = 2 };

struct capture_header {
	enum capture_compression compression;
	enum capture_clock clock;
	int64_t anchor_utc_ns;
	int64_t anchor_boottime_ns;
};

enum capture_kind {
	CAPTURE_DRIVER = 1,
	CAPTURE_LINK_BEGIN = 2,
	CAPTURE_STREAM_BEGIN = 3,
	CAPTURE_NOTIFIED = 4,
	CAPTURE_SENT = 5,
	CAPTURE_ANSWERED = 6,
	CAPTURE_LOST = 7,
	CAPTURE_LINK_END = 8,
	CAPTURE_END = 9,
	CAPTURE_LIMITS = 10,
};

/* Who lost packets: enum gap_cause of common/record.h, or this. */
enum { CAPTURE_LOST_HERE = 0 }; /* events that the hub had and the capture has not */

enum capture_reason {
	CAPTURE_ASKED = 1, /* whoever captured had enough */
	CAPTURE_CONSENT_OVER = 2,
	CAPTURE_HUB_STOPPED = 3,
	CAPTURE_HUB_GONE = 4,
};

struct capture_event {
	enum capture_kind kind;
	int64_t arrival_ns;                        /* of CLOCK_BOOTTIME */
	uint8_t wearable;                          /* all but DRIVER and END */
	uint8_t driver;                            /* NOTIFIED, SENT, ANSWERED */
	uint8_t cause;                             /* LOST: the cause, END: enum capture_reason */
	uint32_t packets;                          /* LOST */
	uint16_t brady_below_bpm, tachy_above_bpm; /* LIMITS */
	uint16_t size;                             /* of bytes */
	const uint8_t *bytes; /* of a notification, or a driver's name; not owned */
};

/* What both ends remember between events; one for each direction. */
struct capture_coder {
	int64_t last_ns;
	uint8_t drivers;
	bool ended;
};

void capture_header_encode(const struct capture_header *header, uint8_t out[CAPTURE_HEADER_SIZE]);
/* Returns 0; -EINVAL for what is no capture, -EPROTONOSUPPORT for one of a later version, -EBADMSG
 * for one that lies. */
int capture_header_decode(struct capture_header *header, const uint8_t data[CAPTURE_HEADER_SIZE]);

void capture_coder_init(struct capture_coder *coder, const struct capture_header *header);
/* Writes one event. Returns the bytes used, -ENOBUFS (CAPTURE_EVENT_MAX is always enough), or
 * -EINVAL for an event that cannot be kept. */
long capture_event_encode(struct capture_coder *coder, const struct capture_event *event,
			  uint8_t *out, size_t size);
/* Reads one event, whose bytes point into data. Returns the bytes used, 0 when more are needed, or
 * -EBADMSG. */
long capture_event_decode(struct capture_coder *coder, const uint8_t *data, size_t size,
			  struct capture_event *event);
