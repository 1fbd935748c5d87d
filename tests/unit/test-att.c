/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attribute table and its server: PDUs in and out, byte by byte. */
#include "ble/virtual/hci/att-server.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

#define LONG_UUID "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
#define HEART     "00002a37-0000-1000-8000-00805f9b34fb"
#define LEVEL     "00002a19-0000-1000-8000-00805f9b34fb"

static const char *const notifying[] = {"notify", NULL};
static const char *const readable[] = {"read", "notify", NULL};
static const char *const commanded[] = {"write", "write-without-response", "indicate", NULL};

static const struct gatt_characteristic heart[] = {{HEART, 0x0011, notifying}};
static const struct gatt_characteristic battery[] = {{LEVEL, 0x0021, readable}};
static const struct gatt_characteristic control[] = {{LONG_UUID, 0x0031, commanded}};
static const struct gatt_service services[] = {
    {"0000180d-0000-1000-8000-00805f9b34fb", 0x0010, heart, 1},
    {"0000180f-0000-1000-8000-00805f9b34fb", 0x0020, battery, 1},
    {"fb005c80-02e7-f387-1cad-8acd2d8df0c8", 0x0030, control, 1},
};

/* What the wearable behind the server was asked. */
typedef struct {
	char value[64]; /* of the battery level */
	GString *log;
} Wearable;

static long read_value(void *context, const char *uuid, uint8_t *out, size_t out_size)
{
	Wearable *wearable = context;
	size_t size = strlen(wearable->value);

	g_assert_cmpstr(uuid, ==, LEVEL);
	g_assert_cmpuint(size, <=, out_size);
	memcpy(out, wearable->value, size);
	return (long)size;
}

static void write_value(void *context, const char *uuid, const uint8_t *data, size_t size)
{
	Wearable *wearable = context;

	g_string_append_printf(wearable->log, "write %.8s", uuid);
	for (size_t i = 0; i < size; i++)
		g_string_append_printf(wearable->log, " %02x", data[i]);
	g_string_append_c(wearable->log, ';');
}

static void on_configured(void *context, const char *uuid, bool wanted)
{
	Wearable *wearable = context;

	g_string_append_printf(wearable->log, "%.8s %s;", uuid, wanted ? "on" : "off");
}

typedef struct {
	Wearable wearable;
	struct att_server server;
} Fixture;

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	const struct att_handlers handlers = {.context = &f->wearable,
					      .read = read_value,
					      .write = write_value,
					      .configured = on_configured};

	g_strlcpy(f->wearable.value, "U", sizeof(f->wearable.value));
	f->wearable.log = g_string_new(NULL);
	att_server_init(&f->server, 247, &handlers);
	g_assert_cmpint(att_table_add(&f->server.table, services, G_N_ELEMENTS(services)), ==, 0);
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	g_string_free(f->wearable.log, TRUE);
}

static GByteArray *from_hex(const char *hex)
{
	GByteArray *bytes = g_byte_array_new();

	for (; *hex; hex++) {
		guint8 byte;

		if (*hex == ' ')
			continue;
		byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
		g_byte_array_append(bytes, &byte, 1);
		hex++;
	}
	return bytes;
}

static char *to_hex(const guint8 *data, gsize size)
{
	GString *hex = g_string_new(NULL);

	for (gsize i = 0; i < size; i++)
		g_string_append_printf(hex, "%s%02x", i > 0 ? " " : "", data[i]);
	return g_string_free(hex, FALSE);
}

/* The answer to a request, "" for none. It is copied so that a byte read past its end is noticed.
 */
static void expect(Fixture *f, const char *request, const char *response)
{
	g_autoptr(GByteArray) pdu = from_hex(request);
	g_autofree guint8 *exact = g_memdup2(pdu->data, pdu->len);
	guint8 out[ATT_MTU_MAX];
	size_t size = att_server_answer(&f->server, exact, pdu->len, out);
	g_autofree char *hex = to_hex(out, size);

	g_assert_cmpstr(hex, ==, response);
}

static void test_mtu(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "02 05 02", "03 f7 00");
	g_assert_cmpuint(f->server.mtu, ==, 247);
	expect(f, "02 64 00", "03 f7 00");
	g_assert_cmpuint(f->server.mtu, ==, 100);
	expect(f, "02 01 00", "03 f7 00"); /* below the least there is */
	g_assert_cmpuint(f->server.mtu, ==, ATT_MTU_MIN);
	expect(f, "02 05", "01 02 00 00 04");
	expect(f, "02 05 02 00", "01 02 00 00 04");
}

