/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/hub.h"
#include "client/keys/passphrase.h"
#include "client/print.h"
#include "common/glib/ht-error.h"

/* Both go to the hub; *file_handle and *secret_handle are what it calls them. */
static GUnixFDList *hand_over(int file, int secret, GVariant **file_handle,
			      GVariant **secret_handle, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	int first = g_unix_fd_list_append(fds, file, error);
	int second = first < 0 ? -1 : g_unix_fd_list_append(fds, secret, error);

	if (second < 0)
		return NULL;
	*file_handle = g_variant_new_handle(first);
	*secret_handle = g_variant_new_handle(second);
	return g_steal_pointer(&fds);
}

static GVariant *backup_options(const char *label)
{
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	g_variant_dict_insert(&options, "label", "s", label);
	return g_variant_dict_end(&options);
}

static gboolean call_backup(HtHub1 *hub, int file, int secret, const char *label, char **id,
			    GError **error)
{
	GVariant *file_handle, *secret_handle;
	g_autoptr(GUnixFDList) fds = hand_over(file, secret, &file_handle, &secret_handle, error);

	return fds && ht_hub1_call_backup_sync(hub, file_handle, secret_handle,
					       backup_options(label), G_DBUS_CALL_FLAGS_NONE,
					       G_MAXINT, fds, id, NULL, NULL, error);
}

static gboolean write_backup(HtHub1 *hub, const char *output, int secret, const char *label,
			     GError **error)
{
	int file = open(output, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	g_autofree char *id = NULL;
	gboolean ok;

	if (file < 0) {
		g_set_error(error, HT_ERROR, errno == EEXIST ? HT_ERROR_EXISTS : HT_ERROR_FAILED,
			    errno == EEXIST ? "%s: is there already: give another name"
					    : "%s: cannot be made: %s",
			    output, g_strerror(errno));
		return FALSE;
	}
	ok = call_backup(hub, file, secret, label, &id, error);
	close(file);
	if (!ok)
		g_unlink(output);
	return ok;
}

static int run_write(int argc, char **argv)
{
	g_autofree char *output = NULL, *label = NULL, *base = NULL;
	int fd = -1;
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the file to write, a new one",
	     "FILE"},
	    {"label", 0, 0, G_OPTION_ARG_STRING, &label, "what you call it (the name of the file)",
	     "TEXT"},
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &fd,
	     "read the passphrase from this descriptor instead of the terminal", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl backup",
	    .operands = "",
	    .summary = "Writes all that the hub has into one sealed file, while it goes on.\n"
		       "twinctl backup list shows those taken; twinctl backup forget ID says that "
		       "one is gone.",
	    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	gboolean ask, ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!output) {
		g_printerr("twinctl backup: --output FILE is missing\n");
		return COMMAND_USAGE;
	}
	base = g_filename_display_basename(output);
	ask = fd < 0;
	hub = hub_connect(&error);
	if (hub && ask)
		fd = passphrase_ask(FALSE, &error);
	ok = hub && fd >= 0 && write_backup(hub, output, fd, label ? label : base, &error);
	if (ask && fd >= 0)
		g_close(fd, NULL);
	if (!ok)
		return hub_outcome(FALSE, error);
	g_print("%s\n", output);
	return COMMAND_OK;
}

static char **backup_row(GVariant *backup)
{
	const char *id = "", *label = "";
	g_autoptr(GDateTime) time = NULL;
	g_autofree char *day = NULL;
	gint64 utc_us = 0;

	g_variant_lookup(backup, "backup", "&s", &id);
	g_variant_lookup(backup, "label", "&s", &label);
	g_variant_lookup(backup, "utc_us", "x", &utc_us);
	time = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	day = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("?");
	return table_row(id, day, label, NULL);
}

static int run_list(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl backup list",
	    .operands = "",
	    .summary = "Lists the backups that hold copies of the hub's wrapped keys."};
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GVariant) backups = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_list_backups_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &backups, NULL,
						    &error))
		return hub_outcome(FALSE, error);
	g_ptr_array_add(rows, table_row("BACKUP", "MADE", "LABEL", NULL));
	for (gsize i = 0; i < g_variant_n_children(backups); i++) {
		g_autoptr(GVariant) backup = g_variant_get_child_value(backups, i);

		g_ptr_array_add(rows, backup_row(backup));
	}
	print_table(rows);
	return COMMAND_OK;
}

static int run_forget(int argc, char **argv)
{
	const struct arguments arguments = {.command = "twinctl backup forget",
					    .operands = "ID",
					    .summary =
						"Says that a backup does not exist any more.",
					    .operands_min = 1,
					    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_forget_backup_sync(hub, argv[1], G_DBUS_CALL_FLAGS_NONE, -1, NULL,
						     &error))
		return hub_outcome(FALSE, error);
	return COMMAND_OK;
}

int command_backup(int argc, char **argv)
{
	if (argc > 1 && g_str_equal(argv[1], "list"))
		return run_list(argc - 1, argv + 1);
	if (argc > 1 && g_str_equal(argv[1], "forget"))
		return run_forget(argc - 1, argv + 1);
	return run_write(argc, argv);
}

static gboolean call_restore(HtHub1 *hub, int file, int secret, GError **error)
{
	GVariant *file_handle, *secret_handle;
	g_autoptr(GUnixFDList) fds = hand_over(file, secret, &file_handle, &secret_handle, error);

	return fds &&
	       ht_hub1_call_restore_sync(hub, file_handle, secret_handle, G_DBUS_CALL_FLAGS_NONE,
					 G_MAXINT, fds, NULL, NULL, error);
}

static gboolean read_backup(HtHub1 *hub, const char *path, int secret, GError **error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	gboolean ok;

	if (file < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be opened: %s", path,
			    g_strerror(errno));
		return FALSE;
	}
	ok = call_restore(hub, file, secret, error);
	close(file);
	return ok;
}

int command_restore(int argc, char **argv)
{
	int fd = -1;
	const GOptionEntry options[] = {
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &fd,
	     "read the backup's passphrase from this descriptor instead of the terminal", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl restore",
	    .operands = "FILE",
	    .summary = "Makes of a hub that has nothing yet the one that the backup was taken of.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	gboolean ask, ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ask = fd < 0;
	hub = hub_connect(&error);
	if (hub && ask)
		fd = passphrase_ask(FALSE, &error);
	ok = hub && fd >= 0 && read_backup(hub, argv[1], fd, &error);
	if (ask && fd >= 0)
		g_close(fd, NULL);
	if (!ok)
		return hub_outcome(FALSE, error);
	g_print("restored: run twinctl unlock\n");
	return COMMAND_OK;
}
