/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/keys/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/glib/ht-error.h"

enum { PASSPHRASE_MAX = 1024 };

static void set_errno(GError **error, const char *what)
{
	ht_error_set_errno(error, -errno, what);
}

/* Reads one line without its end; it may be cut by nothing but its length. */
static gboolean read_line(int tty, char line[PASSPHRASE_MAX], GError **error)
{
	gsize used = 0;

	while (used < PASSPHRASE_MAX - 1) {
		ssize_t n = read(tty, &line[used], 1);

		if (n < 0) {
			set_errno(error, "the terminal cannot be read");
			return FALSE;
		}
		if (n == 0 || line[used] == '\n') {
			line[used] = '\0';
			return TRUE;
		}
		used++;
	}
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "the passphrase is too long: at most %d bytes", PASSPHRASE_MAX - 2);
	return FALSE;
}

static void say(int tty, const char *text)
{
	/* A prompt that cannot be shown fails in the read that follows it. */
	if (write(tty, text, strlen(text)) < 0)
		return;
}

static gboolean ask(int tty, const char *prompt, char line[PASSPHRASE_MAX], GError **error)
{
	struct termios before, quiet;
	gboolean ok;

	if (tcgetattr(tty, &before) < 0) {
		set_errno(error, "the terminal cannot be asked");
		return FALSE;
	}
	quiet = before;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	quiet.c_lflag |= ECHONL;
	if (tcsetattr(tty, TCSAFLUSH, &quiet) < 0) {
		set_errno(error, "the terminal's echo cannot be turned off");
		return FALSE;
	}
	say(tty, prompt);
	ok = read_line(tty, line, error);
	tcsetattr(tty, TCSAFLUSH, &before);
	return ok;
}

/* A pipe holds more than a passphrase: writing does not wait. */
static int to_descriptor(const char *passphrase, GError **error)
{
	size_t length = strlen(passphrase);
	int ends[2];

	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return -1;
	if (write(ends[1], passphrase, length) != (ssize_t)length) {
		set_errno(error, "the passphrase cannot be handed on");
		close(ends[0]);
		ends[0] = -1;
	}
	close(ends[1]);
	return ends[0];
}

int passphrase_ask(gboolean is_new, GError **error)
{
	return secret_ask(is_new ? "New passphrase: " : "Passphrase: ",
			  is_new ? "The same again: " : NULL, error);
}

int secret_ask(const char *prompt, const char *again, GError **error)
{
	char first[PASSPHRASE_MAX] = "", second[PASSPHRASE_MAX] = "";
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	int fd = -1;

	if (tty < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "there is no terminal to ask on: use --passphrase-fd");
		return -1;
	}
	if (ask(tty, prompt, first, error) && (!again || ask(tty, again, second, error))) {
		if (!first[0])
			g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, "nothing was typed");
		else if (again && strcmp(first, second) != 0)
			g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
					    "the two differ: try again");
		else
			fd = to_descriptor(first, error);
	}
	explicit_bzero(first, sizeof first);
	explicit_bzero(second, sizeof second);
	close(tty);
	return fd;
}
