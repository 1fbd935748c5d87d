/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link, a fake bluetoothd on a bus, and a sink that writes down what it is told. */
#pragma once

#include "ble/link/ht-link.h"
#include "tests/integration/fake-bluez.h"

G_BEGIN_DECLS

#define STRAP "A0:9E:1A:00:00:01"
#define OTHER "A0:9E:1A:00:00:02"

typedef struct {
	GDBusConnection *bus;
	FakeBluez *bluez;
	HtLink *link;
	GString *log; /* one line per call of the sink, but for "changed" */
	gboolean held;
	guint64 samples;
	gint32 next_uv; /* samples of the fake count up */
	guint guard;
	GString *raw; /* one line per call of the raw hook */
	/* Trust. */
	gboolean tells_trust; /* in the log */
	gboolean told;
	HtOrigin origin;
	gboolean encrypted; /* what is_encrypted() says */
	guint asked;
	gboolean keeps_pins;
	guint identified;
	HtIdentity pinned;
	gboolean has_user; /* who types passkeys; before set_up_with() */
} Fixture;

const char *bus_address(void);
/* For HtLinkSettings; the context is the fixture. */
gboolean is_encrypted(gpointer context, const char *adapter, const char *address);
void new_link(Fixture *f, const HtLinkSettings *settings);
void set_up_with(Fixture *f, const HtLinkSettings *settings);
void set_up(Fixture *f, gconstpointer data);
/* For what is about somebody who does not answer. */
void set_up_impatient(Fixture *f, gconstpointer data);
void tear_down(Fixture *f, gconstpointer data);
/* Takes the text, and all before it, out of the log. */
void wait_for_log(Fixture *f, const char *text);
HtWearableState state_of(Fixture *f, const char *address);
void wait_for_state(Fixture *f, const char *address, HtWearableState state);
void wait_until(Fixture *f, const guint *count, guint n);
void enroll(Fixture *f, const char *address);

G_END_DECLS
