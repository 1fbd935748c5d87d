/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/immediate_alert.h"

#include <errno.h>
#include <glib.h>

static void test_levels(void)
{
	for (guint value = 0; value <= ALERT_HIGH; value++) {
		enum alert_level level = ALERT_NONE;
		uint8_t byte = 0xff;

		g_assert_cmpint((int)alert_level_encode(value, &byte, 1), ==, 1);
		g_assert_cmphex(byte, ==, value);
		g_assert_cmpint(alert_level_decode(&byte, 1, &level), ==, 0);
		g_assert_cmpuint(level, ==, value);
	}
}

static void test_refused(void)
{
	static const uint8_t bytes[] = {3, 0};
	enum alert_level level = ALERT_MILD;
	uint8_t out[1] = {0xff};

	g_assert_cmpint((int)alert_level_encode(3, out, 1), ==, -ERANGE);
	g_assert_cmpint((int)alert_level_encode(256, out, 1), ==, -ERANGE);
	g_assert_cmpint((int)alert_level_encode(1, out, 0), ==, -ENOBUFS);
	g_assert_cmphex(out[0], ==, 0xff);
	g_assert_cmpint(alert_level_decode(bytes, 1, &level), ==, -EBADMSG);
	g_assert_cmpint(alert_level_decode(bytes + 1, 0, &level), ==, -EBADMSG);
	g_assert_cmpint(alert_level_decode(bytes, 2, &level), ==, -EBADMSG);
	g_assert_cmpint(level, ==, ALERT_MILD);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/immediate-alert/levels", test_levels);
	g_test_add_func("/immediate-alert/refused", test_refused);
	return g_test_run();
}
