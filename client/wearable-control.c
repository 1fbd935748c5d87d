/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/wearable-control.h"

#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"
#include "common/glib/ht-error.h"

#include <stdio.h>
#include <string.h>

/* A pairing takes its window and what BlueZ needs after it. */
enum { WINDOW_S = 60, WINDOW_MAX_S = 300, PATIENCE_S = 60 };

struct pairing {
	HtHub1 *hub;
	GMainLoop *loop;
	char *address;
	const char *passkey; /* given on the command line, NULL = ask */
	GError *error;
};

static gboolean parse_passkey(const char *text, guint32 *passkey)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, 0, 999999, &value, NULL))
		return FALSE;
	*passkey = (guint32)value;
	return TRUE;
}

/* The person reads it off the wearable. Returns FALSE at the end of the input. */
static gboolean ask_passkey(const char *address, guint32 *passkey)
{
	char text[32];

	do {
		g_printerr("The passkey that %s shows: ", address);
		if (!fgets(text, sizeof text, stdin)) {
			g_printerr("\n");
			return FALSE;
		}
	} while (!parse_passkey(g_strstrip(text), passkey));
	return TRUE;
}

/* The hub calls a pairing off whose caller has left the bus. */
static void give_up(struct pairing *pairing)
{
	if (!pairing->error)
		pairing->error = g_error_new_literal(
		    HT_ERROR, HT_ERROR_INVALID,
		    "no passkey was given: type it, or give it as --passkey DIGITS");
	g_main_loop_quit(pairing->loop);
}

static void passkey_wanted(HtHub1 *hub, const char *address, gpointer data)
{
	struct pairing *pairing = data;
	g_autoptr(GError) error = NULL;
	guint32 passkey;

	if (!g_str_equal(address, pairing->address))
		return;
	if (pairing->passkey ? !parse_passkey(pairing->passkey, &passkey)
			     : !ask_passkey(address, &passkey)) {
		give_up(pairing);
		return;
	}
	if (!ht_hub1_call_answer_passkey_sync(hub, address, passkey, G_DBUS_CALL_FLAGS_NONE, -1,
					      NULL, &error))
		hub_print_error(error);
}

static void paired(GObject *source, GAsyncResult *result, gpointer data)
{
	struct pairing *pairing = data;

	ht_hub1_call_pair_wearable_finish(HT_HUB1(source), result, &pairing->error);
	g_main_loop_quit(pairing->loop);
}

static int pair(struct pairing *pairing, guint window_s)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GError) error = NULL;
	GVariantDict options;

	pairing->loop = loop;
	g_variant_dict_init(&options, NULL);
	g_variant_dict_insert(&options, "window_s", "u", window_s);
	g_signal_connect(pairing->hub, "passkey-wanted", G_CALLBACK(passkey_wanted), pairing);
	ht_hub1_call_pair_wearable(pairing->hub, pairing->address, g_variant_dict_end(&options),
				   G_DBUS_CALL_FLAGS_NONE, (gint)(window_s + PATIENCE_S) * 1000,
				   NULL, paired, pairing);
	g_main_loop_run(loop);
	g_signal_handlers_disconnect_by_data(pairing->hub, pairing);
	error = pairing->error;
	return hub_outcome(!error, error);
}