static void test_services(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	/* Entries of one length only: the long UUID comes with the next request. */
	expect(f, "10 01 00 ff ff 00 28", "11 06 10 00 13 00 0d 18 20 00 23 00 0f 18");
	expect(f, "10 24 00 ff ff 00 28",
	       "11 14 30 00 33 00 c8 f0 8d 2d cd 8a ad 1c 87 f3 e7 02 80 5c 00 fb");
	expect(f, "10 34 00 ff ff 00 28", "01 10 34 00 0a");
	expect(f, "10 01 00 ff ff 01 28", "01 10 01 00 10"); /* secondary services are no group */
	expect(f, "10 01 00 ff ff 03 28", "01 10 01 00 10");
	expect(f, "10 00 00 ff ff 00 28", "01 10 00 00 01");
	expect(f, "10 05 00 04 00 00 28", "01 10 05 00 01");
	expect(f, "10 01 00 ff ff 00", "01 10 01 00 04");
	expect(f, "10 01 00 ff", "01 10 01 00 04");
	expect(f, "10", "01 10 00 00 04");
}

static void test_find_service(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "06 01 00 ff ff 00 28 0f 18", "07 20 00 23 00");
	expect(f, "06 01 00 ff ff 00 28 80 18", "01 06 01 00 0a");
	expect(f, "06 01 00 ff ff 03 28 0f 18", "01 06 01 00 0a");
	expect(f, "06 01 00 ff ff 00", "01 06 01 00 04");
}

static void test_characteristics(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "08 10 00 23 00 03 28", "09 07 11 00 10 12 00 37 2a 21 00 12 22 00 19 2a");
	expect(f, "08 30 00 33 00 03 28",
	       "09 15 31 00 2c 32 00 c8 f0 8d 2d cd 8a ad 1c 87 f3 e7 02 81 5c 00 fb");
	expect(f, "08 01 00 ff ff 02 28", "01 08 01 00 0a"); /* includes: none */
	/* A value by its type: readable, or the error with the handle where it lies. */
	expect(f, "08 01 00 ff ff 19 2a", "09 03 22 00 55");
	expect(f, "08 01 00 ff ff 37 2a", "01 08 12 00 02");
}

static void test_find_information(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "04 12 00 13 00", "05 01 12 00 37 2a 13 00 02 29");
	expect(f, "04 32 00 ff ff", "05 02 32 00 c8 f0 8d 2d cd 8a ad 1c 87 f3 e7 02 81 5c 00 fb");
	expect(f, "04 34 00 ff ff", "01 04 34 00 0a");
	expect(f, "04 12 00 13 00 00", "01 04 12 00 04");
	/* No more than the MTU takes: 5 entries of 4 bytes. */
	expect(f, "04 01 00 ff ff",
	       "05 01 10 00 00 28 11 00 03 28 12 00 37 2a 13 00 02 29 20 00 00 28");
}

static void test_read(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "0a 22 00", "0b 55");
	expect(f, "0a 12 00", "01 0a 12 00 02"); /* only notifies */
	expect(f, "0a 99 00", "01 0a 99 00 01");
	expect(f, "0a 22", "01 0a 00 00 04");
	expect(f, "0a 10 00", "0b 0d 18");
	expect(f, "0a 23 00", "0b 00 00");
}

static void test_read_long(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	g_strlcpy(f->wearable.value, "abcdefghijklmnopqrstuvwxyz", sizeof(f->wearable.value));
	expect(f, "0a 22 00",
	       "0b 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70 71 72 73 74 75 76");
	expect(f, "0c 22 00 16 00", "0d 77 78 79 7a");
	expect(f, "0c 22 00 1a 00", "0d");
	expect(f, "0c 22 00 1b 00", "01 0c 22 00 07");
	expect(f, "0c 22 00 16", "01 0c 00 00 04");
}

static void test_write(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	/* Its answer would be an indication that nobody hears. */
	expect(f, "12 32 00 01 02", "01 12 32 00 fd");
	expect(f, "12 33 00 02 00", "13");
	expect(f, "12 32 00 01 02", "13");
	expect(f, "52 32 00 03", "");
	expect(f, "12 33 00 00 00", "13");
	g_assert_cmpstr(f->wearable.log->str, ==,
			"fb005c81 on;write fb005c81 01 02;write fb005c81 03;fb005c81 off;");
	expect(f, "12 22 00 01", "01 12 22 00 03");
	expect(f, "52 22 00 01", "");
	expect(f, "12 99 00 01", "01 12 99 00 01");
	expect(f, "12 32", "01 12 00 00 04");
	expect(f, "52 32", "");
}

