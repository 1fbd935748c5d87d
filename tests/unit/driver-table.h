/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets and what a row of the driver table is to make of them. */
#pragma once

#include "ble/codec/driver.h"

#include <glib.h>

struct packet {
	const char *what;
	const char *hex; /* "06 B0 0E" */
	int rc;
	const char *blocks; /* as tests/unit/block-text.h writes them, '\n' behind each */
};

/* A driver with a fresh state and what it gave so far. */
struct driven {
	const struct driver *driver;
	gpointer state;
	struct sample_sink sink;
	GString *text;
};

void driven_init(struct driven *driven, const char *driver_name);
void driven_clear(struct driven *driven);
/* Pushes bytes that lie at the very end of their allocation; returns what the driver did. */
int driven_push(struct driven *driven, const guint8 *bytes, gsize size);

/* Each packet on a fresh state. */
void check_packets(const char *driver_name, const struct packet *packets, gsize count);
/* Each beginning of the packet that is shorter is refused with -EBADMSG and gives nothing. */
void check_cuts(const char *driver_name, const char *hex);
