/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/inbox/inbox-folder.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE ".damaged"

/* Files of some MiB: more than a disk has. */
enum { AHEAD_MAX = 1 << 20 };

static char *folder_of(const char *dir)
{
	return g_build_filename(dir, HT_INBOX_FOLDER, NULL);
}

char *ht_inbox_path(const char *dir, guint32 number)
{
	g_autofree char *name = g_strdup_printf("%06u", number);

	return g_build_filename(dir, HT_INBOX_FOLDER, name, NULL);
}

/* 0 = no file of the inbox. */
static guint32 number_of(const char *name)
{
	g_autofree char *again = NULL;
	guint64 number;

	if (!g_ascii_string_to_unsigned(name, 10, 1, G_MAXUINT32 - 1, &number, NULL))
		return 0;
	again = g_strdup_printf("%06u", (guint32)number);
	return g_str_equal(name, again) ? (guint32)number : 0;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return (left > right) - (left < right);
}

static void add(GArray *numbers, const char *folder, const char *name, guint64 *bytes)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	guint32 number = number_of(name);
	struct stat status;

	if (number == 0 || lstat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return;
	g_array_append_val(numbers, number);
	*bytes += (guint64)status.st_size;
}

GArray *ht_inbox_list(const char *dir, guint64 *bytes, GError **error)
{
	g_autofree char *folder = folder_of(dir);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GDir) open = g_dir_open(folder, 0, &problem);
	GArray *numbers;
	const char *name;
	guint64 sum = 0;

	if (!open && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED, problem->message);
		return NULL;
	}
	numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	while (open && (name = g_dir_read_name(open)))
		add(numbers, folder, name, &sum);
	g_array_sort(numbers, by_number);
	if (bytes)
		*bytes = sum;
	return numbers;
}

gboolean ht_inbox_is_near(guint32 number, guint32 after)
{
	return number <= (guint64)after + AHEAD_MAX;
}

static gboolean settle(const char *dir, int result, const char *path, GError **error)
{
	g_autofree char *folder = folder_of(dir);

	if (result == 0 || errno == ENOENT)
		return ht_state_dir_sync(folder, error);
	ht_state_dir_error(error, errno, "cannot take away", path);
	return FALSE;
}

gboolean ht_inbox_remove(const char *dir, guint32 number, GError **error)
{
	g_autofree char *path = ht_inbox_path(dir, number);

	return settle(dir, g_unlink(path), path, error);
}

gboolean ht_inbox_set_aside(const char *dir, guint32 number, GError **error)
{
	g_autofree char *path = ht_inbox_path(dir, number);
	g_autofree char *aside = g_strconcat(path, ASIDE, NULL);

	return settle(dir, g_rename(path, aside), path, error);
}

gboolean ht_inbox_clear_aside(const char *dir, GError **error)
{
	g_autofree char *folder = folder_of(dir);
	g_autoptr(GDir) open = g_dir_open(folder, 0, NULL);
	gboolean cleared = TRUE;
	const char *name;

	while (cleared && open && (name = g_dir_read_name(open))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_str_has_suffix(name, ASIDE))
			cleared = settle(dir, g_unlink(path), path, error);
	}
	return cleared;
}
