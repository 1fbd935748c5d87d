/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/capture/capture-open.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"
#include "client/private-file.h"
#include "client/keys/seal-secret.h"
#include "common/glib/ht-error.h"

enum { COPY_BYTES = 65536 };

static gboolean copy(HtSealedReader *reader, HtPrivateFile *out, GError **error)
{
	guint8 bytes[COPY_BYTES];
	gssize n;

	while ((n = ht_sealed_reader_read(reader, bytes, sizeof bytes, error)) > 0)
		if (!ht_private_file_write(out, bytes, (gsize)n, error))
			return FALSE;
	return n == 0 && ht_private_file_finish(out, error);
}

static gboolean copy_to(HtSealedReader *reader, const char *path, GError **error)
{
	g_autoptr(HtPrivateFile) out = ht_private_file_create(path, error);

	if (!out)
		return FALSE;
	if (copy(reader, out, error))
		return TRUE;
	ht_private_file_discard(out);
	return FALSE;
}

static gboolean open_sealed(int fd, char **paths, struct seal_secret *secret, GError **error)
{
	g_autoptr(HtSealedReader) reader = NULL;

	if (!seal_secret_get(secret, FALSE, error))
		return FALSE;
	reader = ht_sealed_reader_new(fd, paths[0], secret->by, secret->secret, error);
	if (!reader || !copy_to(reader, paths[1], error))
		return FALSE;
	if (!ht_sealed_reader_is_whole(reader))
		g_printerr("twinctl: warning: %s is cut short: %s holds its beginning\n", paths[0],
			   paths[1]);
	return TRUE;
}

int command_capture_open(int argc, char **argv)
{
	struct seal_secret secret = {.passphrase_fd = -1, .key_fd = -1};
	const GOptionEntry options[] = {
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &secret.passphrase_fd,
	     "read the passphrase from this descriptor instead of the terminal", "N"},
	    {"key-fd", 0, 0, G_OPTION_ARG_INT, &secret.key_fd,
	     "read a key of 32 bytes from this descriptor", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl capture open",
					    .operands = "SEALED OUT",
					    .summary =
						"Writes what is sealed in SEALED into OUT, plain.",
					    .options = options,
					    .operands_min = 2,
					    .operands_max = 2};
	g_autoptr(GError) error = NULL;
	gboolean ok = FALSE;
	int fd;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		g_set_error(&error, HT_ERROR, HT_ERROR_NOT_FOUND, "%s: %s", argv[1],
			    g_strerror(errno));
	else
		ok = open_sealed(fd, &argv[1], &secret, &error);
	if (fd >= 0)
		close(fd);
	seal_secret_clear(&secret);
	return hub_outcome(ok, error);
}
