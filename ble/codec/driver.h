/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The services that this hub can decode: one row of a constant table for each.
 *
 * What a row needs to remember between notifications (settings of a stream, half a frame) lives in
 * a state of state_size bytes that the caller owns, one for each connection. The state depends on
 * nothing but the bytes that went either way, so a capture replayed gives the same blocks.
 */
#pragma once

#include "common/sample.h"

#include <stddef.h>

/* How samples are made to come. */
enum driver_start {
	DRIVER_START_SUBSCRIBE, /* subscribing is enough */
	DRIVER_START_PMD,       /* commands to a control point that indicates its answers */
	DRIVER_START_GSP,       /* commands, answered among the notifications */
	DRIVER_START_WITMOTION, /* register writes */
};

struct driver {
	const char *name; /* for logs and captures; never changed once released */
	const char *service_uuid;
	const char *advertised_uuid; /* what it is found by; NULL = the service itself */
	const char *value_uuid;      /* the characteristic that notifies or indicates */
	const char *device_name;     /* only for wearables whose name begins so; NULL = any */
	const char *control_uuid;    /* commands go there; NULL = none */
	enum driver_start start;
	bool finds;        /* a device that offers the service is a wearable */
	bool optional;     /* the wearable streams without it as well */
	bool read_first;   /* read the value once, it may not change for hours */
	bool indicates;    /* can only indicate: see HtLinkSettings.indications */
	size_t state_size; /* 0 = keeps no state */
	/* A fresh state; NULL where state_size is 0. */
	void (*init)(void *state);
	/* One notification (or indication, or value read) in, blocks out. Returns 0 or -errno:
	 * -EBADMSG for bytes that lie, -EPROTONOSUPPORT for a frame that is not known, -ENODATA
	 * for one that needs what was not heard (how its stream was started). Blocks found before
	 * the fault were handed out. */
	int (*push)(void *state, const uint8_t *data, size_t size, const struct sample_sink *sink);
	/* What the hub wrote to control_uuid, and what that characteristic answered; NULL = not
	 * of interest. */
	void (*sent)(void *state, const uint8_t *data, size_t size);
	void (*answered)(void *state, const uint8_t *data, size_t size);
};

extern const struct driver drivers[];
extern const size_t drivers_count;

/* Is the row for a wearable of that name (NULL = it has none)? Where there are rows for the same
 * value, one that asks for the name goes before one that does not. */
bool driver_is_for(const struct driver *driver, const char *device_name);
/* What a wearable with this service is found by. */
const char *driver_advertised_uuid(const struct driver *driver);
/* The row of that name, or NULL. */
const struct driver *driver_named(const char *name);
