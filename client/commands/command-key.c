/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/hub.h"
#include "client/keys/key-call.h"
#include "client/keys/key-pair.h"
#include "client/keys/key-print.h"
#include "client/keys/passphrase.h"
#include "client/print.h"
#include "common/glib/ht-error.h"

static int run_list(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry options[] = {
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON array", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl key list",
					    .operands = "",
					    .summary = "Lists the ways to the hub's keys.",
					    .options = options};
	g_autoptr(GVariant) slots = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !ht_hub1_call_list_key_slots_sync(hub, G_DBUS_CALL_FLAGS_NONE, -1, &slots, NULL,
						      &error))
		return hub_outcome(FALSE, error);
	if (json)
		print_json(slots);
	else
		key_print_slots(slots);
	return COMMAND_OK;
}

/* Adds the slot and says its number, or the words. */
static int add(HtHub1 *hub, struct key_proof *proof, const char *kind, int secret_fd,
	       const char *label)
{
	g_autoptr(GError) error = NULL;
	guint slot = 0;
	int words = -1;

	if (!key_call_add(hub, proof, kind, secret_fd, label, &slot, &words, &error))
		return hub_outcome(FALSE, error);
	if (g_str_equal(kind, "recovery"))
		return key_print_words(words) ? COMMAND_OK : COMMAND_FAILED;
	g_print("slot %u\n", slot);
	return COMMAND_OK;
}

static int run_recovery(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	g_autofree char *label = NULL;
	const GOptionEntry options[] = {
	    {"label", 0, 0, G_OPTION_ARG_STRING, &label, "what to call it", "TEXT"},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl key recovery",
					    .operands = "",
					    .summary =
						"Makes a recovery code and shows its words, once.",
					    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	int status;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !key_proof_get(&proof, FALSE, &error))
		return hub_outcome(FALSE, error);
	status = add(hub, &proof, "recovery", -1, label);
	key_proof_clear(&proof);
	return status;
}

static int run_passphrase(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	gboolean another = FALSE;
	g_autofree char *label = NULL;
	int new_fd = -1;
	const GOptionEntry options[] = {
	    {"add", 0, 0, G_OPTION_ARG_NONE, &another, "one more, instead of another one", NULL},
	    {"label", 0, 0, G_OPTION_ARG_STRING, &label, "with --add: what to call it", "TEXT"},
	    {"new-passphrase-fd", 0, 0, G_OPTION_ARG_INT, &new_fd,
	     "read the new one from this descriptor instead of the terminal", "N"},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl key passphrase",
					    .operands = "",
					    .summary = "Changes the passphrase, or adds one.",
					    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	gboolean ask;
	int status = COMMAND_OK;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!another && (label || proof.recovery || proof.escrow_fd >= 0)) {
		g_printerr("twinctl key passphrase: who has no passphrase to change adds one: "
			   "--add\n");
		return COMMAND_USAGE;
	}
	ask = new_fd < 0;
	hub = hub_connect(&error);
	if (!hub || !key_proof_get(&proof, FALSE, &error))
		return hub_outcome(FALSE, error);
	if (ask)
		new_fd = passphrase_ask(TRUE, &error);
	if (new_fd >= 0 && another)
		status = add(hub, &proof, "passphrase", new_fd, label);
	else if (new_fd < 0 || !key_call_change_passphrase(hub, &proof, new_fd, &error))
		status = hub_outcome(FALSE, error);
	key_proof_clear(&proof);
	if (ask && new_fd >= 0)
		close(new_fd);
	return status;
}

static int run_credential(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	g_autofree char *label = NULL;
	int key_fd = -1, fd = -1, status;
	const GOptionEntry options[] = {
	    {"label", 0, 0, G_OPTION_ARG_STRING, &label, "what to call it", "TEXT"},
	    {"key-fd", 0, 0, G_OPTION_ARG_INT, &key_fd,
	     "a key from this descriptor, instead of the one that systemd gave the hub", "N"},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl key credential",
	    .operands = "",
	    .summary = "Lets the hub unlock itself at start by a systemd credential.",
	    .options = options};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (!hub || !key_proof_get(&proof, FALSE, &error))
		return hub_outcome(FALSE, error);
	if (key_fd >= 0)
		fd = key_from_fd(key_fd, "--key-fd", &error);
	status = error ? hub_outcome(FALSE, error) : add(hub, &proof, "credential", fd, label);
	key_proof_clear(&proof);
	if (fd >= 0)
		close(fd);
	return status;
}

