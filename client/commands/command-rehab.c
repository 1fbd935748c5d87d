/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/command.h"

#include <glib.h>

#include "client/rehab/rehab.h"
#include "client/rehab/rehab-told.h"

int command_rehab(int argc, char **argv)
{
	static const struct command commands[] = {
	    {"start", "do a session of an exercise", rehab_start},
	    {"record-reference", "record how a person does an exercise well",
	     rehab_record_reference},
	    {"forget-reference", "delete that", rehab_forget_reference},
	    {"history", "the sessions of a person", rehab_history},
	    {"plan", "what is due, and why", rehab_plan},
	    {"rpe", "tell how hard a session was", rehab_rpe},
	    {"symptom", "end a session for a symptom", rehab_symptom},
	    {"stop", "end a session at once", rehab_stop},
	    {"release", "let sessions begin again", rehab_release},
	    {"mode", "may the dose change by itself", rehab_mode},
	};

	return command_dispatch("twinctl rehab", commands, G_N_ELEMENTS(commands), argc, argv);
}
