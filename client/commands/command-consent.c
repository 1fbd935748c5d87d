/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/account.h"
#include "client/agreed-until.h"
#include "client/arguments.h"
#include "client/hub.h"
#include "client/print.h"

static gboolean read_account(const char *text, guint32 *uid)
{
	if (text && account_parse(text, uid))
		return TRUE;
	if (text)
		g_printerr("twinctl consent: there is no account \"%s\" on this machine: give a "
			   "user name or a number\n",
			   text);
	else
		g_printerr("twinctl consent: say who may, with --to USER\n");
	return FALSE;
}

static int run_grant(int argc, char **argv)
{
	g_autofree char *to = NULL, *rights = NULL, *until = NULL;
	const GOptionEntry options[] = {
	    {"to", 0, 0, G_OPTION_ARG_STRING, &to, "the account that may", "USER"},
	    {"for", 0, 0, G_OPTION_ARG_STRING, &rights,
	     "what it may: live, capture, anonymised, deidentified, export", "RIGHT[,RIGHT...]"},
	    {"until", 0, 0, G_OPTION_ARG_STRING, &until, "up to and with this day", "DATE"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl consent grant",
	    .operands = "PERSON",
	    .summary = "Lets another account of this hub see some of a person's data.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_auto(GStrv) names = NULL;
	gint64 until_utc_us = 0;
	guint32 uid;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv) || !read_account(to, &uid))
		return COMMAND_USAGE;
	if (!rights || !until) {
		g_printerr(
		    "twinctl consent grant: say what with --for and how long with --until\n");
		return COMMAND_USAGE;
	}
	names = g_strsplit(rights, ",", -1);
	ok = hub_visit(&visit, argv[1]) &&
	     agreed_until_parse(until, "--until", visit.person.zone, &until_utc_us, &visit.error) &&
	     ht_hub1_call_grant_consent_sync(visit.hub, visit.person.id, uid,
					     (const char *const *)names, until_utc_us,
					     G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

static int run_revoke(int argc, char **argv)
{
	g_autofree char *from = NULL;
	const GOptionEntry options[] = {
	    {"from", 0, 0, G_OPTION_ARG_STRING, &from, "the account that may no longer", "USER"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl consent revoke",
					    .operands = "PERSON",
					    .summary =
						"Takes back at once what an account was let do.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	guint32 uid;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!from) {
		g_printerr("twinctl consent revoke: say of whom, with --from USER\n");
		return COMMAND_USAGE;
	}
	if (!read_account(from, &uid))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, argv[1]) &&
	     ht_hub1_call_revoke_consent_sync(visit.hub, visit.person.id, uid,
					      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &visit.error);
	return hub_outcome(ok, visit.error);
}

static char **consent_row(GVariant *consent, const char *zone)
{
	g_autofree const char **names = NULL;
	g_autofree char *rights = NULL, *account = NULL, *until = NULL;
	gint64 until_utc_us = 0;
	guint32 uid = 0;

	g_variant_lookup(consent, "account", "u", &uid);
	g_variant_lookup(consent, "until_utc_us", "x", &until_utc_us);
	g_variant_lookup(consent, "rights", "^a&s", &names);
	account = account_text(uid);
	rights = names ? g_strjoinv(",", (char **)names) : g_strdup("");
	until = agreed_until_text(until_utc_us, zone);
	return table_row(account, rights, until, NULL);
}

static void print_consents(GVariant *consents, const char *zone)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	g_ptr_array_add(rows, table_row("ACCOUNT", "MAY", "UNTIL", NULL));
	for (gsize i = 0; i < g_variant_n_children(consents); i++) {
		g_autoptr(GVariant) consent = g_variant_get_child_value(consents, i);

		g_ptr_array_add(rows, consent_row(consent, zone));
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
	const struct arguments arguments = {.command = "twinctl consent list",
					    .operands = "[PERSON]",
					    .summary = "Lists who may see what of a person.",
					    .options = options,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	g_autoptr(GVariant) consents = NULL;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	     ht_hub1_call_list_consents_sync(visit.hub, visit.person.id, G_DBUS_CALL_FLAGS_NONE, -1,
					     &consents, NULL, &visit.error);
	if (ok && json)
		print_json(consents);
	else if (ok)
		print_consents(consents, visit.person.zone);
	return hub_outcome(ok, visit.error);
}

int command_consent(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"grant", "let an account see some of a person's data", run_grant},
	    {"revoke", "take it back", run_revoke},
	    {"list", "who may see what", run_list},
	};

	return command_dispatch("twinctl consent", commands, G_N_ELEMENTS(commands), argc, argv);
}
