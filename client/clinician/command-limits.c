/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl limits: signed on the clinician's machine without a hub, imported on the person's hub. */
#include "client/command.h"

#include "client/arguments.h"
#include "client/clinician/sign-files.h"
#include "client/hub.h"
#include "client/print.h"
#include "common/glib/ht-error.h"
#include "programme/prescription/dose-words.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

static gboolean sign(const char *key_path, const char *path, const char *out, GError **error)
{
	gsize size;
	g_autoptr(HtSecret) seed = NULL;
	g_autofree char *text = NULL;
	g_autoptr(HtStatement) statement = NULL;
	g_autoptr(GBytes) made = NULL;

	if (!ht_secret_startup(error))
		return FALSE;
	text = sign_files_read_text(path, &size, error);
	/* What nobody could import is not signed. */
	statement = text ? ht_statement_parse(path, text, size, error) : NULL;
	seed = statement ? sign_files_read_secret(key_path, error) : NULL;
	if (seed)
		made = ht_signed_text_make(HT_STATEMENT_PURPOSE, text, size, seed, path, error);
	return made && sign_files_write(out, made, error);
}

static int run_sign(int argc, char **argv)
{
	g_autofree char *key = NULL, *output = NULL;
	const GOptionEntry options[] = {
	    {"key", 0, 0, G_OPTION_ARG_FILENAME, &key, "the clinician's NAME.secret", "FILE"},
	    {"output", 0, 0, G_OPTION_ARG_FILENAME, &output, "FILE.signed if left out", "FILE"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl limits sign",
	    .operands = "FILE",
	    .summary = "Checks limits, a revocation or a release, and signs it. Needs no hub.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autofree char *out = NULL;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!key) {
		g_printerr("twinctl limits sign: give the signing key with --key FILE\n");
		return COMMAND_USAGE;
	}
	out = output ? g_strdup(output) : g_strconcat(argv[1], ".signed", NULL);
	ok = sign(key, argv[1], out, &error);
	if (ok)
		g_print("%s\n", out);
	return hub_outcome(ok, error);
}

static char *day_text(gint64 utc_s)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(utc_s);

	return time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("?");
}

static void print_statement(const HtStatement *statement, const char *text)
{
	g_autofree char *fingerprint = ht_sign_key_fingerprint(statement->public);
	g_autofree char *shown = printable(statement->clinician);

	g_print("%s", text);
	g_print("\nThe signature is good; whose key it is, the fingerprint tells:\n"
		"    %s (says: %s)\n",
		fingerprint, shown);
	if (statement->kind == HT_STATEMENT_LIMITS &&
	    statement->every.until_utc_s * G_USEC_PER_SEC <= g_get_real_time()) {
		g_autofree char *day = day_text(statement->every.until_utc_s);

		g_print("It has ended (%s, 0:00 UTC).\n", day);
	}
}

static int run_show(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl limits show",
	    .operands = "FILE",
	    .summary = "Shows what was signed, and checks the signature. Needs no hub.",
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtStatement) statement = NULL;
	g_autofree char *data = NULL, *text = NULL;
	guint8 public[HT_SIGN_KEY_SIZE];
	gsize size = 0;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (ht_secret_startup(&error))
		data = sign_files_read_text(argv[1], &size, &error);
	statement = data ? ht_statement_open(argv[1], data, size, &error) : NULL;
	if (statement) {
		text = ht_signed_text_open(HT_STATEMENT_PURPOSE, data, size, public, argv[1], NULL);
		print_statement(statement, text);
	}
	return hub_outcome(statement != NULL, error);
}

/* (transfer full) Whose it is, by what it says; the hub checks all of it again. */
static char *person_of(const char *path, GError **error)
{
	gsize size = 0;
	g_autofree char *data = sign_files_read_text(path, &size, error);
	g_autoptr(HtStatement) statement = data ? ht_statement_open(path, data, size, error) : NULL;

	return statement ? g_strdup(statement->person) : NULL;
}

/* (transfer full) */
static GVariant *import(HtHub1 *hub, const char *person, const char *path, GError **error)
{
	g_autoptr(GUnixFDList) fds = g_unix_fd_list_new();
	GVariant *imported = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC), index;

	if (fd < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND, "%s: cannot be opened", path);
		return NULL;
	}
	index = g_unix_fd_list_append(fds, fd, error);
	close(fd);
	if (index >= 0)
		ht_hub1_call_import_limits_sync(hub, person, g_variant_new_handle(index),
						G_DBUS_CALL_FLAGS_NONE, -1, fds, &imported, NULL,
						NULL, error);
	return imported;
}

static void print_imported(GVariant *imported)
{
	const char *kind = "", *clinician = "";
	g_autofree char *shown = NULL, *day = NULL;
	gint64 until_utc_us = 0;
	guint serial = 0;

	g_variant_lookup(imported, "kind", "&s", &kind);
	g_variant_lookup(imported, "clinician", "&s", &clinician);
	g_variant_lookup(imported, "serial", "u", &serial);
	shown = printable(clinician);
	g_print("%s %u of %s", kind, serial, shown);
	if (g_variant_lookup(imported, "until_utc_us", "x", &until_utc_us)) {
		day = day_text(until_utc_us / G_USEC_PER_SEC - 1);
		g_print(", up to and with %s", day);
	}
	g_print("\n");
}

static int run_import(int argc, char **argv)
{
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &text,
	     "whose they are; as the file says if left out", "PERSON"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl limits import",
	    .operands = "FILE",
	    .summary = "Takes in what a trusted clinician signed: limits, a revocation, a release.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) imported = NULL;
	g_autofree char *named = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (ht_secret_startup(&visit.error))
		named = person_of(argv[1], &visit.error);
	if (named && hub_visit(&visit, text ? text : named))
		imported = import(visit.hub, visit.person.id, argv[1], &visit.error);
	if (imported)
		print_imported(imported);
	return hub_outcome(imported != NULL, visit.error);
}

static void print_status(GVariant *limits)
{
	const char *reason = "";
	gboolean holds = FALSE;

	g_variant_lookup(limits, "holds", "b", &holds);
	g_variant_lookup(limits, "reason", "&s", &reason);
	if (g_variant_lookup(limits, "kind", "&s", &(const char *){NULL}))
		print_imported(limits);
	g_print("%s\n", holds ? "they hold" : ht_dose_reason_sentence(reason));
}

static int run_status(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl limits status",
					    .operands = "[PERSON]",
					    .summary =
						"Says which limits a person has, and whether "
						"they hold now.",
					    .options = options,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) limits = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	    ht_hub1_call_get_limits_sync(visit.hub, visit.person.id, G_DBUS_CALL_FLAGS_NONE, -1,
					 &limits, NULL, &visit.error)) {
		if (json)
			print_json(limits);
		else
			print_status(limits);
	}
	return hub_outcome(limits != NULL, visit.error);
}

int command_limits(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"sign", "check and sign limits; needs no hub", run_sign},
	    {"show", "what was signed, and by which key; needs no hub", run_show},
	    {"import", "take in what a clinician signed", run_import},
	    {"status", "which limits hold", run_status},
	};

	return command_dispatch("twinctl limits", commands, G_N_ELEMENTS(commands), argc, argv);
}
