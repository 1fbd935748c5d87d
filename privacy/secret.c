/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/secret.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-wait-fd.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct _HtSecret {
	gsize size;
	guint8 bytes[];
};

gboolean ht_secret_startup(GError **error)
{
	const struct rlimit no_core = {0, 0};

	if (sodium_init() < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "libsodium does not start: no source of random bytes");
		return FALSE;
	}
	if (prctl(PR_SET_DUMPABLE, 0) < 0 || setrlimit(RLIMIT_CORE, &no_core) < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED,
			    "cannot turn off core dumps, which would hold keys: %s",
			    g_strerror(errno));
		return FALSE;
	}
	return TRUE;
}

/* sodium_malloc locks what it gives, and says nothing where it cannot: asked again, the kernel
 * does. */
static void tell_if_swapped(const void *data, gsize size)
{
	static gsize told;

	if (mlock(data, size) == 0 || !g_once_init_enter(&told))
		return;
	g_message("keys cannot be locked in memory and may be swapped to the disk in clear: %s; "
		  "raise LimitMEMLOCK or turn swap off",
		  g_strerror(errno));
	g_once_init_leave(&told, 1);
}

HtSecret *ht_secret_new(const void *data, gsize size)
{
	/* sodium_malloc puts the end of the block at a guard page: a size that is a multiple of
	 * 16 keeps its start aligned. */
	gsize total = (sizeof(HtSecret) + size + 15) & ~(gsize)15;
	HtSecret *secret;

	g_return_val_if_fail(size > 0 && size <= HT_SECRET_MAX, NULL);

	secret = sodium_malloc(total);
	if (!secret)
		g_error("cannot get %" G_GSIZE_FORMAT " bytes of guarded memory", total);
	tell_if_swapped(secret, total);
	secret->size = size;
	if (data)
		memcpy(secret->bytes, data, size);
	else
		randombytes_buf(secret->bytes, size);
	return secret;
}

static gint left_ms(gint64 end_us)
{
	gint64 left_us = end_us - g_get_monotonic_time();

	return (gint)CLAMP(left_us / 1000, 0, G_MAXINT);
}

/* Returns the bytes read (at most size), or -1 with an error. */
static gssize read_to_end(int fd, gint patience_ms, GCancellable *cancellable, guint8 *data,
			  gsize size, GError **error)
{
	gint64 end_us = g_get_monotonic_time() + (gint64)patience_ms * 1000;
	gsize at = 0;

	while (at < size) {
		gint wait_ms = patience_ms < 0 ? -1 : left_ms(end_us);
		gssize n;

		if (!ht_wait_fd(fd, G_IO_IN, wait_ms, cancellable, error))
			return -1;
		n = read(fd, data + at, size - at);
		if (n == 0)
			break;
		if (n > 0) {
			at += (gsize)n;
		} else if (errno != EAGAIN && errno != EINTR) {
			g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED, g_strerror(errno));
			return -1;
		}
	}
	return (gssize)at;
}

static HtSecret *read_secret(int fd, gint patience_ms, gboolean is_text, GCancellable *cancellable,
			     GError **error)
{
	/* One byte for the newline and one to see that there is too much. */
	gsize room = HT_SECRET_MAX + 2;
	guint8 *data = sodium_malloc(room);
	HtSecret *secret = NULL;
	gssize n;

	if (!data)
		g_error("cannot get %" G_GSIZE_FORMAT " bytes of guarded memory", room);
	n = read_to_end(fd, patience_ms, cancellable, data, room, error);
	if (is_text && n > 0 && data[n - 1] == '\n')
		n--;
	if (n < 0)
		g_prefix_error(error, "cannot read the %s from its descriptor: ",
			       is_text ? "passphrase" : "key");
	else if (n == 0)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "the %s is empty",
			    is_text ? "passphrase" : "key");
	else if (n > HT_SECRET_MAX)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "the %s is longer than %d bytes",
			    is_text ? "passphrase" : "key", HT_SECRET_MAX);
	else
		secret = ht_secret_new(data, (gsize)n);
	sodium_free(data);
	return secret;
}

HtSecret *ht_secret_read_fd(int fd, gint patience_ms, GCancellable *cancellable, GError **error)
{
	return read_secret(fd, patience_ms, TRUE, cancellable, error);
}

HtSecret *ht_secret_read_bytes_fd(int fd, gint patience_ms, GCancellable *cancellable,
				  GError **error)
{
	return read_secret(fd, patience_ms, FALSE, cancellable, error);
}

const guint8 *ht_secret_bytes(const HtSecret *secret)
{
	return secret->bytes;
}

gsize ht_secret_size(const HtSecret *secret)
{
	return secret->size;
}

void ht_secret_free(HtSecret *secret)
{
	/* sodium_free wipes the block before it is unlocked and given back. */
	sodium_free(secret);
}
