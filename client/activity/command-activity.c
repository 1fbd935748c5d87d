/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include "client/activity/activity-days.h"
#include "client/activity/activity-test.h"
#include "client/arguments.h"
#include "client/hub.h"
#include "client/line-reader.h"
#include "client/print.h"
#include "client/time-option.h"
#include "health-models/motion/activity/intensity.h"
#include "report/report-text.h"

struct activity {
	GArray *days; /* of struct activity_day */
	GTimeZone *zone;
	gboolean json;
};

static void take_line(const char *text, gsize size, gpointer data)
{
	struct activity *activity = data;

	if (activity->json)
		g_print("%.*s\n", (int)size, text);
	else
		activity_days_add(activity->days, text, size, activity->zone);
}

static char *minutes_text(double seconds)
{
	return g_strdup_printf("%.0f min", seconds / 60);
}

static char **day_row(const struct activity_day *day)
{
	g_autofree char *steps = g_strdup_printf("%" G_GUINT64_FORMAT, day->steps);
	g_autofree char *soft = g_strdup_printf("%" G_GUINT64_FORMAT, day->soft_steps);
	g_autofree char *active = minutes_text(day->active_s);
	g_autofree char *moderate = minutes_text(day->level_s[INTENSITY_MODERATE]);
	g_autofree char *vigorous = minutes_text(day->level_s[INTENSITY_VIGOROUS]);
	g_autofree char *worn = minutes_text(day->worn_s);
	g_autofree char *falls = g_strdup_printf("%u", day->falls);

	return table_row(day->date, steps, soft, active, moderate, vigorous, falls, worn, NULL);
}

static void print_days(const GArray *days)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);

	if (days->len == 0) {
		g_print("There is no activity: no motion sensor was worn.\n");
		return;
	}
	g_ptr_array_add(rows, table_row("DAY", "STEPS", "SOFT", "ACTIVE", "MODERATE", "VIGOROUS",
					"FALLS", "WORN", NULL));
	for (guint i = 0; i < days->len; i++)
		g_ptr_array_add(rows, day_row(&g_array_index(days, struct activity_day, i)));
	print_table(rows);
	g_print("A fall is what nobody cancelled in time: most are none. Not a medical device.\n");
}

static gboolean print_activity(HtHub1 *hub, const struct hub_person *person, const char *since,
			       gboolean json, GError **error)
{
	static const char *const what[] = {"activity", "fall", NULL};
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(struct activity_day));
	g_autoptr(GTimeZone) zone = report_zone(person->zone);
	struct activity activity = {.days = days, .zone = zone, .json = json};
	gint64 since_utc_us;
	int fd;

	if (!time_option_parse(since, "--since", person->zone, &since_utc_us, error))
		return FALSE;
	fd = hub_read_records(hub, person->id, what, since_utc_us, 0, error);
	if (fd < 0 || !line_reader_read_all(fd, take_line, &activity, error))
		return FALSE;
	if (!json)
		print_days(days);
	return TRUE;
}

static int run_show(int argc, char **argv)
{
	g_autofree char *since = NULL;
	gboolean json = FALSE, ok;
	const GOptionEntry options[] = {
	    {"since", 0, 0, G_OPTION_ARG_STRING, &since,
	     "from this time on, in the person's zone (all that is stored)", "ISO"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json,
	     "print one JSON object a line, minute by minute", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {.command = "twinctl activity show",
					    .operands = "[PERSON]",
					    .summary = "Lists steps, active minutes and falls by "
						       "day.",
					    .options = options,
					    .operands_max = 1};
	g_auto(HubVisit) visit = {0};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	ok = hub_visit(&visit, argc > 1 ? argv[1] : NULL) &&
	     print_activity(visit.hub, &visit.person, since, json, &visit.error);
	return hub_outcome(ok, visit.error);
}

static int run_cancel_fall(int argc, char **argv)
{
	const struct arguments arguments = {
	    .command = "twinctl activity cancel-fall",
	    .operands = "[PERSON]",
	    .summary = "Says that the person is all right: nobody is alerted of the fall.",
	    .operands_max = 1};
	g_auto(HubVisit) visit = {0};
	gboolean cancelled = FALSE;

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	if (!hub_visit(&visit, argc > 1 ? argv[1] : NULL) ||
	    !ht_hub1_call_cancel_fall_sync(visit.hub, visit.person.id, G_DBUS_CALL_FLAGS_NONE, -1,
					   &cancelled, NULL, &visit.error))
		return hub_outcome(FALSE, visit.error);
	g_print("%s\n", cancelled ? "The fall is cancelled."
				  : "Nothing was asked: there is no fall "
				    "to cancel.");
	return COMMAND_OK;
}

int command_activity(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"show", "steps, active minutes and falls by day", run_show},
	    {"test", "a guided test: walk, chair stand, up and go", activity_test},
	    {"cancel-fall", "the person is all right", run_cancel_fall},
	};

	return command_dispatch("twinctl activity", commands, G_N_ELEMENTS(commands), argc, argv);
}
