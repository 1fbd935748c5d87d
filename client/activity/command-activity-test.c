/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twinctl activity test: a guided test, told as it goes. */
#include "client/activity/activity-test.h"

#include "client/analyze/guided-live.h"
#include "client/analyze/guided-print.h"
#include "client/arguments.h"
#include "client/command.h"
#include "client/hub.h"

#include <stdio.h>

static const char *start_words(HtGuided test)
{
	switch (test) {
	case HT_GUIDED_NONE:
		break;
	case HT_GUIDED_WALK:
		return "Six minutes begin with your first step. Walk as far as you can; stop and "
		       "rest when you need to.";
	case HT_GUIDED_CHAIR:
		return "Go: stand up fully and sit down again, as often as you can, for 30 s.";
	case HT_GUIDED_UP_AND_GO:
		return "Go: stand up, walk three metres, turn, walk back, sit down, sit still.";
	}
	return "";
}

static void tell_state(gpointer context, enum guided_state state)
{
	const HtGuidedWishes *wishes = context;

	switch (state) {
	case GUIDED_WAITING:
		fprintf(stderr, "%s\n",
			wishes->test == HT_GUIDED_WALK ? start_words(wishes->test)
						       : "Sit still, with your back at the chair.");
		break;
	case GUIDED_READY:
		fprintf(stderr, "%s\n", start_words(wishes->test));
		break;
	case GUIDED_RUNNING:
		fprintf(stderr, "It has begun.\n");
		break;
	case GUIDED_DONE:
		fprintf(stderr, "That was it.\n");
		break;
	case GUIDED_REFUSED:
		break;
	}
}

static void tell_minute(gpointer context, guint minutes)
{
	(void)context;
	fprintf(stderr, "%u of 6 minutes.\n", minutes);
}

static gboolean run(HtHub1 *hub, const struct hub_person *person, HtGuidedWishes *wishes,
		    gboolean json, GError **error)
{
	const HtGuidedListener listener = {
	    .context = wishes, .state = tell_state, .minute = tell_minute};
	HtGuidedResult result;
	int fd = hub_open_live(hub, person->id, error);

	if (fd < 0 || !ht_guided_live(fd, wishes, &listener, &result, error))
		return FALSE;
	if (json)
		ht_guided_print_json(&result, person->name);
	else
		ht_guided_print_text(&result, person->name);
	return TRUE;
}

int activity_test(int argc, char **argv)
{
	HtGuidedWishes wishes = {.go_s = -1};
	gboolean json = FALSE, ok;
	const GOptionEntry options[] = {
	    {"step-length", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.step_m,
	     "of the six-minute walk: length of a step, to tell the distance by", "M"},
	    {"json", 0, 0, G_OPTION_ARG_NONE, &json, "print the result as one JSON object", NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct arguments arguments = {
	    .command = "twinctl activity test",
	    .operands = "TEST [PERSON]",
	    .summary = "Guides through six-minute-walk, chair-stand or timed-up-and-go.",
	    .options = options,
	    .operands_min = 1,
	    .operands_max = 2};
	g_auto(HubVisit) visit = {0};

	if (!arguments_parse(&arguments, &argc, &argv))
		return COMMAND_USAGE;
	wishes.test = ht_guided_parse(argv[1]);
	if (wishes.test == HT_GUIDED_NONE || !(wishes.step_m >= 0 && wishes.step_m <= 2)) {
		g_printerr("twinctl activity test: give six-minute-walk, chair-stand or "
			   "timed-up-and-go, and a --step-length of up to 2 m\n");
		return COMMAND_USAGE;
	}
	ok = hub_visit(&visit, argc > 2 ? argv[2] : NULL) &&
	     run(visit.hub, &visit.person, &wishes, json, &visit.error);
	return hub_outcome(ok, visit.error);
}
