/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "client/account.h"
#include "client/arguments.h"
#include "client/audit-check.h"
#include "client/checkpoint-file.h"
#include "client/hub.h"
#include "client/keys/passphrase.h"
#include "client/print.h"
#include "client/private-file.h"

enum { LIST_DEFAULT = 100 };

static char **entry_row(GVariant *entry, GHashTable *names)
{
	g_autoptr(GDateTime) time = NULL;
	g_autofree char *number = NULL, *when = NULL, *account = NULL, *outcome = NULL;
	const char *action = "", *person = "", *answer = "", *detail = "", *clock = "";
	const char *name;
	guint64 sequence = 0;
	gint64 utc_us = 0;
	guint32 uid = 0;

	g_variant_lookup(entry, "number", "t", &sequence);
	g_variant_lookup(entry, "utc_us", "x", &utc_us);
	g_variant_lookup(entry, "clock", "&s", &clock);
	g_variant_lookup(entry, "account", "u", &uid);
	g_variant_lookup(entry, "action", "&s", &action);
	g_variant_lookup(entry, "person", "&s", &person);
	g_variant_lookup(entry, "outcome", "&s", &answer);
	g_variant_lookup(entry, "detail", "&s", &detail);
	time = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	number = g_strdup_printf("%" G_GUINT64_FORMAT, sequence);
	when = g_str_equal(clock, "unset") || !time
		   ? g_strdup("clock not set")
		   : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
	account = uid == G_MAXUINT32 ? g_strdup("the hub") : account_text(uid);
	outcome = *detail ? g_strdup_printf("%s (%s)", answer, detail) : g_strdup(answer);
	name = g_hash_table_lookup(names, person);
	return table_row(number, when, account, action, name ? name : person, outcome, NULL);
}

static void print_entries(GVariant *entries, GHashTable *names)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows,
			table_row("ENTRY", "WHEN", "ACCOUNT", "ASKED FOR", "OF", "OUTCOME", NULL));
	for (gsize i = 0; i < g_variant_n_children(entries); i++) {
		g_autoptr(GVariant) entry = g_variant_get_child_value(entries, i);

		g_ptr_array_add(rows, entry_row(entry, names));
	}
	print_table(rows);
}

static gboolean get_entries(HtHub1 *hub, const char *text, guint limit, GVariant **entries,
			    GError **error)
{
	g_auto(HubPerson) person = {0};
	GVariantDict options;
	gboolean ok = !text || hub_find_person(hub, text, &person, error);

	g_variant_dict_init(&options, NULL);
	g_variant_dict_insert(&options, "limit", "u", limit);
	ok = ok &&
	     ht_hub1_call_list_audit_sync(hub, text ? person.id : "", g_variant_dict_end(&options),
					  G_DBUS_CALL_FLAGS_NONE, -1, entries, NULL, error);
	return ok;
}

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	int limit = LIST_DEFAULT;
	const GOptionEntry options[] = {
	    {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "the newest so many (100)", "N"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl audit list",
					    .operands = "[PERSON]",
					    .summary =
						"Shows who asked for what, and what was answered.",
					    .options = options,
					    .operands_max = 1};
	g_autoptr(GHashTable) names = NULL;
	g_autoptr(GVariant) entries = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (limit < 1) {
		g_printerr("twinctl audit list: --limit is a number from 1 to 5000\n");
		return COMMAND_USAGE;
	}
	hub = hub_connect(&error);
	if (!hub || !get_entries(hub, argc > 1 ? argv[1] : NULL, (guint)limit, &entries, &error))
		return hub_outcome(FALSE, error);
	names = hub_person_names(hub);
	if (json)
		print_json(entries);
	else
		print_entries(entries, names);
	return COMMAND_OK;
}

static int run_checkpoint(int argc, char **argv)
{
	g_autofree char *output = NULL;
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the file to write, a new one",
	     "FILE"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl audit checkpoint",
	    .operands = "",
	    .summary = "Writes what the hub vouches for now, signed. Keep it elsewhere.",
	    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!output) {
		g_printerr("twinctl audit checkpoint: --output FILE is missing\n");
		return COMMAND_USAGE;
	}
	hub = hub_connect(&error);
	if (!hub || !checkpoint_file_write(hub, output, &error))
		return hub_outcome(FALSE, error);
	g_print("%s\n", output);
	return COMMAND_OK;
}

static GVariant *key_options(gboolean anew)
{
	GVariantDict options;

	g_variant_dict_init(&options, NULL);
	if (anew)
		g_variant_dict_insert(&options, "anew", "b", TRUE);
	return g_variant_dict_end(&options);
}

