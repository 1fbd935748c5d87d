/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/battery.h"

#include <errno.h>
#include <glib.h>

static void test_percent(void)
{
	for (guint value = 0; value <= UINT8_MAX; value++) {
		const uint8_t data = (uint8_t)value;
		struct sample_block block = {0};
		int rc = battery_decode(&data, 1, &block);

		if (value > 100) {
			g_assert_cmpint(rc, ==, -EBADMSG);
			continue;
		}
		g_assert_cmpint(rc, ==, 0);
		g_assert_cmpint(block.kind, ==, SAMPLE_BATTERY);
		g_assert_cmpuint(block.battery.percent, ==, value);
	}
}

static void test_length(void)
{
	static const uint8_t data[] = {50, 50};
	struct sample_block block;

	g_assert_cmpint(battery_decode(data, 0, &block), ==, -EBADMSG);
	g_assert_cmpint(battery_decode(NULL, 0, &block), ==, -EBADMSG);
	g_assert_cmpint(battery_decode(data, 2, &block), ==, -EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/battery/percent", test_percent);
	g_test_add_func("/battery/length", test_length);
	return g_test_run();
}