static int open_public_key(const char *path, GError **error)
{
	int file = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	int fd;

	if (file < 0) {
		ht_error_set_errno(error, -errno, path);
		return -1;
	}
	fd = key_from_fd(file, path, error);
	close(file);
	return fd;
}

static int run_escrow(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	g_autofree char *label = NULL;
	const GOptionEntry options[] = {
	    {"label", 0, 0, G_OPTION_ARG_STRING, &label, "whose key it is", "TEXT"},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl key escrow",
	    .operands = "PUBLIC-KEY-FILE",
	    .summary = "Lets the owner of a key pair, a clinician, open the hub.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	int fd = -1, status;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	if (hub)
		fd = open_public_key(argv[1], &error);
	if (fd < 0 || !key_proof_get(&proof, FALSE, &error))
		return hub_outcome(FALSE, error);
	status = add(hub, &proof, "escrow", fd, label);
	key_proof_clear(&proof);
	close(fd);
	return status;
}

static int run_remove(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	const GOptionEntry options[] = {KEY_PROOF_OPTIONS(&proof), G_OPTION_ENTRY_NULL};
	const struct arguments arguments = {.command = "twinctl key remove",
					    .operands = "SLOT",
					    .summary =
						"Removes a way to the keys; see twinctl key list.",
					    .options = options,
					    .operands_min = 1,
					    .operands_max = 1};
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	guint64 slot = 0;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!g_ascii_string_to_unsigned(argv[1], 10, 1, G_MAXUINT16, &slot, NULL)) {
		g_printerr("twinctl key remove: \"%s\" is no slot's number: see twinctl key list\n",
			   argv[1]);
		return COMMAND_USAGE;
	}
	hub = hub_connect(&error);
	ok = hub && key_proof_get(&proof, FALSE, &error) &&
	     key_call_remove(hub, &proof, (guint)slot, &error);
	key_proof_clear(&proof);
	return hub_outcome(ok, error);
}

static int run_rotate(int argc, char **argv)
{
	struct key_proof proof = KEY_PROOF_NONE;
	gboolean new_recovery = FALSE;
	const GOptionEntry options[] = {
	    {"new-recovery", 0, 0, G_OPTION_ARG_NONE, &new_recovery,
	     "make a new recovery code and show it, once", NULL},
	    KEY_PROOF_OPTIONS(&proof),
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl key rotate",
	    .operands = "",
	    .summary = "Gives the hub another data key, for when the one it has may have leaked.",
	    .options = options};
	g_autoptr(GVariant) dropped = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(HtHub1) hub = NULL;
	int words = -1;
	gboolean ok;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	hub = hub_connect(&error);
	ok = hub && key_proof_get(&proof, FALSE, &error) &&
	     key_call_rotate(hub, &proof, new_recovery, &dropped, &words, &error);
	key_proof_clear(&proof);
	if (!ok)
		return hub_outcome(FALSE, error);
	if (g_variant_n_children(dropped) > 0) {
		g_print("These do not open the hub any more:\n");
		key_print_slots(dropped);
	}
	if (new_recovery && words < 0) {
		g_printerr("twinctl: a rotation that was cut off is finished now, without a new "
			   "recovery code: make one with twinctl key recovery\n");
		return COMMAND_FAILED;
	}
	return !new_recovery || key_print_words(words) ? COMMAND_OK : COMMAND_FAILED;
}

int command_key(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"list", "the ways to the hub's keys", run_list},
	    {"passphrase", "change the passphrase, or add one", run_passphrase},
	    {"recovery", "make a recovery code", run_recovery},
	    {"credential", "let the hub unlock itself at start", run_credential},
	    {"escrow", "let a clinician open the hub", run_escrow},
	    {"pair", "make a key pair for an escrow; needs no hub", command_key_pair},
	    {"remove", "take a way away", run_remove},
	    {"rotate", "another data key, after a leak", run_rotate},
	};

	return command_dispatch("twinctl key", commands, G_N_ELEMENTS(commands), argc, argv);
}
