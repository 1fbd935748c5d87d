/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/bluez-broadcasts.h"

#include "ble/codec/pmd.h"

#include <string.h>

/* Says what was read and writes it again: nothing that is not understood can be in it. */
static gboolean is_answer(const guint8 *bytes, gsize size)
{
	struct pmd_response response;
	guint8 again[PMD_COMMAND_MAX];
	long again_size;

	if (pmd_response_decode(bytes, size, &response) < 0)
		return FALSE;
	again_size = pmd_response_encode(&response, again, sizeof again);
	return again_size == (long)size && memcmp(bytes, again, size) == 0;
}

static gboolean is_array_of_numbers(GVariant *value)
{
	const GVariantType *type = g_variant_get_type(value);

	return g_variant_type_is_array(type) &&
	       strchr("ynqiuxtd", *g_variant_type_peek_string(g_variant_type_element(type)));
}

static void judge(GVariant *value, const char *where)
{
	gsize n = g_variant_n_children(value);

	if (is_array_of_numbers(value)) {
		gboolean bytes = g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING);

		if (n > 0 && !(bytes && is_answer(g_variant_get_data(value), n)))
			g_error("%s: a broadcast holds %" G_GSIZE_FORMAT
				" numbers that are no answer to a command",
				where, n);
		return;
	}
	for (gsize i = 0; i < n; i++) {
		g_autoptr(GVariant) child = g_variant_get_child_value(value, i);

		if (g_variant_is_container(child))
			judge(child, where);
	}
}

static void on_broadcast(GDBusConnection *bus, const gchar *sender, const gchar *path,
			 const gchar *interface, const gchar *name, GVariant *arguments,
			 gpointer data)
{
	guint *answers = data;
	g_autoptr(GVariant) changed = NULL;
	g_autoptr(GVariant) value = NULL;

	(void)bus;
	(void)sender;
	(void)interface;
	judge(arguments, path);
	if (!g_str_equal(name, "PropertiesChanged"))
		return;
	changed = g_variant_get_child_value(arguments, 1);
	value = g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);
	*answers += value != NULL;
}

guint bluez_broadcasts_judge(GDBusConnection *bus, guint *answers)
{
	return g_dbus_connection_signal_subscribe(bus, NULL, NULL, NULL, NULL, NULL,
						  G_DBUS_SIGNAL_FLAGS_NONE, on_broadcast, answers,
						  NULL);
}
