/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of health-twind. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	char *bus_address; /* NULL = the system bus */
	char *state_dir;
	char *config_path; /* NULL = the default file, if it is there */
	int passphrase_fd; /* -1 = none */
	gboolean create_keys;
	gboolean virtual_time;
	gint64 virtual_start_utc_ns;
	gboolean show_version;
} HtOptions;

/* (transfer full) Reads and checks the command line. An error is bad usage. Exits by itself on
 * --help only, as GOptionContext does. */
HtOptions *ht_options_parse(int *argc, char ***argv, GError **error);
void ht_options_free(HtOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtOptions, ht_options_free)

G_END_DECLS
