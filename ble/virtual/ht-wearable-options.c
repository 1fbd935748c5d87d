/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-wearable-options.h"

#include "common/glib/ht-error.h"

#include <math.h>

enum { ADAPTERS_MAX = 8, PASSKEY_MAX = 999999, PASSKEY_USUAL = 123456 };

#define SPEED_MAX 1000.0

/* What has to be parsed further. */
typedef struct {
	char *speed;
	char *pairing;
	char *passkey;
	char *fault_script;
	char **faults;
	char **wearables;
} Words;

static void words_clear(Words *words)
{
	g_free(words->speed);
	g_free(words->pairing);
	g_free(words->passkey);
	g_free(words->fault_script);
	g_strfreev(words->faults);
	g_strfreev(words->wearables);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

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

static gboolean parse_pairing(HtWearableOptions *options, const char *text, GError **error)
{
	static const char *const names[] = {
	    [HT_PAIRING_JUST_WORKS] = "just-works",
	    [HT_PAIRING_CONFIRM] = "confirm",
	    [HT_PAIRING_PASSKEY] = "passkey",
	    [HT_PAIRING_REFUSED] = "refuse",
	};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!text || g_str_equal(text, names[i])) {
			options->pairing = (HtPairingMode)i;
			return TRUE;
		}
	}
	return invalid(error, "--pairing %s: must be just-works, confirm, passkey or refuse", text);
}

static gboolean check(HtWearableOptions *options, GError **error)
{
	if (!options->bus_address == !options->hci)
		return invalid(error,
			       "give either --bus-address of a private bus or --hci SOCKET%s", "");
	if (!options->hci && (options->bond_file || options->no_pairing ||
			      options->require_encryption || options->clone))
		return invalid(error, "pairing and encryption need --hci%s", "");
	if (options->hci && options->wearables->len > 1)
		return invalid(error, "--hci is the radio of one wearable%s", "");
	if (options->adapters < 1 || options->adapters > ADAPTERS_MAX)
		return invalid(error, "--adapters must be 1 to 8%s", "");
	return TRUE;
}

/* Digits as a wearable shows them: a zero that leads says nothing of octal. */
static gboolean parse_passkey(HtWearableOptions *options, const char *text, GError **error)
{
	guint64 passkey = PASSKEY_USUAL;

	if (text && !g_ascii_string_to_unsigned(text, 10, 0, PASSKEY_MAX, &passkey, NULL))
		return invalid(error, "--passkey must be 0 to 999999%s", "");
	options->passkey = (gint)passkey;
	return TRUE;
}

static gboolean check_usual(const HtWearableChoice *usual, GError **error)
{
	if (usual->channel < 0)
		return invalid(error, "--channel counts from 0%s", "");
	if (!isfinite(usual->duration_s) || usual->duration_s < 0 || usual->duration_s > 1e9)
		return invalid(error, "--duration must be 0 or more seconds%s", "");
	if (usual->mtu < 23 || usual->mtu > 517)
		return invalid(error, "--mtu must be 23 to 517%s", "");
	return TRUE;
}

