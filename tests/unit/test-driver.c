/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The driver table as a whole. */
#include "ble/codec/driver.h"

#include <glib.h>
#include <string.h>

static void assert_uuid(const char *uuid)
{
	g_assert_true(g_uuid_string_is_valid(uuid));
	for (; *uuid; uuid++)
		g_assert_false(g_ascii_isupper(*uuid));
}

static void test_rows(void)
{
	for (size_t i = 0; i < drivers_count; i++) {
		const struct driver *driver = &drivers[i];

		g_test_message("%s", driver->name);
		assert_uuid(driver->service_uuid);
		assert_uuid(driver->value_uuid);
		assert_uuid(driver_advertised_uuid(driver));
		if (driver->control_uuid)
			assert_uuid(driver->control_uuid);
		g_assert_nonnull(driver->push);
		g_assert_cmpint(driver->state_size > 0, ==, driver->init != NULL);
		g_assert_true(driver->control_uuid || driver->start == DRIVER_START_SUBSCRIBE);
		g_assert_true(driver->state_size > 0 || (!driver->sent && !driver->answered));
	}
}

static void test_found_again(void)
{
	for (size_t i = 0; i < drivers_count; i++) {
		g_assert_true(driver_named(drivers[i].name) == &drivers[i]);
	}
	g_assert_null(driver_named("no such driver"));
}

/* The row for a value of a wearable is one and the same, whatever its name. */
static void test_one_for_each_value(void)
{
	static const char *const names[] = {NULL, "", "Polar H10 0123", "WHOOP", "WHOOP 5A0123"};

	for (gsize n = 0; n < G_N_ELEMENTS(names); n++) {
		for (size_t i = 0; i < drivers_count; i++) {
			guint found = 0;

			for (size_t k = 0; k < drivers_count; k++)
				found +=
				    driver_is_for(&drivers[k], names[n]) &&
				    !strcmp(drivers[k].service_uuid, drivers[i].service_uuid) &&
				    !strcmp(drivers[k].value_uuid, drivers[i].value_uuid);
			g_assert_cmpuint(found, ==, 1);
		}
	}
	g_assert_true(driver_is_for(driver_named("heart rate in ms"), "WHOOP 5A0123"));
	g_assert_true(driver_is_for(driver_named("heart rate"), "WHOOP 4A0123"));
	g_assert_true(driver_is_for(driver_named("battery"), "WHOOP 5A0123"));
}

static void test_advertised(void)
{
	g_assert_cmpstr(driver_advertised_uuid(driver_named("heart rate")), ==,
			driver_named("heart rate")->service_uuid);
	g_assert_cmpstr(driver_advertised_uuid(driver_named("Movesense")), ==,
			"0000fdf3-0000-1000-8000-00805f9b34fb");
	/* A Thingy has room for one UUID in what it advertises, and the motion service is not it.
	 */
	g_assert_cmpstr(driver_advertised_uuid(driver_named("Thingy raw")), ==,
			"ef680100-9b35-4933-9b10-52ffa9740042");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/driver/rows", test_rows);
	g_test_add_func("/driver/found-again", test_found_again);
	g_test_add_func("/driver/one-for-each-value", test_one_for_each_value);
	g_test_add_func("/driver/advertised", test_advertised);
	return g_test_run();
}
