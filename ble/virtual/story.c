/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/story.h"

#include <string.h>

static const char *const act_names[] = {
    [ACT_REST] = "rest",
    [ACT_EXERCISE] = "exercise",
    [ACT_ECTOPICS] = "ectopics",
    [ACT_COUPLETS] = "couplets",
    [ACT_RUN] = "run",
    [ACT_IRREGULAR] = "irregular",
    [ACT_CONTACT_LOST] = "contact-lost",
    [ACT_LINK_LOST] = "link-lost",
};

/* Seventeen minutes of a day in rehabilitation. */
static const char day[] = "rest 120 rate=64\n"
			  "ectopics 60 count=4\n"
			  "rest 30\n"
			  "exercise 210 rate=128\n"
			  "couplets 50 count=3\n"
			  "rest 150 rate=76 effort=10\n"
			  "run 40 count=5\n"
			  "rest 60 rate=70 effort=0\n"
			  "irregular 150 rate=96\n"
			  "rest 60 rate=70\n"
			  "contact-lost 8\n"
			  "link-lost 12\n"
			  "rest 70 rate=66\n";

/* Everything once, in little more than a minute: for tests. */
static const char brief[] = "rest 15 rate=66\n"
			    "exercise 12 rate=110\n"
			    "couplets 8 count=1\n"
			    "run 10 count=4\n"
			    "irregular 15 rate=100\n"
			    "contact-lost 3\n"
			    "link-lost 4\n"
			    "rest 8 rate=70 effort=0\n";

static const char steady[] = "rest 600 rate=60\n";

const char *story_builtin(const char *name)
{
	if (strcmp(name, "day") == 0)
		return day;
	if (strcmp(name, "brief") == 0)
		return brief;
	return strcmp(name, "steady") == 0 ? steady : NULL;
}

int story_act_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(act_names) / sizeof(act_names[0]); i++) {
		if (strlen(act_names[i]) == length && memcmp(act_names[i], name, length) == 0)
			return (int)i;
	}
	return -1;
}

const char *story_act_name(enum story_act_kind kind)
{
	return act_names[kind];
}

uint64_t story_seconds(const struct story *story)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < story->acts; i++)
		sum += story->act[i].seconds;
	return sum;
}
