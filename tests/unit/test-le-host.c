/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peripheral's host: what it tells its controller, and what it makes of what that tells it. */
#include "ble/virtual/hci/le-host.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

#define LEVEL "00002a19-0000-1000-8000-00805f9b34fb"

static const char *const readable[] = {"read", "notify", NULL};
static const struct gatt_characteristic battery[] = {{LEVEL, 0x0021, readable}};
static const struct gatt_service services[] = {
    {"0000180f-0000-1000-8000-00805f9b34fb", 0x0020, battery, 1},
};

typedef struct {
	struct le_host host;
	GPtrArray *sent; /* packets as hex; those from first_unread on are not expected yet */
	guint first_unread;
	GString *events;
	gboolean has_key;
} Fixture;

static void on_transmit(void *context, const uint8_t *packet, size_t size)
{
	Fixture *f = context;
	GString *hex = g_string_new(NULL);

	for (size_t i = 0; i < size; i++)
		g_string_append_printf(hex, "%s%02x", i > 0 ? " " : "", packet[i]);
	g_ptr_array_add(f->sent, g_string_free(hex, FALSE));
}

static void on_connected(void *context)
{
	g_string_append(((Fixture *)context)->events, "connected;");
}

static void on_disconnected(void *context, uint8_t reason)
{
	g_string_append_printf(((Fixture *)context)->events, "disconnected %02x;", reason);
}

static void on_secured(void *context, bool encrypted)
{
	g_string_append(((Fixture *)context)->events, encrypted ? "encrypted;" : "no key;");
}

static void on_ready(G_GNUC_UNUSED void *context)
{
}

static int load_key(void *context, const uint8_t peer[SMP_ADDRESS_SIZE], uint8_t ltk[SMP_KEY_SIZE])
{
	static const guint8 central[SMP_ADDRESS_SIZE] = {0x00, 0x23, 0x00, 0x00, 0x01, 0xaa, 0x00};

	g_assert_true(memcmp(peer, central, sizeof(central)) == 0);
	memset(ltk, 0x5a, SMP_KEY_SIZE);
	return ((Fixture *)context)->has_key ? 0 : -ENOENT;
}

static void store_key(G_GNUC_UNUSED void *context,
		      G_GNUC_UNUSED const uint8_t peer[SMP_ADDRESS_SIZE],
		      G_GNUC_UNUSED const uint8_t ltk[SMP_KEY_SIZE])
{
	g_assert_not_reached();
}

static long read_value(G_GNUC_UNUSED void *context, G_GNUC_UNUSED const char *uuid, uint8_t *out,
		       size_t out_size)
{
	memset(out, 0x61, 40);
	g_assert_cmpuint(out_size, >=, 40);
	return 40;
}

static void on_configured(G_GNUC_UNUSED void *context, G_GNUC_UNUSED const char *uuid,
			  G_GNUC_UNUSED bool wanted)
{
}

/* One packet from the controller, of exactly that size. */
static int give(Fixture *f, const char *hex)
{
	guint8 packet[300];
	g_autofree guint8 *exact = NULL;
	gsize size = 0;

	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		packet[size++] =
		    (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
		hex++;
	}
	exact = g_memdup2(packet, size);
	return le_host_input(&f->host, exact, size);
}

static void expect(Fixture *f, const char *hex)
{
	g_assert_cmpuint(f->first_unread, <, f->sent->len);
	g_assert_cmpstr(f->sent->pdata[f->first_unread++], ==, hex);
}

static void expect_nothing(const Fixture *f)
{
	g_assert_cmpuint(f->first_unread, ==, f->sent->len);
}

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	const struct le_host_settings settings = {.address = {0x01, 0, 0, 0x1a, 0x9e, 0xc0},
						  .name = "Polar",
						  .mtu = 100,
						  .offers_pairing = true};
	const struct att_handlers handlers = {
	    .context = f, .read = read_value, .configured = on_configured};
	const struct le_host_driver driver = {.context = f,
					      .transmit = on_transmit,
					      .connected = on_connected,
					      .disconnected = on_disconnected,
					      .secured = on_secured,
					      .ready = on_ready,
					      .load_key = load_key,
					      .store_key = store_key};

	f->sent = g_ptr_array_new_with_free_func(g_free);
	f->events = g_string_new(NULL);
	le_host_init(&f->host, &settings, &handlers, &driver);
	g_assert_cmpint(att_table_add(&f->host.att.table, services, 1), ==, 0);
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	le_host_end(&f->host);
	g_ptr_array_unref(f->sent);
	g_string_free(f->events, TRUE);
}

