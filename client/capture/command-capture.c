/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <unistd.h>

#include "client/arguments.h"
#include "client/capture/capture-open.h"
#include "client/capture/capture-run.h"
#include "client/hub.h"
#include "client/private-file.h"
#include "client/keys/seal-secret.h"

struct capture_arguments {
	const char *person;
	char *output;
	int seconds;
	gboolean plaintext;
	struct seal_secret secret;
};

static void say_result(const struct capture_arguments *a, const struct capture_run *run)
{
	switch (run->reason) {
	case CAPTURE_CONSENT_OVER:
		g_printerr("twinctl: the capture has ended: the person's consent is over\n");
		break;
	case CAPTURE_HUB_STOPPED:
		g_printerr("twinctl: the capture has ended: the hub was stopped\n");
		break;
	case CAPTURE_HUB_GONE:
		g_printerr("twinctl: the capture has ended: the hub is gone\n");
		break;
	case CAPTURE_ASKED:
		break;
	}
	g_print("%s: %" G_GUINT64_FORMAT " notifications, %" G_GUINT64_FORMAT " lost\n", a->output,
		run->notifications, run->lost);
}

static gboolean capture_into(int fd, HtPrivateFile *file, struct capture_arguments *a,
			     struct capture_run *run, GError **error)
{
	if (!a->plaintext && (!seal_secret_get(&a->secret, TRUE, error) ||
			      !ht_private_file_seal(file, a->secret.by, a->secret.secret, error))) {
		close(fd);
		return FALSE;
	}
	g_printerr("twinctl: capturing; Ctrl-C ends it\n");
	return capture_run(fd, file, a->seconds, run, error);
}

/* The hub is asked before anybody types a passphrase in vain. */
static gboolean capture(HtHub1 *hub, struct capture_arguments *a, const char *person,
			struct capture_run *run, GError **error)
{
	g_autoptr(HtPrivateFile) file = ht_private_file_create(a->output, error);
	int fd;

	if (!file)
		return FALSE;
	fd = hub_open_capture(hub, person, error);
	if (fd >= 0 && capture_into(fd, file, a, run, error))
		return TRUE;
	/* What was captured before the disk was full is of use. */
	if (run->notifications == 0)
		ht_private_file_discard(file);
	return FALSE;
}

static int run_capture(struct capture_arguments *a)
{
	g_auto(HubVisit) visit = {0};
	struct capture_run run = {0};
	gboolean ok = hub_visit(&visit, a->person) &&
		      capture(visit.hub, a, visit.person.id, &run, &visit.error);

	if (ok) {
		say_result(a, &run);
		return run.reason == CAPTURE_HUB_GONE ? COMMAND_FAILED : COMMAND_OK;
	}
	hub_print_error(visit.error);
	return COMMAND_FAILED;
}

static gboolean check(const struct capture_arguments *a)
{
	const char *wrong = NULL;

	if (!a->output)
		wrong = "--output FILE is missing";
	else if (a->seconds < 0)
		wrong = "--seconds must not be negative";
	else if (a->plaintext && (a->secret.passphrase_fd >= 0 || a->secret.key_fd >= 0))
		wrong = "--plaintext needs no passphrase and no key";
	if (wrong)
		g_printerr("twinctl capture: %s\n", wrong);
	return wrong == NULL;
}

static int parse_and_run(int argc, char **argv, struct capture_arguments *a)
{
	const GOptionEntry options[] = {
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &a->output, "the file to write, a new one",
	     "FILE"},
	    {"seconds", 0, 0, G_OPTION_ARG_INT, &a->seconds, "end after so long", "N"},
	    {"plaintext", 0, 0, G_OPTION_ARG_NONE, &a->plaintext,
	     "do not seal it: whoever has the file reads it", NULL},
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &a->secret.passphrase_fd,
	     "read the passphrase to seal it with from this descriptor", "N"},
	    {"key-fd", 0, 0, G_OPTION_ARG_INT, &a->secret.key_fd,
	     "seal it with a key of 32 bytes from this descriptor", "N"},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl capture",
	    .operands = "[PERSON]",
	    .summary = "Writes what goes over the air between the hub and a person's wearables "
		       "into a sealed file.\ntwinctl capture open SEALED OUT makes a plain one.",
	    .options = options,
	    .operands_max = 1};

	if (!arguments_parse(&arguments, &argc, &argv) || !check(a))
		return COMMAND_USAGE;
	a->person = argc > 1 ? argv[1] : NULL;
	return run_capture(a);
}

int command_capture(int argc, char **argv)
{
	struct capture_arguments a = {.secret = {.passphrase_fd = -1, .key_fd = -1}};
	int status;

	if (argc > 1 && g_str_equal(argv[1], "open"))
		return command_capture_open(argc - 1, argv + 1);
	status = parse_and_run(argc, argv, &a);
	seal_secret_clear(&a.secret);
	g_free(a.output);
	return status;
}