static void test_configuration(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "12 13 00 01", "01 12 13 00 0d");
	expect(f, "12 13 00 01 00 00", "01 12 13 00 0d");
	expect(f, "12 13 00 02 00", "01 12 13 00 13"); /* it does not indicate */
	expect(f, "52 13 00 01 00", "");               /* by a request only */
	g_assert_cmpstr(f->wearable.log->str, ==, "");
	expect(f, "12 13 00 01 00", "13");
	expect(f, "0a 13 00", "0b 01 00");
	att_server_begin_link(&f->server);
	expect(f, "0a 13 00", "0b 00 00");
}

static void test_encryption(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	att_table_require_encryption(&f->server.table, services[0].uuid);
	expect(f, "12 13 00 01 00", "01 12 13 00 05");
	f->server.has_key = true;
	expect(f, "12 13 00 01 00", "01 12 13 00 0f");
	expect(f, "0a 11 00", "0b 10 12 00 37 2a"); /* what there is may be known */
	f->server.encrypted = true;
	expect(f, "12 13 00 01 00", "13");
	expect(f, "0a 22 00", "0b 55");
}

static void test_refusals(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "16 32 00 00 00 01", "01 16 00 00 06"); /* prepared writes */
	expect(f, "18 01", "01 18 00 00 06");
	expect(f, "0e 22 00 12 00", "01 0e 00 00 06");
	expect(f, "3e 00", "01 3e 00 00 06"); /* a request of the future */
	expect(f, "7e 00", "");               /* a command of the future */
	expect(f, "d2 32 00 01", "");         /* a signed write */
	expect(f, "0b 55", "");               /* a response nobody asked for */
	expect(f, "1b 12 00 01", "");
	expect(f, "", "");
}

static void expect_notify(Fixture *f, const char *uuid, const char *value, long wanted,
			  const char *pdu)
{
	guint8 out[ATT_MTU_MAX];
	long size = att_server_notify(&f->server, uuid, (const guint8 *)value, strlen(value), out);
	g_autofree char *hex = to_hex(out, size > 0 ? (gsize)size : 0);

	g_assert_cmpint(size, ==, wanted);
	g_assert_cmpstr(hex, ==, pdu);
}

static void test_notify(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect_notify(f, HEART, "ab", -ENOENT, "");
	expect(f, "12 13 00 01 00", "13");
	expect_notify(f, HEART, "ab", 5, "1b 12 00 61 62");
	expect_notify(f, HEART, "12345678901234567890", 23,
		      "1b 12 00 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30");
	expect_notify(f, HEART, "123456789012345678901", -EMSGSIZE, "");
	expect_notify(f, "nothing", "ab", -ENOENT, "");
}

static void test_indicate(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
	expect(f, "12 33 00 02 00", "13");
	expect_notify(f, LONG_UUID, "ab", 5, "1d 32 00 61 62");
	expect_notify(f, LONG_UUID, "ab", -EBUSY, "");
	expect(f, "1e", "");
	expect_notify(f, LONG_UUID, "ab", 5, "1d 32 00 61 62");
}

static void test_bad_tables(void)
{
	static const struct gatt_service falling[] = {{HEART, 0x0010, heart, 1},
						      {HEART, 0x0010, heart, 1}};
	static const struct gatt_service nameless[] = {{"heart", 0x0010, heart, 1}};
	static struct gatt_service many[ATT_ATTRIBUTES_MAX + 1];
	struct att_table table = {0};

	g_assert_cmpint(att_table_add(&table, falling, G_N_ELEMENTS(falling)), ==, -EINVAL);
	g_assert_cmpint(att_table_add(&table, nameless, 1), ==, -EINVAL);
	table.count = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(many); i++)
		many[i] = (struct gatt_service){HEART, (uint16_t)(i + 1), NULL, 0};
	g_assert_cmpint(att_table_add(&table, many, G_N_ELEMENTS(many)), ==, -ENOSPC);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
	    {"/att/mtu", test_mtu},
	    {"/att/services", test_services},
	    {"/att/find-service", test_find_service},
	    {"/att/characteristics", test_characteristics},
	    {"/att/find-information", test_find_information},
	    {"/att/read", test_read},
	    {"/att/read-long", test_read_long},
	    {"/att/write", test_write},
	    {"/att/configuration", test_configuration},
	    {"/att/encryption", test_encryption},
	    {"/att/refusals", test_refusals},
	    {"/att/notify", test_notify},
	    {"/att/indicate", test_indicate},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
	g_test_add_func("/att/bad-tables", test_bad_tables);
	return g_test_run();
}
