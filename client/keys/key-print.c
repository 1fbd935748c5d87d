/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/key-print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/print.h"

enum { WORDS_TEXT_MAX = 200 };

static char *day_text(gint64 utc_us)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(utc_us / G_USEC_PER_SEC);

	return time && utc_us > 0 ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("-");
}

static char **slot_row(GVariant *slot)
{
	const char *kind = "", *label = "";
	g_autofree char *number_text = NULL, *made = NULL;
	gint64 made_utc_us = 0;
	guint number = 0;

	g_variant_lookup(slot, "slot", "u", &number);
	g_variant_lookup(slot, "kind", "&s", &kind);
	g_variant_lookup(slot, "label", "&s", &label);
	g_variant_lookup(slot, "made_utc_us", "x", &made_utc_us);
	number_text = g_strdup_printf("%u", number);
	made = day_text(made_utc_us);
	return table_row(number_text, kind, made, label, NULL);
}

void key_print_slots(GVariant *slots)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows, table_row("SLOT", "KIND", "MADE", "LABEL", NULL));
	for (gsize i = 0; i < g_variant_n_children(slots); i++) {
		g_autoptr(GVariant) slot = g_variant_get_child_value(slots, i);

		g_ptr_array_add(rows, slot_row(slot));
	}
	print_table(rows);
}

/* From the pipe to whoever looks; a copy in between is wiped. Returns whether all came out. */
static gboolean show_words(int fd)
{
	char text[WORDS_TEXT_MAX];
	gsize used = 0;
	gssize n;
	gboolean ok;

	while (used < sizeof(text) && (n = read(fd, text + used, sizeof(text) - used)) > 0)
		used += (gsize)n;
	close(fd);
	ok = used > 0 && fwrite(text, 1, used, stdout) == used && fputc('\n', stdout) != EOF &&
	     fflush(stdout) == 0;
	explicit_bzero(text, sizeof(text));
	return ok;
}

gboolean key_print_words(int fd)
{
	if (fd >= 0 && isatty(STDOUT_FILENO))
		g_printerr("The recovery code, this once: write it down and keep it away from the "
			   "hub.\n");
	if (fd >= 0 && show_words(fd))
		return TRUE;
	g_printerr("twinctl: the recovery code could not be shown: remove its slot and make "
		   "another\n");
	return FALSE;
}