int wearable_pair(int argc, char **argv)
{
	g_autofree char *passkey = NULL;
	int window_s = WINDOW_S;
	guint32 number;
	const GOptionEntry options[] = {
	    {"passkey", 0, 0, G_OPTION_ARG_STRING, &passkey,
	     "what the wearable shows (asked for when it is needed)", "DIGITS"},
	    {"window", 0, 0, G_OPTION_ARG_INT, &window_s, "how long to wait (60)", "SECONDS"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl wearable pair",
	    .operands = "ADDRESS",
	    .summary = "Pairs with a wearable, so that its samples can be authentic.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *address = NULL;
	struct pairing pairing = {0};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (passkey && !parse_passkey(passkey, &number)) {
		g_printerr("twinctl wearable pair: a passkey has six digits\n");
		return COMMAND_USAGE;
	}
	if (window_s < 5 || window_s > WINDOW_MAX_S) {
		g_printerr("twinctl wearable pair: --window: give 5 to %d seconds\n", WINDOW_MAX_S);
		return COMMAND_USAGE;
	}
	hub = hub_connect(&error);
	if (!hub)
		return hub_outcome(FALSE, error);
	address = g_ascii_strup(argv[1], -1);
	pairing = (struct pairing){.hub = hub, .address = address, .passkey = passkey};
	return pair(&pairing, (guint)window_s);
}

int wearable_buzz(int argc, char **argv)
{
	static const char *const levels[] = {"quiet", "mild", "high", NULL};
	const struct arguments arguments = {.command = "twinctl wearable buzz",
					    .operands = "ADDRESS [quiet|mild|high]",
					    .summary = "Lets a wearable buzz or blink (mild).",
					    .operands_min = 1,
					    .operands_max = 2};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *address = NULL;
	guint32 level = 1;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (argc > 2) {
		if (!g_strv_contains(levels, argv[2])) {
			g_printerr("twinctl wearable buzz: \"%s\" is none of quiet, mild, high\n",
				   argv[2]);
			return COMMAND_USAGE;
		}
		for (level = 0; !g_str_equal(levels[level], argv[2]);)
			level++;
	}
	address = g_ascii_strup(argv[1], -1);
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_buzz_wearable_sync(hub, address, level, G_DBUS_CALL_FLAGS_NONE,
						     -1, NULL, &error))
		return hub_outcome(FALSE, error);
	return COMMAND_OK;
}

/* "acceleration=50", "acceleration=on", "ppg=off". Says what is wrong with others. */
static gboolean take_stream(GVariantDict *streams, const char *text)
{
	static const char *const names[] = {
	    "ecg", "acceleration", "angular_rate", "magnetic_field", "ppg", "intervals", NULL};
	g_auto(GStrv) parts = g_strsplit(text, "=", 2);
	GVariantDict one;
	guint64 rate_hz = 0;
	gboolean off;

	off = parts[0] && parts[1] && g_str_equal(parts[1], "off");
	if (!parts[0] || !parts[1] ||
	    (!off && !g_str_equal(parts[1], "on") &&
	     !g_ascii_string_to_unsigned(parts[1], 10, 1, 4000, &rate_hz, NULL))) {
		g_printerr("twinctl wearable set: \"%s\" is not STREAM=on, =off or =HZ\n", text);
		return FALSE;
	}
	g_strdelimit(parts[0], "-", '_');
	if (!g_strv_contains(names, parts[0])) {
		g_autofree char *known = g_strjoinv(", ", (char **)names);

		g_printerr("twinctl wearable set: there is no stream \"%s\": %s are\n", parts[0],
			   known);
		return FALSE;
	}
	g_variant_dict_init(&one, NULL);
	g_variant_dict_insert(&one, "on", "b", !off);
	g_variant_dict_insert(&one, "rate_hz", "u", (guint32)rate_hz);
	g_variant_dict_insert_value(streams, parts[0], g_variant_dict_end(&one));
	return TRUE;
}

int wearable_set(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl wearable set",
	    .operands = "ADDRESS [STREAM=on|off|HZ...]",
	    .summary = "Says what a wearable streams: ecg, acceleration, angular_rate, "
		       "magnetic_field, ppg, intervals; without any, what is usual.",
	    .operands_min = 1,
	    .operands_max = -1};
	g_autoptr(GVariantDict) streams = g_variant_dict_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	g_autofree char *address = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	for (int i = 2; i < argc; i++)
		if (!take_stream(streams, argv[i]))
			return COMMAND_USAGE;
	address = g_ascii_strup(argv[1], -1);
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_configure_wearable_sync(hub, address, g_variant_dict_end(streams),
							  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error))
		return hub_outcome(FALSE, error);
	return COMMAND_OK;
}
