/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/rehab-words.h"

typedef struct {
	const char *name, *words;
} Entry;

static const Entry labels[] = {
    [REP_OK] = {"ok", "Good."},
    [REP_PARTIAL] = {"partial", "Go further the next time."},
    [REP_FAST] = {"fast", "Slower."},
    [REP_SLOW] = {"slow", "A little faster."},
    [REP_JERKY] = {"jerky", "Move evenly, without jerks."},
    [REP_COMPENSATED] = {"compensated", "Only the limb moves: keep the body quiet."},
    [REP_TOO_FAR] = {"too_far", "Not so far: stay within the range that is allowed."},
    [REP_NOT_SCORED] = {"not_scored", "Counted, not scored."},
};

static const Entry reasons[] = {
    [SET_REASON_NONE] = {"none", ""},
    [SET_REASON_TOO_SMALL] = {"too_small", "Not counted: the movement was far too small."},
    [SET_REASON_TOO_SHORT] = {"too_short", "Not counted: that was a knock, not a movement."},
    [SET_REASON_NOT_READY] = {"not_ready", "Not counted: hold still first, until it says ready."},
    [SET_REASON_OTHER_MOVEMENT] = {"other_movement",
				   "Not counted: that was another movement than the reference."},
    [SET_REASON_BAD_UNITS] = {"bad_units", "What the sensor sends cannot be acceleration in m/s2: "
					   "check which sensor it is, and its settings."},
    [SET_REASON_UPSIDE_DOWN] = {"upside_down",
				"The sensor is upside down: turn it over and hold still."},
    [SET_REASON_OTHER_SIDE] =
	{"other_side",
	 "Not counted: the sensor moves the other way round than in the reference. Wear it "
	 "on the side of the reference, or choose the other side."},
    [SET_REASON_MISPLACED] = {"misplaced", "The sensor does not sit as in the reference: put it on "
					   "as then, or record a new reference."},
    [SET_REASON_HOLE] = {"hole", "Samples are missing: come nearer to the hub."},
    [SET_REASON_WRONG_RATE] =
	{"wrong_rate", "The sensor sends at another rate than it says: switch it off and on."},
    [SET_REASON_CLOCKS_APART] = {"clocks_apart",
				 "The two sensors' clocks do not fit together: the trunk is not "
				 "judged."},
    [SET_REASON_NO_RATE] = {"no_rate", "This exercise turns about the vertical: wear a sensor that "
				       "measures angular rate, too."},
    [SET_REASON_STOPPED_HALFWAY] = {"stopped_halfway",
				    "Not counted: stopped half-way. Go back to the start."},
};

static const Entry faults[] = {
    [REFERENCE_GOOD] = {"good", "The reference is kept."},
    [REFERENCE_NOT_STILL] = {"not_still",
			     "Moved during the still pose: hold still for three seconds before the "
			     "first repetition, and record it again."},
    [REFERENCE_NO_MOVEMENT] =
	{"no_movement", "No movement can be told from the sensor: less than 4 degrees. Check "
			"where it sits, and record it again."},
    [REFERENCE_UNLIKE] = {"unlike",
			  "The accepted repetitions are not alike: accept only those that "
			  "were done well, or record it again."},
    [REFERENCE_HOLES] = {"holes",
			 "Samples are missing in it: come nearer to the hub, and record it "
			 "again."},
    [REFERENCE_BAD_UNITS] = {"bad_units", "What the sensor sends cannot be acceleration in m/s2: "
					  "check which sensor it is, and its settings."},
    [REFERENCE_NO_RATE] = {"no_rate", "This exercise turns about the vertical: wear a sensor that "
				      "measures angular rate, too, and record it again."},
    [REFERENCE_TOO_SHORT] = {"too_short", "A repetition is not whole, or there is too little before "
					  "the first: hold still for three seconds, go there and "
					  "back, and record it again."},
};

static const char *const parts[] = {
    [EXERCISE_PART_ROM] = "rom",
    [EXERCISE_PART_TEMPO] = "tempo",
    [EXERCISE_PART_SHAPE] = "shape",
    [EXERCISE_PART_SMOOTHNESS] = "smoothness",
    [EXERCISE_PART_COMPENSATION] = "compensation",
};

static const char *const sides[] = {"", "left", "right"};

static const Entry ends[] = {
    [SESSION_END_DONE] = {"done", "Done: every set."},
    [SESSION_END_FINISHED] = {"finished", "Finished early."},
    [SESSION_END_STOPPED] = {"stopped", "Stopped: the next session needs a release."},
    [SESSION_END_LEFT] = {"left", "Ended by the hub: nothing came for long, or it could not go on."},
};

static const Entry unknown = {"?", "?"};

static const Entry *entry(const Entry *entries, gsize count, int at)
{
	return at >= 0 && (gsize)at < count ? &entries[at] : &unknown;
}

const char *ht_rep_label_name(enum rep_label label)
{
	return entry(labels, G_N_ELEMENTS(labels), (int)label)->name;
}

const char *ht_rep_label_words(enum rep_label label)
{
	return entry(labels, G_N_ELEMENTS(labels), (int)label)->words;
}

const char *ht_exercise_part_name(enum exercise_part part)
{
	return (int)part >= 0 && part < EXERCISE_PARTS ? parts[part] : "?";
}

const char *ht_set_reason_name(enum set_reason reason)
{
	return entry(reasons, G_N_ELEMENTS(reasons), (int)reason)->name;
}

const char *ht_set_reason_words(enum set_reason reason)
{
	return entry(reasons, G_N_ELEMENTS(reasons), (int)reason)->words;
}

const char *ht_reference_fault_name(enum reference_fault fault)
{
	return entry(faults, G_N_ELEMENTS(faults), (int)fault)->name;
}

const char *ht_reference_fault_words(enum reference_fault fault)
{
	return entry(faults, G_N_ELEMENTS(faults), (int)fault)->words;
}

const char *ht_reference_fit_words(enum rep_label fit)
{
	switch (fit) {
	case REP_TOO_FAR:
		return "The reference goes farther than the exercise allows: record one that stays "
		       "within rom-max-deg, or change the exercise.";
	case REP_FAST:
		return "The reference is faster than the exercise's tempo: record one at that "
		       "tempo, "
		       "or change the exercise.";
	case REP_SLOW:
		return "The reference is slower than the exercise's tempo: record one at that "
		       "tempo, "
		       "or change the exercise.";
	case REP_OK:
	case REP_PARTIAL:
	case REP_JERKY:
	case REP_COMPENSATED:
	case REP_NOT_SCORED:
		return NULL;
	}
	return NULL;
}

const char *ht_rehab_side_name(enum rehab_side side)
{
	return (gsize)side < G_N_ELEMENTS(sides) ? sides[side] : "?";
}

gboolean ht_rehab_side_parse(const char *name, enum rehab_side *side)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++)
		if (g_str_equal(name, sides[i])) {
			*side = (enum rehab_side)i;
			return TRUE;
		}
	return FALSE;
}

const char *ht_session_end_name(enum session_end end)
{
	return entry(ends, G_N_ELEMENTS(ends), (int)end)->name;
}

const char *ht_session_end_words(enum session_end end)
{
	return entry(ends, G_N_ELEMENTS(ends), (int)end)->words;
}
