/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl clinician: keys that sign limits, and whom a person trusts. */
#include "client/command.h"

#include "client/arguments.h"
#include "client/clinician/sign-files.h"
#include "client/hub.h"
#include "client/print.h"
#include "common/glib/ht-error.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run_key(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl clinician key",
	    .operands = "NAME",
	    .summary = "Makes a key pair that signs: NAME.secret to keep, NAME.public for the "
		       "people whose limits it signs. Needs no hub.",
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autofree char *fingerprint = NULL;
	guint8 public[HT_SIGN_KEY_SIZE];

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!ht_secret_startup(&error) || !sign_files_make_pair(argv[1], public, &error))
		return hub_outcome(FALSE, error);
	fingerprint = ht_sign_key_fingerprint(public);
	g_print("fingerprint: %s\n", fingerprint);
	return COMMAND_OK;
}

/* (transfer full) Hexadecimal digits alone, small. */
static char *digits_of(const char *text)
{
	GString *digits = g_string_new(NULL);

	for (; *text; text++)
		if (g_ascii_isxdigit(*text))
			g_string_append_c(digits, g_ascii_tolower(*text));
	return g_string_free(digits, FALSE);
}

static gboolean is_same(const char *left, const char *right)
{
	g_autofree char *a = digits_of(left), *b = digits_of(right);

	return g_str_equal(a, b);
}

static gboolean ask(const char *fingerprint)
{
	char answer[16] = "";

	g_print("The key's fingerprint is\n    %s\nDoes the clinician read out the same? "
		"Type yes: ",
		fingerprint);
	return fgets(answer, sizeof answer, stdin) && g_str_equal(g_strstrip(answer), "yes");
}

/* Nobody else's key is taken for the clinician's: a person compared them. */
static gboolean is_compared(const char *fingerprint, const char *given, GError **error)
{
	if (given && is_same(fingerprint, given))
		return TRUE;
	if (given)
		g_set_error(error, HT_ERROR, HT_ERROR_WRONG_KEY,
			    "the fingerprint of that key is another one: %s", fingerprint);
	else if (isatty(STDIN_FILENO) && ask(fingerprint))
		return TRUE;
	else
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
			    "not trusted: compare the fingerprint with the clinician, then give it "
			    "with --fingerprint \"%s\"",
			    fingerprint);
	return FALSE;
}

static gboolean trust(struct hub_visit *visit, const char *person, const char *path,
		      const char *name, const char *given)
{
	g_autofree char *fingerprint = NULL;
	guint8 public[HT_SIGN_KEY_SIZE];

	if (!ht_secret_startup(&visit->error) ||
	    !sign_files_read_public(path, public, &visit->error))
		return FALSE;
	fingerprint = ht_sign_key_fingerprint(public);
	return is_compared(fingerprint, given, &visit->error) && hub_visit(visit, person) &&
	       ht_hub1_call_trust_clinician_sync(
		   visit->hub, visit->person.id, name,
		   g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, public, sizeof public, 1),
		   G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit->error);
}

static int run_trust(int argc, char **argv)
{
	g_autofree char *name = NULL, *fingerprint = NULL, *person = NULL;
	const GOptionEntry options[] = {
	    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "the clinician's name", "NAME"},
	    {"fingerprint", 0, 0, G_OPTION_ARG_STRING, &fingerprint,
	     "as the clinician read it out; asked for on a terminal", "DIGITS"},
	    {"person", 0, 0, G_OPTION_ARG_STRING, &person, "whose limits it may sign", "PERSON"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl clinician trust",
					    .operands = "KEY.public",
					    .summary =
						"Lets a clinician's key sign a person's limits, "
						"once it was compared with them.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!name) {
		g_printerr("twinctl clinician trust: say who it is, with --name NAME\n");
		return COMMAND_USAGE;
	}
	ok = trust(&visit, person, argv[1], name, fingerprint);
	return hub_outcome(ok, visit.error);
}

/* (transfer full) */
static GVariant *list(struct hub_visit *visit, const char *person)
{
	GVariant *clinicians = NULL;

	if (hub_visit(visit, person))
		ht_hub1_call_list_clinicians_sync(visit->hub, visit->person.id,
						  G_DBUS_CALL_FLAGS_NONE, -1, &clinicians, NULL,
						  &visit->error);
	return clinicians;
}

static void print_clinicians(GVariant *clinicians)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows, table_row("NAME", "FINGERPRINT", "SERIAL", NULL));
	for (gsize i = 0; i < g_variant_n_children(clinicians); i++) {
		g_autoptr(GVariant) each = g_variant_get_child_value(clinicians, i);
		const char *name = "", *fingerprint = "";
		g_autofree char *serial = NULL;
		guint number = 0;

		g_variant_lookup(each, "name", "&s", &name);
		g_variant_lookup(each, "fingerprint", "&s", &fingerprint);
		g_variant_lookup(each, "serial", "u", &number);
		serial = number ? g_strdup_printf("%u", number) : g_strdup("-");
		g_ptr_array_add(rows, table_row(name, fingerprint, serial, NULL));
	}
	print_table(rows);
}

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl clinician list",
					    .operands = "[PERSON]",
					    .summary = "Lists whom a person trusts to sign limits.",
					    .options = options,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) clinicians = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	clinicians = list(&visit, argc > 1 ? argv[1] : NULL);
	if (clinicians && json)
		print_json(clinicians);
	else if (clinicians)
		print_clinicians(clinicians);
	return hub_outcome(clinicians != NULL, visit.error);
}

/* (transfer full) The key of the one clinician of that name or fingerprint. */
static GVariant *find_key(GVariant *clinicians, const char *text, GError **error)
{
	g_autoptr(GVariant) found = NULL;

	for (gsize i = 0; i < g_variant_n_children(clinicians); i++) {
		g_autoptr(GVariant) each = g_variant_get_child_value(clinicians, i);
		const char *name = "", *fingerprint = "";

		g_variant_lookup(each, "name", "&s", &name);
		g_variant_lookup(each, "fingerprint", "&s", &fingerprint);
		if (!g_str_equal(name, text) && !is_same(fingerprint, text))
			continue;
		if (found) {
			g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
					    "several are called so: give the fingerprint");
			return NULL;
		}
		found = g_variant_lookup_value(each, "public_key", G_VARIANT_TYPE_BYTESTRING);
	}
	if (!found)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no such clinician is trusted; twinctl clinician list shows "
				    "who is");
	return g_steal_pointer(&found);
}

static int run_distrust(int argc, char **argv)
{
	g_autofree char *text = NULL;
	const GOptionEntry options[] = {
	    {"person", 0, 0, G_OPTION_ARG_STRING, &text, "whose limits it may no longer sign",
	     "PERSON"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl clinician distrust",
					    .operands = "NAME|FINGERPRINT",
					    .summary =
						"Takes it back: what the key signed ends at once.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) clinicians = NULL, key = NULL;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	clinicians = list(&visit, text);
	key = clinicians ? find_key(clinicians, argv[1], &visit.error) : NULL;
	ok = key &&
	     ht_hub1_call_distrust_clinician_sync(visit.hub, visit.person.id, key,
						  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

int command_clinician(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"key", "make a key that signs limits; needs no hub", run_key},
	    {"trust", "let a clinician's key sign a person's limits", run_trust},
	    {"list", "who is trusted", run_list},
	    {"distrust", "take it back", run_distrust},
	};

	return command_dispatch("twinctl clinician", commands, G_N_ELEMENTS(commands), argc, argv);
}