static gboolean parse_faults(HtFaults *faults, char **texts, GError **error)
{
	for (gsize i = 0; texts && texts[i]; i++) {
		if (!ht_faults_parse(faults, texts[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Without --wearable there is one strap, and the options are its own. */
static gboolean choose(HtWearableOptions *options, HtWearableChoice *usual, char **texts,
		       GError **error)
{
	options->several = texts != NULL;
	if (!texts) {
		g_ptr_array_add(options->wearables, usual);
		return TRUE;
	}
	if (usual->address || usual->name || usual->record || usual->capture || usual->story ||
	    usual->truth || usual->motion) {
		ht_wearable_choice_free(usual);
		return invalid(
		    error,
		    "--address, --name, --record, --capture, --story, --truth and --motion go into "
		    "--wearable KIND,KEY=VALUE%s",
		    "");
	}
	for (gsize i = 0; texts[i]; i++) {
		HtWearableChoice *choice = ht_wearable_choice_parse(texts[i], usual, error);

		if (!choice)
			break;
		g_ptr_array_add(options->wearables, choice);
	}
	ht_wearable_choice_free(usual);
	return options->wearables->len == g_strv_length(texts);
}

/* "NUMBER FAULT" */
static gboolean parse_script_line(HtWearableOptions *options, const char *line, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(line, " \t", 2);
	HtWearableChoice *choice;
	guint64 number;

	if (!words[1] ||
	    !g_ascii_string_to_unsigned(words[0], 10, 1, options->wearables->len, &number, NULL)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "\"%s\": must be the number of a wearable, 1 to %u, and a fault", line,
			    options->wearables->len);
		return FALSE;
	}
	choice = g_ptr_array_index(options->wearables, number - 1);
	return ht_faults_parse(&choice->faults, g_strstrip(words[1]), error);
}

static gboolean read_script(HtWearableOptions *options, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!path)
		return TRUE;
	if (!g_file_get_contents(path, &text, NULL, error))
		return FALSE;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *comment = strchr(lines[i], '#');

		if (comment)
			*comment = '\0';
		g_strstrip(lines[i]);
		if (*lines[i] && !parse_script_line(options, lines[i], error)) {
			g_prefix_error(error, "%s: line %u: ", path, i + 1);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean complete(HtWearableOptions *options, GError **error)
{
	g_autoptr(GHashTable) addresses = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < options->wearables->len; i++) {
		HtWearableChoice *choice = g_ptr_array_index(options->wearables, i);

		/* A controller has static random addresses. */
		if (options->hci && !choice->address)
			choice->address = g_strdup("C0:9E:1A:00:00:01");
		if (!ht_wearable_choice_complete(choice, i, error))
			return FALSE;
		if (!g_hash_table_add(addresses, choice->address))
			return invalid(error, "two wearables have the address %s", choice->address);
	}
	return TRUE;
}

static GOptionContext *make_context(const GOptionEntry *entries)
{
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *kinds = ht_wearable_choice_describe();
	g_autofree char *faults = ht_faults_describe();
	g_autofree char *text = g_strconcat(kinds, "\n", faults, NULL);

	g_option_context_set_summary(
	    context,
	    "Plays wearables on a private bus that stands for BlueZ, or one of them behind a\n"
	    "Bluetooth controller that speaks HCI on a unix socket. Without --wearable it is a "
	    "chest\n"
	    "strap that plays a recording or a synthetic heart. For demonstrations and tests; "
	    "never\n"
	    "on the system bus.");
	g_option_context_set_description(context, text);
	g_option_context_add_main_entries(context, entries, NULL);
	return context;
}

static gboolean parse_words(HtWearableOptions *options, Words *words, HtWearableChoice *usual,
			    GError **error)
{
	if (!parse_faults(&usual->faults, words->faults, error) || !check_usual(usual, error)) {
		ht_wearable_choice_free(usual);
		return FALSE;
	}
	return choose(options, usual, words->wearables, error) &&
	       parse_speed(options, words->speed, error) &&
	       parse_pairing(options, words->pairing, error) &&
	       parse_passkey(options, words->passkey, error) && check(options, error) &&
	       read_script(options, words->fault_script, error) && complete(options, error);
}

gboolean ht_wearable_options_parse(HtWearableOptions *options, char **argv, GError **error)
{
	HtWearableChoice *usual = ht_wearable_choice_new(wearable_kind_named("strap"));
	g_auto(Words) words = {0};
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
	    {"wearable", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words.wearables,
	     "one of several wearables, see below; may be repeated", "KIND[,KEY=VALUE]..."},
	    {"record", 0, 0, G_OPTION_ARG_FILENAME, &usual->record,
	     "play this WFDB record, EDF or BDF file", "RECORD"},
	    {"capture", 0, 0, G_OPTION_ARG_FILENAME, &usual->capture,
	     "play a wearable of this plain capture again", "FILE"},
	    {"channel", 0, 0, G_OPTION_ARG_INT, &usual->channel,
	     "the record's channel (its ECG) or the capture's wearable (0), from 0", "N"},
	    {"story", 0, 0, G_OPTION_ARG_FILENAME, &usual->story,
	     "play a synthetic heart by this story (day)", "NAME|FILE"},
	    {"truth", 0, 0, G_OPTION_ARG_FILENAME, &usual->truth,
	     "write the story's beats as sample_index,label", "FILE"},
	    {"motion", 0, 0, G_OPTION_ARG_FILENAME, &usual->motion,
	     "be moved as this CSV of motion (t,ax,ay,az,...) says", "FILE"},
	    {"seed", 0, 0, G_OPTION_ARG_INT64, &usual->seed, "of everything random (1)", "N"},
	    {"speed", 0, 0, G_OPTION_ARG_STRING, &words.speed,
	     "so many times faster than life, or max (1)", "X"},
	    {"in-step", 0, 0, G_OPTION_ARG_NONE, &options->in_step,
	     "several wearables stay within seconds of device time of each other", NULL},
	    {"duration", 0, 0, G_OPTION_ARG_DOUBLE, &usual->duration_s,
	     "end after so many seconds of device time", "S"},
	    {"address", 0, 0, G_OPTION_ARG_STRING, &usual->address, "Bluetooth address", "ADDR"},
	    {"name", 0, 0, G_OPTION_ARG_STRING, &usual->name, "advertised name", "NAME"},
	    {"mtu", 0, 0, G_OPTION_ARG_INT, &usual->mtu, "ATT MTU (247)", "BYTES"},
	    {"adapters", 0, 0, G_OPTION_ARG_INT, &options->adapters,
	     "so many adapters see the wearables (1)", "N"},
	    {"pairing", 0, 0, G_OPTION_ARG_STRING, &words.pairing,
	     "just-works, confirm, passkey or refuse (just-works)", "HOW"},
	    {"passkey", 0, 0, G_OPTION_ARG_STRING, &words.passkey,
	     "what the wearables show (123456)", "NUMBER"},
	    {"drop-when-full", 0, 0, G_OPTION_ARG_NONE, &options->drop_when_full,
	     "drop packets nobody takes, as bluetoothd does, instead of waiting", NULL},
	    {"fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words.faults,
	     "of every wearable, see below; may be repeated", "FAULT"},
	    {"fault-script", 0, 0, G_OPTION_ARG_FILENAME, &words.fault_script,
	     "lines of a wearable's number, from 1, and a fault", "FILE"},
	    {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
	    {0}};
	g_autoptr(GOptionContext) context = make_context(entries);
	g_auto(GStrv) arguments = g_strdupv(argv);
	gboolean ok;

	options->adapters = 1;
	options->wearables =
	    g_ptr_array_new_with_free_func((GDestroyNotify)ht_wearable_choice_free);
	ok = g_option_context_parse_strv(context, &arguments, error);
	if (ok && arguments[0] && arguments[1])
		ok = invalid(error, "%s: no such argument; see --help", arguments[1]);
	if (ok && !options->version)
		return parse_words(options, &words, usual, error);
	ht_wearable_choice_free(usual);
	return ok;
}

void ht_wearable_options_clear(HtWearableOptions *options)
{
	g_free(options->bus_address);
	g_free(options->hci);
	g_free(options->bond_file);
	g_clear_pointer(&options->wearables, g_ptr_array_unref);
}
