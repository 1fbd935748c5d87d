/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A descriptor is read and written to the last byte: through a pipe that takes less at once, too.
 */
#include "common/glib/ht-fd-io.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* More than a pipe holds. */
enum { MANY = 1 << 20 };

static void assert_closed(int fd)
{
	g_assert_cmpint(close(fd), ==, 0);
}

struct writer {
	int fd;
	const guint8 *data;
	gsize size;
	gboolean ok;
};

static gpointer write_all(gpointer data)
{
	struct writer *writer = data;

	writer->ok = ht_fd_write(writer->fd, writer->data, writer->size);
	assert_closed(writer->fd);
	return NULL;
}

static void pipe_carries_more_than_it_holds(void)
{
	g_autofree guint8 *sent = g_malloc(MANY), *got = g_malloc0(MANY + 1);
	struct writer writer = {.data = sent, .size = MANY};
	GThread *thread;
	int ends[2];

	for (gsize i = 0; i < MANY; i++)
		sent[i] = (guint8)(i * 31 >> 8);
	g_assert_true(g_unix_open_pipe(ends, FD_CLOEXEC, NULL));
	writer.fd = ends[1];
	thread = g_thread_new("writer", write_all, &writer);
	/* One byte more than comes: it reads up to the end. */
	g_assert_cmpint(ht_fd_read(ends[0], got, MANY + 1), ==, MANY);
	g_thread_join(thread);
	g_assert_true(writer.ok);
	assert_bytes(got, MANY, sent, MANY);
	assert_closed(ends[0]);
}

static int open_file(char **path)
{
	int fd = g_file_open_tmp("fd-io-XXXXXX", path, NULL);

	g_assert_cmpint(fd, >=, 0);
	return fd;
}

static void reads_no_more_than_asked_for(void)
{
	g_autofree char *path = NULL;
	int fd = open_file(&path);
	guint8 got[4] = {0};

	g_assert_true(ht_fd_write(fd, "abcdef", 6));
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	g_assert_cmpint(ht_fd_read(fd, got, 3), ==, 3);
	assert_bytes(got, 4, "abc", 4);
	g_assert_cmpint(ht_fd_read(fd, got, 4), ==, 3);
	assert_bytes(got, 3, "def", 3);
	g_assert_cmpint(ht_fd_read(fd, got, 4), ==, 0);
	assert_closed(fd);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void writes_at_its_place(void)
{
	g_autofree char *path = NULL;
	int fd = open_file(&path);
	guint8 got[8];

	g_assert_true(ht_fd_write(fd, "abcdef", 6));
	g_assert_true(ht_fd_write_at(fd, "XY", 2, 2));
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	g_assert_cmpint(ht_fd_read(fd, got, sizeof got), ==, 6);
	assert_bytes(got, 6, "abXYef", 6);
	assert_closed(fd);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void says_why_not(void)
{
	int ends[2], full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	guint8 byte = 0;

	g_assert_true(g_unix_open_pipe(ends, FD_CLOEXEC, NULL));
	g_assert_cmpint(ht_fd_read(ends[1], &byte, 1), ==, -1);
	g_assert_cmpint(errno, ==, EBADF);
	g_assert_false(ht_fd_write(ends[0], &byte, 1));
	g_assert_cmpint(errno, ==, EBADF);
	g_assert_false(ht_fd_write_at(ends[1], &byte, 1, 0));
	g_assert_cmpint(errno, ==, ESPIPE);
	g_assert_cmpint(full, >=, 0);
	g_assert_false(ht_fd_write(full, &byte, 1));
	g_assert_cmpint(errno, ==, ENOSPC);
	g_assert_true(ht_fd_write(full, &byte, 0));
	assert_closed(full);
	assert_closed(ends[0]);
	assert_closed(ends[1]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fd-io/pipe-carries-more-than-it-holds", pipe_carries_more_than_it_holds);
	g_test_add_func("/fd-io/reads-no-more-than-asked-for", reads_no_more_than_asked_for);
	g_test_add_func("/fd-io/writes-at-its-place", writes_at_its_place);
	g_test_add_func("/fd-io/says-why-not", says_why_not);
	return g_test_run();
}
