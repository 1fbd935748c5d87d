/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-wearable-options.h"

#include "common/glib/ht-error.h"

#include <math.h>

enum { MTU_MIN = 23, MTU_MAX = 517, MTU_DEFAULT = 247 };

#define SPEED_MAX 1000.0

static gboolean invalid(GError **error, const char *format, const char *text)
{
	g_autofree char *message = g_strdup_printf(format, text); /* NOLINT: formats are ours */

	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message);
	return FALSE;
}

static gboolean parse_speed(HtWearableOptions *options, const char *text, GError **error)
{
	char *end;

	options->speed = 1;
	if (!text)
		return TRUE;
	if (g_str_equal(text, "max")) {
		options->speed = 0;
		return TRUE;
	}
	options->speed = g_ascii_strtod(text, &end);
	if (end == text || *end != '\0' || !(options->speed > 0 && options->speed <= SPEED_MAX))
		return invalid(error, "--speed %s: must be max or a number from 0 to 1000", text);
	return TRUE;
}

static gboolean is_address(const char *text)
{
	return g_regex_match_simple("^[0-9A-F]{2}(:[0-9A-F]{2}){5}$", text, 0, 0);
}

static gboolean check(HtWearableOptions *options, GError **error)
{
	if (!options->bus_address == !options->hci)
		return invalid(error,
			       "give either --bus-address of a private bus or --hci SOCKET%s", "");
	if (!options->hci && (options->bond_file || options->no_pairing ||
			      options->require_encryption || options->clone))
		return invalid(error, "pairing and encryption need --hci%s", "");
	if (options->record && options->story)
		return invalid(error, "--record and --story exclude each other%s", "");
	if (options->record && options->truth)
		return invalid(error, "--truth is for a story, not for a recording%s", "");
	if (options->channel < 0)
		return invalid(error, "--channel counts from 0%s", "");
	if (!isfinite(options->duration_s) || options->duration_s < 0 || options->duration_s > 1e9)
		return invalid(error, "--duration must be 0 or more seconds%s", "");
	if (!is_address(options->address))
		return invalid(error, "--address %s: must be like A0:9E:1A:00:00:01",
			       options->address);
	if (options->mtu < MTU_MIN || options->mtu > MTU_MAX)
		return invalid(error, "--mtu must be 23 to 517%s", "");
	if (options->faults.small_mtu)
		options->mtu = MTU_MIN;
	return TRUE;
}

static gboolean parse_faults(HtWearableOptions *options, char **texts, GError **error)
{
	for (gsize i = 0; texts && texts[i]; i++) {
		if (!ht_faults_parse(&options->faults, texts[i], error))
			return FALSE;
	}
	return TRUE;
}

static void set_defaults(HtWearableOptions *options)
{
	*options = (HtWearableOptions){.seed = 1, .mtu = MTU_DEFAULT, .faults = ht_faults_none};
}

static void fill_in(HtWearableOptions *options)
{
	if (!options->address)
		options->address =
		    g_strdup(options->hci ? "C0:9E:1A:00:00:01" : "A0:9E:1A:00:00:01");
	if (!options->name)
		options->name = g_strdup("Polar H10 00000001");
}

static GOptionContext *make_context(const GOptionEntry *entries)
{
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *faults = ht_faults_describe();

	g_option_context_set_summary(
	    context,
	    "Plays a recording or a synthetic heart as a chest strap on a private bus that stands\n"
	    "for BlueZ, or behind a Bluetooth controller that speaks HCI on a unix socket. For\n"
	    "demonstrations and tests; never on the system bus.");
	g_option_context_set_description(context, faults);
	g_option_context_add_main_entries(context, entries, NULL);
	return context;
}

gboolean ht_wearable_options_parse(HtWearableOptions *options, char **argv, GError **error)
{
	g_autofree char *speed = NULL;
	g_auto(GStrv) faults = NULL;
	const GOptionEntry entries[] = {
	    {"bus-address", 0, 0, G_OPTION_ARG_STRING, &options->bus_address,
	     "D-Bus address of a private bus", "ADDRESS"},
	    {"hci", 0, 0, G_OPTION_ARG_FILENAME, &options->hci,
	     "play over the Bluetooth controller behind this unix socket", "SOCKET"},
	    {"bond-file", 0, 0, G_OPTION_ARG_FILENAME, &options->bond_file,
	     "with --hci: keep the keys of bonds in this file", "FILE"},
	    {"no-pairing", 0, 0, G_OPTION_ARG_NONE, &options->no_pairing,
	     "with --hci: refuse to pair", NULL},
	    {"require-encryption", 0, 0, G_OPTION_ARG_NONE, &options->require_encryption,
	     "with --hci: ECG and motion only over an encrypted link", NULL},
	    {"clone", 0, 0, G_OPTION_ARG_NONE, &options->clone,
	     "with --hci: hold no key, and send what nobody has asked for", NULL},
	    {"record", 0, 0, G_OPTION_ARG_FILENAME, &options->record,
	     "play this WFDB record or EDF file", "RECORD"},
	    {"channel", 0, 0, G_OPTION_ARG_INT, &options->channel,
	     "the record's channel, from 0 (0)", "N"},
	    {"story", 0, 0, G_OPTION_ARG_FILENAME, &options->story,
	     "play a synthetic heart by this story (day)", "NAME|FILE"},
	    {"truth", 0, 0, G_OPTION_ARG_FILENAME, &options->truth,
	     "write the story's beats as sample_index,label", "FILE"},
	    {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "of the synthetic heart (1)", "N"},
	    {"speed", 0, 0, G_OPTION_ARG_STRING, &speed,
	     "so many times faster than life, or max (1)", "X"},
	    {"duration", 0, 0, G_OPTION_ARG_DOUBLE, &options->duration_s,
	     "end after so many seconds of device time", "S"},
	    {"address", 0, 0, G_OPTION_ARG_STRING, &options->address, "Bluetooth address", "ADDR"},
	    {"name", 0, 0, G_OPTION_ARG_STRING, &options->name, "advertised name", "NAME"},
	    {"mtu", 0, 0, G_OPTION_ARG_INT, &options->mtu, "ATT MTU (247)", "BYTES"},
	    {"drop-when-full", 0, 0, G_OPTION_ARG_NONE, &options->drop_when_full,
	     "drop packets nobody takes, as bluetoothd does, instead of waiting", NULL},
	    {"fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults, "see below; may be repeated",
	     "FAULT"},
	    {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
	    {0}};
	g_autoptr(GOptionContext) context = make_context(entries);
	g_auto(GStrv) words = g_strdupv(argv);

	set_defaults(options);
	if (!g_option_context_parse_strv(context, &words, error))
		return FALSE;
	if (words[0] && words[1])
		return invalid(error, "%s: no such argument; see --help", words[1]);
	fill_in(options);
	if (options->version)
		return TRUE;
	return parse_speed(options, speed, error) && parse_faults(options, faults, error) &&
	       check(options, error);
}

void ht_wearable_options_clear(HtWearableOptions *options)
{
	g_free(options->bus_address);
	g_free(options->hci);
	g_free(options->bond_file);
	g_free(options->record);
	g_free(options->story);
	g_free(options->truth);
	g_free(options->address);
	g_free(options->name);
}
