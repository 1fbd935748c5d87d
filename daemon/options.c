/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/options.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"

#include <fcntl.h>

#define VIRTUAL_START_DEFAULT "2026-01-01T00:00:00Z"
#define STATE_DIR_DEFAULT     "/var/lib/health-twin"

static gboolean set_virtual_start(HtOptions *options, const char *text, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) start = g_date_time_new_from_iso8601(text, utc);

	/* Years outside these would not fit nanoseconds in 64 bits with room to spare. */
	if (!start || g_date_time_get_year(start) < 1970 || g_date_time_get_year(start) > 2200) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--virtual-time: '%s' is no time like %s", text, VIRTUAL_START_DEFAULT);
		return FALSE;
	}
	options->virtual_start_utc_ns = g_date_time_to_unix(start) * NS_PER_S +
					g_date_time_get_microsecond(start) * (gint64)1000;
	return TRUE;
}

static gboolean virtual_time_given(const char *name, const char *value, gpointer data,
				   GError **error)
{
	HtOptions *options = data;

	(void)name;
	options->virtual_time = TRUE;
	return set_virtual_start(options, value ? value : VIRTUAL_START_DEFAULT, error);
}

static GOptionContext *make_context(HtOptions *options)
{
	const GOptionEntry entries[] = {
	    {"bus-address", 0, 0, G_OPTION_ARG_STRING, &options->bus_address,
	     "Use this private bus instead of the system bus", "ADDRESS"},
	    {"state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir,
	     "Where keys and database lie (default " STATE_DIR_DEFAULT ")", "DIR"},
	    {"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &options->passphrase_fd,
	     "Read the passphrase from this descriptor and unlock at start", "N"},
	    {"create-keys", 0, 0, G_OPTION_ARG_NONE, &options->create_keys,
	     "Make new keys on a hub that has none (with --passphrase-fd)", NULL},
	    {"virtual-time", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK,
	     (gpointer)virtual_time_given,
	     "Let recorded samples drive the clock (private bus only; default " //
	     VIRTUAL_START_DEFAULT ")",
	     "START"},
	    {"config", 0, 0, G_OPTION_ARG_FILENAME, &options->config_path,
	     "Settings (default /etc/health-twin/health-twin.conf)", "FILE"},
	    {"version", 0, 0, G_OPTION_ARG_NONE, &options->show_version, "Print the version", NULL},
	    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	GOptionContext *context =
	    g_option_context_new("- the keeper of a household's health twins");
	GOptionGroup *group = g_option_group_new("health-twind", "", "", options, NULL);

	g_option_group_add_entries(group, entries);
	g_option_context_set_main_group(context, group);
	g_option_context_set_description(context, "Health Twin is not a medical device.");
	return context;
}

static gboolean check(const HtOptions *options, int argc, char **argv, GError **error)
{
	const char *problem = NULL;

	if (argc > 1) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "'%s': health-twind takes options only", argv[1]);
		return FALSE;
	}
	if (options->virtual_time && !options->bus_address)
		problem = "--virtual-time is refused on the system bus; give --bus-address too";
	else if (options->create_keys && options->passphrase_fd < 0)
		problem = "--create-keys needs --passphrase-fd";
	else if (options->passphrase_fd < -1 ||
		 (options->passphrase_fd >= 0 && fcntl(options->passphrase_fd, F_GETFD) < 0))
		problem = "--passphrase-fd: that descriptor is not open";
	if (!problem)
		return TRUE;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
	return FALSE;
}

HtOptions *ht_options_parse(int *argc, char ***argv, GError **error)
{
	g_autoptr(HtOptions) options = g_new0(HtOptions, 1);
	g_autoptr(GOptionContext) context = NULL;

	options->passphrase_fd = -1;
	context = make_context(options);
	if (!g_option_context_parse(context, argc, argv, error) ||
	    !check(options, *argc, *argv, error))
		return NULL;
	if (!options->state_dir)
		options->state_dir = g_strdup(STATE_DIR_DEFAULT);
	return g_steal_pointer(&options);
}

void ht_options_free(HtOptions *options)
{
	if (!options)
		return;
	g_free(options->bus_address);
	g_free(options->state_dir);
	g_free(options->config_path);
	g_free(options);
}
