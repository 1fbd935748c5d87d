/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/terminal.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Alternate screen, no cursor, no wrapping at the right edge; and back. */
#define ENTER "\033[?1049h\033[?25l\033[?7l"
#define LEAVE "\033[0m\033[?7h\033[?25h\033[?1049l"

gboolean terminal_is_live(void)
{
	const char *term = g_getenv("TERM");

	return isatty(STDOUT_FILENO) && term && term[0] && !g_str_equal(term, "dumb");
}

gboolean terminal_has_unicode(void)
{
	const char *charset;

	return g_get_charset(&charset);
}

gboolean terminal_has_colour(void)
{
	const char *no_colour = g_getenv("NO_COLOR");

	return !no_colour || !no_colour[0];
}

/* Everything, waiting where the terminal is slow. */
static void write_all(int fd, const char *bytes, gsize size)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};

	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n > 0) {
			bytes += n;
			size -= (gsize)n;
		} else if (n < 0 && errno == EAGAIN) {
			poll(&wait, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return; /* a terminal that is gone shows nothing more */
		}
	}
}

static void take_keys(struct terminal *terminal)
{
	struct termios keys;

	if (tcgetattr(STDIN_FILENO, &terminal->before) < 0)
		return;
	terminal->in_fd = STDIN_FILENO;
	terminal->saved = TRUE;
	keys = terminal->before;
	keys.c_lflag &= (tcflag_t) ~(ECHO | ICANON);
	keys.c_cc[VMIN] = 1;
	keys.c_cc[VTIME] = 0;
	/* A stopped program would leave its screen behind. */
	keys.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSANOW, &keys);
}

void terminal_open(struct terminal *terminal)
{
	*terminal =
	    (struct terminal){.out_fd = STDOUT_FILENO, .in_fd = -1, .pending = g_string_new(NULL)};
	take_keys(terminal);
	write_all(terminal->out_fd, ENTER, sizeof ENTER - 1);
}

void terminal_close(struct terminal *terminal)
{
	write_all(terminal->out_fd, LEAVE, sizeof LEAVE - 1);
	if (terminal->saved)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal->before);
	g_string_free(terminal->pending, TRUE);
	*terminal = (struct terminal){.out_fd = -1, .in_fd = -1};
}

void terminal_ring(const struct terminal *terminal)
{
	write_all(terminal->out_fd, "\a", 1);
}

void terminal_size(const struct terminal *terminal, int *columns, int *rows)
{
	struct winsize size = {0};

	if (ioctl(terminal->out_fd, TIOCGWINSZ, &size) < 0 || !size.ws_col || !size.ws_row)
		size = (struct winsize){.ws_col = 80, .ws_row = 24};
	*columns = size.ws_col;
	*rows = size.ws_row;
}

void terminal_show(struct terminal *terminal, const struct screen *screen,
		   const struct screen *before)
{
	g_string_truncate(terminal->pending, 0);
	screen_encode(screen, before, terminal->pending);
	write_all(terminal->out_fd, terminal->pending->str, terminal->pending->len);
}
