/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/link-fixture.h"

#include <string.h>

/* Only there to end a test that hangs. */
enum { GUARD_S = 30 };

static gboolean sink_ready(gpointer context)
{
	return !((Fixture *)context)->held;
}

static void sink_begin(gpointer context, const HtWearable *wearable)
{
	g_string_append_printf(((Fixture *)context)->log, "begin %s %s %s\n", wearable->address,
			       wearable->name, wearable->identity.model);
}

static const char *trust_name(enum sample_trust trust)
{
	switch (trust) {
	case TRUST_UNAUTHENTICATED:
		return "unauthenticated";
	case TRUST_AUTHENTICATED:
		return "authenticated";
	case TRUST_SUSPECT:
		return "suspect";
	}
	return "unknown";
}

static void log_wave(Fixture *f, const char *address, const struct wave_block *wave)
{
	g_string_append_printf(f->log, "wave %s %d %u %u\n", address, (int)wave->quantity,
			       wave->rate_mhz, wave->count);
}

static void sink_block(gpointer context, const char *address, const struct sample_block *block,
		       gint64 arrival_boottime_ns, const HtOrigin *origin)
{
	Fixture *f = context;

	g_assert_cmpint(arrival_boottime_ns, >, 0);
	/* Once for each change: most tests are about something else. */
	if (f->tells_trust &&
	    (!f->told || f->origin.trust != origin->trust || f->origin.reasons != origin->reasons))
		g_string_append_printf(f->log, "%s %s %x\n", trust_name(origin->trust), address,
				       origin->reasons);
	f->told = TRUE;
	f->origin = *origin;
	if (block->kind == SAMPLE_HEART_RATE) {
		g_string_append_printf(f->log, "heart-rate %s %u\n", address,
				       block->heart_rate.hr_bpm);
	} else if (block->kind == SAMPLE_BATTERY) {
		g_string_append_printf(f->log, "battery %s %u\n", address, block->battery.percent);
	} else if (block->kind == SAMPLE_WAVE) {
		log_wave(f, address, &block->wave);
	} else if (block->kind == SAMPLE_READING) {
		g_string_append_printf(f->log, "reading %s %u\n", address, block->reading.count);
	} else if (block->kind == SAMPLE_ECG) {
		g_string_append_printf(f->log, "ecg %s %u %u\n", address, block->ecg.rate_mhz,
				       block->ecg.count);
		for (guint i = 0; i < block->ecg.count; i++)
			g_assert_cmpint(block->ecg.uv[i], ==, f->next_uv++);
		f->samples += block->ecg.count;
	}
}

static void sink_raw(gpointer context, const char *address, const struct driver *driver,
		     HtRawKind kind, const guint8 *data, gsize size, gint64 arrival_boottime_ns)
{
	Fixture *f = context;

	(void)address;
	(void)data;
	g_assert_cmpint(arrival_boottime_ns, >, 0);
	g_string_append_printf(f->raw, "%s %d %" G_GSIZE_FORMAT "\n", driver->name, (int)kind,
			       size);
}

static void sink_lost(gpointer context, const char *address, enum gap_cause cause, guint packets)
{
	g_string_append_printf(((Fixture *)context)->log, "lost %s %d %u\n", address, (int)cause,
			       packets);
}

static void sink_end(gpointer context, const char *address)
{
	g_string_append_printf(((Fixture *)context)->log, "end %s\n", address);
}

static void sink_changed(gpointer context, const HtWearable *wearable)
{
	(void)context;
	g_assert_cmpstr(ht_wearable_state_name(wearable->state), !=, "unknown");
}

static gboolean sink_identified(gpointer context, const HtWearable *wearable)
{
	Fixture *f = context;

	f->identified++;
	f->pinned = wearable->identity;
	return f->keeps_pins;
}

static void sink_passkey_wanted(gpointer context, const char *address)
{
	g_string_append_printf(((Fixture *)context)->log, "passkey %s\n", address);
}

