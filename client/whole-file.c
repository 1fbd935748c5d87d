/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/whole-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/glib/ht-error.h"

struct _HtWholeFile {
	char *path;
	char *draft; /* NULL = written in place */
	FILE *stream;
};

static gboolean fails(const char *path, const char *what, int number, GError **error)
{
	g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be %s: %s", path, what,
		    g_strerror(number));
	return FALSE;
}

/* Something that is there and is no plain file; or is given by its descriptor, as /dev/stdout is.
 */
static gboolean is_special(const char *path)
{
	struct stat status;

	if (g_str_has_prefix(path, "/dev/") || g_str_has_prefix(path, "/proc/"))
		return TRUE;
	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/* Where a symbolic link points to: the link stays. */
static char *place_of(const char *path)
{
	char *real = realpath(path, NULL);
	char *copy = g_strdup(real ? real : path);

	free(real);
	return copy;
}

static int open_for(const char *path, char **draft)
{
	if (is_special(path))
		return open(path, O_WRONLY | O_CLOEXEC);
	*draft = g_strdup_printf("%s.XXXXXX", path);
	return g_mkstemp_full(*draft, O_WRONLY | O_CLOEXEC, 0666);
}

HtWholeFile *ht_whole_file_create(const char *path, GError **error)
{
	g_autofree char *place = place_of(path);
	g_autofree char *draft = NULL;
	HtWholeFile *file;
	int fd;

	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		fails(path, "written", EISDIR, error);
		return NULL;
	}
	fd = open_for(is_special(path) ? path : place, &draft);
	if (fd < 0) {
		fails(path, "made", errno, error);
		return NULL;
	}
	file = g_new0(HtWholeFile, 1);
	file->path = g_steal_pointer(&place);
	file->draft = g_steal_pointer(&draft);
	file->stream = fdopen(fd, "w");
	return file;
}

FILE *ht_whole_file_stream(HtWholeFile *file)
{
	return file->stream;
}

gboolean ht_whole_file_finish(HtWholeFile *file, GError **error)
{
	gboolean bad = ferror(file->stream) != 0 || fflush(file->stream) != 0;
	int number = errno;

	if (!bad && file->draft && fsync(fileno(file->stream)) != 0) {
		bad = TRUE;
		number = errno;
	}
	if (fclose(g_steal_pointer(&file->stream)) != 0 && !bad) {
		bad = TRUE;
		number = errno;
	}
	if (bad)
		return fails(file->path, "written", number, error);
	if (file->draft && g_rename(file->draft, file->path) != 0)
		return fails(file->path, "written", errno, error);
	g_clear_pointer(&file->draft, g_free);
	return TRUE;
}

void ht_whole_file_free(HtWholeFile *file)
{
	if (!file)
		return;
	if (file->stream)
		fclose(file->stream);
	if (file->draft)
		g_unlink(file->draft);
	g_free(file->draft);
	g_free(file->path);
	g_free(file);
}