/* Through a pipe, so that the hub never sees where the key is kept. */
static gboolean call_for_key(HtHub1 *hub, int passphrase_fd, gboolean anew, int out, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	int out_handle = g_unix_fd_list_append(fds, out, error);
	int handle = out_handle < 0 ? -1 : g_unix_fd_list_append(fds, passphrase_fd, error);

	return handle >= 0 &&
	       ht_hub1_call_export_audit_key_sync(
		   hub, g_variant_new_handle(out_handle), g_variant_new_handle(handle),
		   key_options(anew), G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL, NULL, error);
}

static gboolean get_key(HtHub1 *hub, int passphrase_fd, gboolean anew, HtPrivateFile *file,
			GError **error)
{
	g_autoptr(HtSecret) key = NULL;
	int ends[2];
	gboolean ok;

	if (!g_unix_open_pipe(ends, FD_CLOEXEC, error))
		return FALSE;
	ok = call_for_key(hub, passphrase_fd, anew, ends[1], error);
	close(ends[1]);
	key = ok ? audit_key_read(ends[0], "the hub's answer", error) : NULL;
	close(ends[0]);
	return key &&
	       ht_private_file_write(file, ht_secret_bytes(key), ht_secret_size(key), error) &&
	       ht_private_file_finish(file, error);
}

static gboolean write_key(HtHub1 *hub, int passphrase_fd, gboolean anew, const char *output,
			  GError **error)
{
	g_autoptr(HtPrivateFile) file = ht_private_file_create(output, error);

	if (!file)
		return FALSE;
	if (get_key(hub, passphrase_fd, anew, file, error))
		return TRUE;
	ht_private_file_discard(file);
	return FALSE;
}

static int run_key(int argc, char **argv)
{
	g_autofree char *output = NULL;
	gboolean anew = FALSE, ask, ok;
	int fd = -1;
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the file to write, a new one",
	     "FILE"},
	    {"anew", 0, 0, G_OPTION_ARG_NONE, &anew,
	     "begin a new key, where the first one was taken before", NULL},
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &fd,
	     "read the hub's passphrase from this descriptor instead of the terminal", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl audit key",
	    .operands = "",
	    .summary = "Takes the key that verifies the audit chain off the hub, once. Keep it "
		       "elsewhere.",
	    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!output) {
		g_printerr("twinctl audit key: --output FILE is missing\n");
		return COMMAND_USAGE;
	}
	ask = fd < 0;
	hub = ht_secret_startup(&error) ? hub_connect(&error) : NULL;
	if (hub && ask)
		fd = passphrase_ask(FALSE, &error);
	ok = hub && fd >= 0 && write_key(hub, fd, anew, output, &error);
	if (ask && fd >= 0)
		g_close(fd, NULL);
	if (!ok)
		return hub_outcome(FALSE, error);
	g_print("%s\n", output);
	return COMMAND_OK;
}

static int run_verify(int argc, char **argv)
{
	struct audit_check check = {.key_fd = -1};
	const GOptionEntry options[] = {
	    {"key", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.keys,
	     "an audit key, from twinctl audit key; may be given again", "FILE"},
	    {"key-fd", 0, 0, G_OPTION_ARG_INT, &check.key_fd,
	     "read an audit key from this descriptor", "N"},
	    {"checkpoint", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.checkpoints,
	     "a checkpoint that left the hub before; may be given again", "FILE"},
	    {"dir", 0, 0, G_OPTION_ARG_FILENAME, &check.dir,
	     "look at the chain in this state folder and ask no hub", "DIR"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl audit verify",
	    .operands = "",
	    .summary = "Looks for entries of the audit chain that were changed, taken out, put "
		       "elsewhere or put back.",
	    .options = options};
	g_autoptr(GError) error = NULL;
	gboolean clean = FALSE;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = audit_check_run(&check, &clean, &error);
	g_strfreev(check.keys);
	g_strfreev(check.checkpoints);
	g_free(check.dir);
	if (!ok)
		return hub_outcome(FALSE, error);
	return clean ? COMMAND_OK : COMMAND_FAILED;
}

int command_audit(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"list", "who asked for what", run_list},
	    {"verify", "whether anything was changed since", run_verify},
	    {"key", "take the key to verify with", run_key},
	    {"checkpoint", "what the hub vouches for now", run_checkpoint},
	};

	return command_dispatch("twinctl audit", commands, G_N_ELEMENTS(commands), argc, argv);
}
