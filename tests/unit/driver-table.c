/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/driver-table.h"

#include "tests/unit/block-text.h"

#include <errno.h>

static void on_block(void *context, const struct sample_block *block)
{
	block_text_append(context, block);
}

void driven_init(struct driven *driven, const char *driver_name)
{
	driven->driver = driver_named(driver_name);
	g_assert_nonnull(driven->driver);
	driven->state = g_malloc0(driven->driver->state_size);
	if (driven->driver->init)
		driven->driver->init(driven->state);
	driven->text = g_string_new(NULL);
	driven->sink = (struct sample_sink){.block = on_block, .context = driven->text};
}

void driven_clear(struct driven *driven)
{
	g_free(driven->state);
	g_string_free(driven->text, TRUE);
}

int driven_push(struct driven *driven, const guint8 *bytes, gsize size)
{
	/* So that a sanitizer sees a read behind the packet. */
	g_autofree guint8 *exactly = g_memdup2(bytes, size);

	return driven->driver->push(driven->state, exactly, size, &driven->sink);
}

void check_packets(const char *driver_name, const struct packet *packets, gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GByteArray) bytes = bytes_of_hex(packets[i].hex);
		struct driven driven;

		g_test_message("%s", packets[i].what);
		driven_init(&driven, driver_name);
		g_assert_cmpint(driven_push(&driven, bytes->data, bytes->len), ==, packets[i].rc);
		g_assert_cmpstr(driven.text->str, ==, packets[i].blocks);
		driven_clear(&driven);
	}
}

void check_cuts(const char *driver_name, const char *hex)
{
	g_autoptr(GByteArray) bytes = bytes_of_hex(hex);

	for (guint size = 0; size < bytes->len; size++) {
		struct driven driven;

		driven_init(&driven, driver_name);
		g_assert_cmpint(driven_push(&driven, bytes->data, size), ==, -EBADMSG);
		g_assert_cmpstr(driven.text->str, ==, "");
		driven_clear(&driven);
	}
}