gboolean is_encrypted(gpointer context, const char *adapter, const char *address)
{
	Fixture *f = context;

	g_assert_cmpstr(adapter, ==, "hci0");
	g_assert_cmpuint(strlen(address), ==, 17);
	f->asked++;
	return f->encrypted;
}

const char *bus_address(void)
{
	return g_getenv("DBUS_SESSION_BUS_ADDRESS");
}

static gboolean on_guard(gpointer data)
{
	Fixture *f = data;

	g_error("the test hangs; so far:\n%s", f->log->str);
	return G_SOURCE_REMOVE;
}

void new_link(Fixture *f, const HtLinkSettings *settings)
{
	const HtLinkSink sink = {
	    .context = f,
	    .ready = sink_ready,
	    .begin = sink_begin,
	    .block = sink_block,
	    .raw = sink_raw,
	    .lost = sink_lost,
	    .end = sink_end,
	    .changed = sink_changed,
	    .identified = sink_identified,
	    .passkey_wanted = f->has_user ? sink_passkey_wanted : NULL,
	};

	f->link = ht_link_new(f->bus, settings, &sink);
	ht_link_start(f->link);
}

void set_up_with(Fixture *f, const HtLinkSettings *settings)
{
	g_autoptr(GError) error = NULL;

	f->bus = g_dbus_connection_new_for_address_sync(
	    bus_address(),
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);
	g_assert_no_error(error);
	f->log = g_string_new(NULL);
	f->raw = g_string_new(NULL);
	f->guard = g_timeout_add_seconds(GUARD_S, on_guard, f);
	f->bluez = fake_bluez_new(bus_address());
	fake_adapter_add(f->bluez, "hci0", TRUE);
	new_link(f, settings);
}

void set_up(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {.retry_ms = 1, .retry_max_ms = 20};

	(void)data;
	set_up_with(f, &settings);
}

/* For what is about somebody who does not answer. */
void set_up_impatient(Fixture *f, gconstpointer data)
{
	const HtLinkSettings settings = {
	    .retry_ms = 1,
	    .retry_max_ms = 20,
	    .connect_ms = 100,
	    .reply_ms = 100,
	    .resolve_ms = 100,
	    .stop_ms = 300,
	};

	(void)data;
	set_up_with(f, &settings);
}

void tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	g_clear_pointer(&f->link, ht_link_free);
	g_clear_pointer(&f->bluez, fake_bluez_free);
	/* Cancelled calls come back. */
	while (g_main_context_iteration(NULL, FALSE))
		;
	g_source_remove(f->guard);
	g_string_free(f->log, TRUE);
	g_string_free(f->raw, TRUE);
	g_dbus_connection_close_sync(f->bus, NULL, NULL);
	g_object_unref(f->bus);
}

void wait_for_log(Fixture *f, const char *text)
{
	while (!strstr(f->log->str, text))
		g_main_context_iteration(NULL, TRUE);
	/* The next wait is for something new. */
	g_string_erase(f->log, 0, strstr(f->log->str, text) - f->log->str + (gssize)strlen(text));
}

HtWearableState state_of(Fixture *f, const char *address)
{
	g_autoptr(GPtrArray) list = ht_link_list(f->link);

	for (guint i = 0; i < list->len; i++) {
		const HtWearable *wearable = list->pdata[i];

		if (g_str_equal(wearable->address, address))
			return wearable->state;
	}
	return HT_WEARABLE_ABSENT;
}

void wait_for_state(Fixture *f, const char *address, HtWearableState state)
{
	while (state_of(f, address) != state)
		g_main_context_iteration(NULL, TRUE);
}

void wait_until(Fixture *f, const guint *count, guint n)
{
	(void)f;
	while (*count < n)
		g_main_context_iteration(NULL, TRUE);
}

void enroll(Fixture *f, const char *address)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_link_enroll(f->link, address, NULL, &error));
	g_assert_no_error(error);
}
