/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/arguments.h"
#include "client/hub.h"
#include "client/line-reader.h"
#include "client/live-line.h"
#include "client/print.h"
#include "client/time-option.h"
#include "programme/trust-words.h"
#include "report/report-text.h"

/* Of what is still measuring, one in so long is shown: a sensor that is worn for hours would bury
 * the rest. */
#define EVERY_US (60 * G_USEC_PER_SEC)

struct readings {
	GPtrArray *rows; /* of a table */
	GTimeZone *zone;
	GHashTable *shown; /* quantities -> time of the newest reading shown, in microseconds */
	gboolean json, all;
	guint left_out;
};

static gboolean is_shown(struct readings *readings, const struct live_words *reading)
{
	gint64 *shown = g_hash_table_lookup(readings->shown, reading->quantities);

	if (readings->all || !reading->measuring)
		return TRUE;
	if (shown && reading->t_utc_us - *shown < EVERY_US) {
		readings->left_out++;
		return FALSE;
	}
	if (!shown) {
		shown = g_new(gint64, 1);
		g_hash_table_insert(readings->shown, g_strdup(reading->quantities), shown);
	}
	*shown = reading->t_utc_us;
	return TRUE;
}

static char *time_text(gint64 utc_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	return local ? g_date_time_format(local, "%Y-%m-%d %H:%M:%S") : g_strdup("?");
}

static void take_line(const char *text, gsize size, gpointer data)
{
	struct readings *readings = data;
	g_autofree char *time = NULL;
	struct live_line line;

	if (!live_line_parse(&line, text, size, NULL))
		return;
	if (line.type == LIVE_READING && readings->json) {
		g_print("%.*s\n", (int)size, text);
	} else if (line.type == LIVE_READING && is_shown(readings, &line.words)) {
		time = time_text(line.words.t_utc_us, readings->zone);
		g_ptr_array_add(
		    readings->rows,
		    table_row(time, line.words.text,
			      line.words.trust[0] ? ht_trust_words_of(line.words.trust) : "-",
			      NULL));
	}
	live_line_clear(&line);
}

static void print_rows(const struct readings *readings)
{
	if (readings->rows->len == 1) {
		g_print("There are no readings.\n");
		return;
	}
	print_table(readings->rows);
	if (readings->left_out > 0)
		g_print("%u more that were still measuring: --all shows them.\n",
			readings->left_out);
}

static gboolean print_readings(HtHub1 *hub, const struct hub_person *person, const char *since,
			       struct readings *readings, GError **error)
{
	static const char *const what[] = {"reading", NULL};
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autoptr(GTimeZone) zone = report_zone(person->zone);
	g_autoptr(GHashTable) shown =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	gint64 since_utc_us;
	int fd;

	readings->rows = rows;
	readings->zone = zone;
	readings->shown = shown;
	if (!time_option_parse(since, "--since", person->zone, &since_utc_us, error))
		return FALSE;
	fd = hub_read_records(hub, person->id, what, since_utc_us, 0, error);
	g_ptr_array_add(rows, table_row("TIME", "READING", "TRUST", NULL));
	if (fd < 0 || !line_reader_read_all(fd, take_line, readings, error))
		return FALSE;
	if (!readings->json)
		print_rows(readings);
	return TRUE;
}

int command_readings(int argc, char **argv)
{
	g_autofree char *since = NULL;
	struct readings readings = {0};
	gboolean ok;
	const GOptionEntry options[] = {
	    {"since", 0, 0, G_OPTION_ARG_STRING, &since,
	     "from this time on, in the person's zone (all that is stored)", "ISO"},
	    {"all", 0, 0, G_OPTION_ARG_NONE, &readings.all,
	     "of what is still measuring, too, more than one a minute", NULL},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &readings.json,
	     "print one JSON object a line, of all of them", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl readings",
	    .operands = "[PERSON]",
	    .summary = "Lists pressure, weight, temperature and other single values.",
	    .options = options,
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	     print_readings(visit.hub, &visit.person, since, &readings, &visit.error);
	return hub_outcome(ok, visit.error);
}