/* Controllers with room for 2 packets of 27 bytes. */
static void start(Fixture *f)
{
	le_host_start(&f->host);
	expect(f, "01 03 0c 00");
	expect_nothing(f); /* one command at a time */
	give(f, "04 0e 04 01 03 0c 00");
	expect(f, "01 01 0c 08 ff ff ff ff ff ff ff 3f");
	give(f, "04 0e 04 01 01 0c 00");
	expect(f, "01 01 20 08 1f 02 00 00 00 00 00 00");
	give(f, "04 0e 04 01 01 20 00");
	expect(f, "01 02 20 00");
	give(f, "04 0e 07 01 02 20 00 1b 00 02");
	expect(f, "01 05 20 06 01 00 00 1a 9e c0");
	give(f, "04 0e 04 01 05 20 00");
	expect(f, "01 06 20 0f 20 00 30 00 00 01 00 00 00 00 00 00 00 07 00");
	give(f, "04 0e 04 01 06 20 00");
	expect(f, "01 08 20 20 07 02 01 06 03 02 0f 18 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
		  "00 00 00 00 00 00 00 00 00 00");
	give(f, "04 0e 04 01 08 20 00");
	expect(f, "01 09 20 20 07 06 09 50 6f 6c 61 72 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
		  "00 00 00 00 00 00 00 00 00 00");
	give(f, "04 0e 04 01 09 20 00");
	expect(f, "01 0a 20 01 01");
	give(f, "04 0e 04 01 0a 20 00");
	expect_nothing(f);
}

/* Handle 0x0042, the central has the public address 23:00:00:01:AA:00. */
#define CONNECTION "04 3e 13 01 00 42 00 01 00 00 aa 01 00 00 23 18 00 00 00 2a 00 00"

static void connect_central(Fixture *f)
{
	start(f);
	g_assert_cmpint(give(f, CONNECTION), ==, 0);
	g_assert_cmpstr(f->events->str, ==, "connected;");
	g_string_truncate(f->events, 0);
}

static void test_starts(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	start(f);
	le_host_advertise(&f->host);
	expect(f, "01 0a 20 01 00");
	give(f, "04 0e 04 01 0a 20 00");
	expect(f, "01 0a 20 01 01");
	le_host_advertise(&f->host); /* the one before is not answered yet */
	expect_nothing(f);
}

static void test_refusing_controller(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	le_host_start(&f->host);
	g_assert_cmpint(give(f, "04 0e 04 01 03 0c 01"), ==, -EIO);
}

static void test_no_buffers(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	le_host_start(&f->host);
	give(f, "04 0e 04 01 03 0c 00");
	give(f, "04 0e 04 01 01 0c 00");
	give(f, "04 0e 04 01 01 20 00");
	g_assert_cmpint(give(f, "04 0e 07 01 02 20 00 00 00 00"), ==, -EPROTO);
}

static void test_rubbish(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	g_assert_cmpint(give(f, "07 00"), ==, -EPROTO);
}

/* A read of 40 bytes at an MTU of 100: 45 bytes in two packets, and no more than there is room for.
 */
static void test_flow_control(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	connect_central(f);
	give(f, "02 42 20 07 00 03 00 04 00 02 05 02");
	expect(f, "02 42 00 07 00 03 00 04 00 03 64 00");
	give(f, "02 42 20 07 00 03 00 04 00 0a 22 00");
	expect(f, "02 42 00 1b 00 29 00 04 00 0b 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 "
		  "61 61 61 61 61 61");
	expect_nothing(f);
	give(f, "04 13 05 01 42 00 01 00");
	expect(f, "02 42 10 12 00 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61");
	g_assert_false(le_host_is_drained(&f->host));
	give(f, "04 13 05 01 42 00 02 00");
	g_assert_true(le_host_is_drained(&f->host));
	/* Credits of another link are none. */
	give(f, "04 13 05 01 43 00 02 00");
	expect_nothing(f);
}

static void test_notification_queue(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	guint queued = 0;

	connect_central(f);
	g_assert_cmpint(le_host_notify(&f->host, LEVEL, (const guint8 *)"U", 1), ==, -ENOENT);
	give(f, "02 42 20 09 00 05 00 04 00 12 23 00 01 00");
	expect(f, "02 42 00 05 00 01 00 04 00 13");
	while (le_host_notify(&f->host, LEVEL, (const guint8 *)"U", 1) == 0)
		queued++;
	expect(f, "02 42 00 08 00 04 00 04 00 1b 22 00 55");
	expect_nothing(f);
	g_assert_cmpuint(queued, ==, 1 + ACL_QUEUE_DATA_FRAMES);
	g_assert_cmpint(le_host_notify(&f->host, LEVEL, (const guint8 *)"U", 1), ==, -EAGAIN);
	/* An answer still finds room. */
	give(f, "02 42 20 07 00 03 00 04 00 02 05 02");
	for (guint i = 1; i < queued; i++) {
		give(f, "04 13 05 01 42 00 01 00");
		expect(f, "02 42 00 08 00 04 00 04 00 1b 22 00 55");
	}
	give(f, "04 13 05 01 42 00 01 00");
	expect(f, "02 42 00 07 00 03 00 04 00 03 64 00");
}

