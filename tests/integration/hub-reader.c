/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: hub-reader BUS_ADDRESS live PERSON
 *        hub-reader BUS_ADDRESS records PERSON START_UTC_US END_UTC_US WHAT...
 * Copies a live trace or stored records to stdout until the hub ends them. One empty line comes
 * first: the hub has answered.
 */
#include "dbus/hub1.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static HtHub1 *connect_hub(const char *address, GError **error)
{
	g_autoptr(GDBusConnection) bus = g_dbus_connection_new_for_address_sync(
	    address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, error);

	if (!bus)
		return NULL;
	return ht_hub1_proxy_new_sync(bus, G_DBUS_PROXY_FLAGS_NONE, "org.healthtwin.Hub1",
				      "/org/healthtwin/Hub1", NULL, error);
}

static int open_fd(HtHub1 *hub, char **arguments, GError **error)
{
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) handle = NULL;
	gboolean ok;

	if (g_str_equal(arguments[0], "live"))
		ok = ht_hub1_call_open_live_sync(hub, arguments[1], G_DBUS_CALL_FLAGS_NONE, -1,
						 NULL, &handle, &fds, NULL, error);
	else
		ok = ht_hub1_call_export_records_sync(
		    hub, arguments[1], (const char *const *)&arguments[4],
		    g_ascii_strtoll(arguments[2], NULL, 10),
		    g_ascii_strtoll(arguments[3], NULL, 10), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
		    &handle, &fds, NULL, error);
	return ok ? g_unix_fd_list_get(fds, g_variant_get_handle(handle), error) : -1;
}

static void copy(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char buffer[65536];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof buffer)) != 0) {
		if (n > 0)
			fwrite(buffer, 1, (size_t)n, stdout);
		else if (errno == EAGAIN)
			poll(&wait, 1, -1);
		else if (errno != EINTR)
			break;
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	int fd = -1;

	if (argc != 4 && argc < 7)
		return 2;
	hub = connect_hub(argv[1], &error);
	if (hub)
		fd = open_fd(hub, argv + 2, &error);
	if (fd < 0) {
		fprintf(stderr, "hub-reader: %s\n", error->message);
		return EXIT_FAILURE;
	}
	/* Whoever reads waits for single lines. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	putchar('\n');
	copy(fd);
	close(fd);
	return EXIT_SUCCESS;
}
