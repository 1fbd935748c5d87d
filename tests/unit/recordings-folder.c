/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings-folder.h"

#include <glib/gstdio.h>
#include <string.h>

void folder_set_up(Folder *folder, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	folder->path = g_dir_make_tmp("health-twin-test-XXXXXX", &error);
	g_assert_no_error(error);
}

void folder_tear_down(Folder *folder, gconstpointer data)
{
	g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
	const char *name;

	(void)data;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = folder_path(folder, name);

		g_assert_cmpint(g_remove(path), ==, 0);
	}
	g_assert_cmpint(g_rmdir(folder->path), ==, 0);
	g_free(folder->path);
}

char *folder_path(const Folder *folder, const char *name)
{
	return g_build_filename(folder->path, name, NULL);
}

void folder_write(const Folder *folder, const char *name, gconstpointer bytes, gsize size)
{
	g_autofree char *path = folder_path(folder, name);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, bytes, (gssize)size, &error);
	g_assert_no_error(error);
}

void folder_write_text(const Folder *folder, const char *name, const char *text)
{
	folder_write(folder, name, text, strlen(text));
}

/* EDF's fields are text, filled up with blanks. */
static void put_field(GString *file, const char *text, gsize width)
{
	g_string_append(file, text);
	for (gsize size = strlen(text); size < width; size++)
		g_string_append_c(file, ' ');
}

static void put_edf_header(GString *file, const char *kind, const char *duration, int records)
{
	g_autofree char *count = g_strdup_printf("%d", records);

	put_field(file, "0", 8);
	put_field(file, "X X X X", 80);
	put_field(file, "Startdate 02-JAN-2026 X X X", 80);
	put_field(file, "02.01.26", 8);
	put_field(file, "03.04.05", 8);
	put_field(file, "768", 8);
	put_field(file, kind, 44);
	put_field(file, count, 8);
	put_field(file, duration, 8);
	put_field(file, "2", 4);
}

static void put_edf_signals(GString *file, const char *unit)
{
	const char *const fields[][2] = {
	    {"ECG", "EDF Annotations"},
	    {"", ""},
	    {unit, ""},
	    {"-16384", "-1"},
	    {"16383.5", "1"},
	    {"-32768", "-32768"},
	    {"32767", "32767"},
	    {"", ""},
	    {"4", "10"},
	    {"", ""},
	};
	static const gsize widths[] = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		put_field(file, fields[i][0], widths[i]);
		put_field(file, fields[i][1], widths[i]);
	}
}

void folder_write_edf(const Folder *folder, const char *name, const char *kind,
		      const char *duration, const char *unit, int records)
{
	g_autoptr(GString) file = g_string_new(NULL);

	put_edf_header(file, kind, duration, records);
	put_edf_signals(file, unit);
	for (int record = 0; record < records; record++) {
		gsize start = file->len;

		for (int i = 0; i < 4; i++) {
			g_string_append_c(file, (char)(record * 4 + i));
			g_string_append_c(file, 0);
		}
		g_string_append_printf(file, "+%d", record);
		g_string_append_len(file, "\x14\x14", 3);
		while (file->len < start + 28)
			g_string_append_c(file, 0);
	}
	folder_write(folder, name, file->str, file->len);
}

struct recording *folder_open(const Folder *folder, const char *name)
{
	g_autofree char *path = folder_path(folder, name);
	struct recording_message message = {0};
	struct recording *r = NULL;

	if (recording_open(&r, path, &message) < 0)
		g_error("%s", message.text);
	return r;
}

GArray *folder_read(const Folder *folder, const char *name, unsigned channel, gsize piece)
{
	struct recording *r = folder_open(folder, name);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(float));
	struct recording_message message = {0};
	g_autofree float *uv = g_new(float, piece);
	long got;

	while ((got = recording_read(r, channel, uv, piece, &message)) > 0)
		g_array_append_vals(all, uv, (guint)got);
	if (got < 0)
		g_error("%s", message.text);
	recording_close(r);
	return all;
}