/* Frames in pieces, and pieces that do not fit together. */
static void test_reassembly(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	connect_central(f);
	give(f, "02 42 20 05 00 03 00 04 00 02");
	give(f, "02 42 10 02 00 05 02");
	expect(f, "02 42 00 07 00 03 00 04 00 03 64 00");
	give(f, "02 42 10 02 00 05 02"); /* of no frame */
	give(f, "02 42 20 05 00 03 00 04 00 02");
	give(f, "02 42 10 03 00 05 02 00"); /* longer than the frame */
	give(f, "02 42 10 02 00 05 02");
	give(f, "02 42 20 04 00 ff ff 04 00");          /* longer than any frame */
	give(f, "02 42 20 02 00 03 00");                /* less than a header */
	give(f, "02 43 20 07 00 03 00 04 00 02 05 02"); /* of another link */
	give(f, "02 42 20 07 00 03 00 3f 00 02 05 02"); /* on no channel */
	expect_nothing(f);
	/* Connection parameters and the like: not understood. */
	give(f, "02 42 20 0c 00 08 00 05 00 14 07 04 00 01 02 03 04");
	expect(f, "02 42 00 0a 00 06 00 05 00 01 07 02 00 00 00");
}

static void test_link_ends(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	connect_central(f);
	give(f, "04 05 04 00 43 00 13");
	g_assert_true(f->host.connected);
	give(f, "04 05 04 00 42 00 13");
	g_assert_cmpstr(f->events->str, ==, "disconnected 13;");
	expect(f, "01 0a 20 01 01");
	g_assert_cmpint(le_host_notify(&f->host, LEVEL, (const guint8 *)"U", 1), ==, -ENOENT);
}

static void test_out_of_reach(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	connect_central(f);
	le_host_set_in_reach(&f->host, false);
	expect(f, "01 06 04 03 42 00 08");
	give(f, "04 0f 04 00 01 06 04");
	give(f, "04 05 04 00 42 00 08");
	le_host_advertise(&f->host);
	expect_nothing(f);
	le_host_set_in_reach(&f->host, true);
	expect(f, "01 0a 20 01 01");
}

static void test_known_key(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	f->has_key = TRUE;
	connect_central(f);
	give(f, "04 3e 0d 05 42 00 00 00 00 00 00 00 00 00 00 00");
	expect(f, "01 1a 20 12 42 00 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a 5a");
	give(f, "04 0e 06 01 1a 20 00 42 00");
	g_assert_false(f->host.att.encrypted);
	give(f, "04 08 04 00 42 00 01");
	g_assert_true(f->host.att.encrypted);
	g_assert_cmpstr(f->events->str, ==, "encrypted;");
	give(f, "04 08 04 06 42 00 00");
	g_assert_false(f->host.att.encrypted);
}

static void test_unknown_key(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	connect_central(f);
	give(f, "04 3e 0d 05 42 00 00 00 00 00 00 00 00 00 00 00");
	expect(f, "01 1b 20 02 42 00");
	g_assert_cmpstr(f->events->str, ==, "no key;");
	give(f, "04 0e 06 01 1b 20 00 42 00");
	/* A key that goes by a number is one of legacy pairing. */
	f->has_key = TRUE;
	give(f, "04 3e 0d 05 42 00 01 00 00 00 00 00 00 00 00 00");
	expect(f, "01 1b 20 02 42 00");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
	    {"/le-host/starts", test_starts},
	    {"/le-host/refusing-controller", test_refusing_controller},
	    {"/le-host/no-buffers", test_no_buffers},
	    {"/le-host/rubbish", test_rubbish},
	    {"/le-host/flow-control", test_flow_control},
	    {"/le-host/notification-queue", test_notification_queue},
	    {"/le-host/reassembly", test_reassembly},
	    {"/le-host/link-ends", test_link_ends},
	    {"/le-host/out-of-reach", test_out_of_reach},
	    {"/le-host/known-key", test_known_key},
	    {"/le-host/unknown-key", test_unknown_key},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
