/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/activity-words.h"

struct words {
	const char *name, *words;
};

static struct words posture_words(enum posture posture)
{
	switch (posture) {
	case POSTURE_UNKNOWN:
		return (struct words){"unknown", "not known"};
	case POSTURE_UPRIGHT:
		return (struct words){"upright", "sitting or standing"};
	case POSTURE_LEANING:
		return (struct words){"leaning", "leaning"};
	case POSTURE_LYING:
		return (struct words){"lying", "lying"};
	case POSTURE_ON_BACK:
		return (struct words){"on_back", "on the back"};
	case POSTURE_ON_FRONT:
		return (struct words){"on_front", "on the front"};
	case POSTURE_ON_LEFT:
		return (struct words){"on_left", "on the left side"};
	case POSTURE_ON_RIGHT:
		return (struct words){"on_right", "on the right side"};
	case POSTURE_HEAD_DOWN:
		return (struct words){"head_down", "head down"};
	}
	return (struct words){"unknown", "not known"};
}

static struct words reason_words(enum fall_reason reason)
{
	switch (reason) {
	case FALL_REASON_NONE:
		return (struct words){"none", "none"};
	case FALL_WALKED:
		return (struct words){"walked", "walked again"};
	case FALL_UP_AGAIN:
		return (struct words){"up_again", "was up again"};
	case FALL_PRESSED:
		return (struct words){"pressed", "said to be all right"};
	case FALL_WINDOW_PASSED:
		return (struct words){"window_passed", "nobody said otherwise in time"};
	}
	return (struct words){"none", "none"};
}

const char *ht_posture_name(enum posture posture)
{
	return posture_words(posture).name;
}

const char *ht_posture_words(enum posture posture)
{
	return posture_words(posture).words;
}

const char *ht_intensity_name(enum intensity_level level)
{
	switch (level) {
	case INTENSITY_SEDENTARY:
		return "sedentary";
	case INTENSITY_LIGHT:
		return "light";
	case INTENSITY_MODERATE:
		return "moderate";
	case INTENSITY_VIGOROUS:
		return "vigorous";
	}
	return "unknown";
}

const char *ht_fall_state_name(enum fall_state state)
{
	switch (state) {
	case FALL_NONE:
		return "none";
	case FALL_CANDIDATE:
		return "candidate";
	case FALL_CANCELLED:
		return "cancelled";
	case FALL_CONFIRMED:
		return "confirmed";
	}
	return "none";
}

const char *ht_fall_reason_name(enum fall_reason reason)
{
	return reason_words(reason).name;
}

const char *ht_fall_reason_words(enum fall_reason reason)
{
	return reason_words(reason).words;
}
