/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/prescription/dose-words.h"

typedef struct {
	const char *word;
	const char *sentence;
} Words;

static const Words reasons[] = {
    [DOSE_REASON_NONE] = {"none", "nothing was decided yet"},
    [DOSE_REASON_STOPPED] = {"stopped", "a stop rule ended it, or took its step back"},
    [DOSE_REASON_NOT_RELEASED] = {"not-released", "a stop before it was not released"},
    [DOSE_REASON_NO_LIMITS] = {"no-limits", "no clinician's limits hold: the dose stays"},
    [DOSE_REASON_NO_TIME] = {"no-time", "the clock is not set or was put back: the dose stays"},
    [DOSE_REASON_NOT_YET] = {"not-yet", "the clinician's limits do not hold yet: the dose stays"},
    [DOSE_REASON_EXPIRED] = {"expired", "the clinician's limits have ended: the dose stays"},
    [DOSE_REASON_OUTSIDE] = {"outside", "it was outside the limits and was brought inside"},
    [DOSE_REASON_HARD] = {"hard", "it was much harder than it should be"},
    [DOSE_REASON_ABOVE_ZONE] = {"above-zone", "the heart was above its zone for over a minute"},
    [DOSE_REASON_SLOWED_EARLY] = {"slowed-early", "the movement slowed down early in a set"},
    [DOSE_REASON_POOR_SETS] = {"poor-sets", "two sets were done poorly"},
    [DOSE_REASON_AT_LEAST] = {"at-least", "it was too much, and is at its least already"},
    [DOSE_REASON_NO_EFFORT] = {"no-effort", "the effort was not told: twinctl rehab rpe"},
    [DOSE_REASON_NO_ECG] = {"no-ecg", "too little of the ECG was usable"},
    [DOSE_REASON_UNKNOWN] = {"unknown", "score, speed or heart rate were not measured"},
    [DOSE_REASON_MIXED] = {"mixed", "not everything was as it should be"},
    [DOSE_REASON_LONG_PAUSE] = {"long-pause", "more than two weeks had passed"},
    [DOSE_REASON_FEW] = {"few", "good; three in a row are needed"},
    [DOSE_REASON_LOCKED] = {"locked", "good; the last change is less than a week ago"},
    [DOSE_REASON_AT_MOST] = {"at-most", "good; everything is at its limit"},
    [DOSE_REASON_GOOD] = {"good", "three good sessions in a row"},
};
G_STATIC_ASSERT(G_N_ELEMENTS(reasons) == DOSE_REASON_MAX + 1);

static const char *const stops[] = {"person", "symptom", "heart-rate", "ventricular",
				    "atrial", "pause",   "fall",       "pressure"};
static const char *const symptoms[] = {"chest-pain", "dizziness",    "breathlessness",
				       "fainting",   "palpitations", "joint-pain",
				       "leg-pain",   "exhaustion"};
G_STATIC_ASSERT((1 << G_N_ELEMENTS(stops)) - 1 == DOSE_STOPS_ALL);
G_STATIC_ASSERT((1 << G_N_ELEMENTS(symptoms)) - 1 == DOSE_SYMPTOMS_ALL);

const char *ht_dose_decision_word(enum dose_decision decision)
{
	switch (decision) {
	case DOSE_HOLD:
		return "hold";
	case DOSE_PROGRESS:
		return "progress";
	case DOSE_REGRESS:
		return "regress";
	case DOSE_STOP:
		return "stop";
	}
	return "hold";
}

const char *ht_dose_reason_word(enum dose_reason reason)
{
	return (guint)reason < G_N_ELEMENTS(reasons) ? reasons[reason].word : "none";
}

const char *ht_dose_reason_sentence(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_str_equal(word, reasons[i].word))
			return reasons[i].sentence;
	return NULL;
}

const char *ht_dose_variable_word(enum dose_variable variable)
{
	switch (variable) {
	case DOSE_REPETITIONS:
		return "repetitions";
	case DOSE_DURATION:
		return "duration_s";
	case DOSE_SETS:
		return "sets";
	case DOSE_LOAD:
		return "load_percent";
	case DOSE_RESERVE:
		return "reserve_percent";
	case DOSE_VARIABLES:
		break;
	}
	return "";
}

static const char *word_of(const char *const *words, gsize count, guint bit)
{
	for (gsize i = 0; i < count; i++)
		if (bit == 1U << i)
			return words[i];
	return NULL;
}

const char *ht_dose_stop_word(guint stop)
{
	return word_of(stops, G_N_ELEMENTS(stops), stop);
}

const char *ht_dose_symptom_word(guint symptom)
{
	return word_of(symptoms, G_N_ELEMENTS(symptoms), symptom);
}

guint ht_dose_symptom_parse(const char *word)
{
	for (gsize i = 0; i < G_N_ELEMENTS(symptoms); i++)
		if (g_str_equal(word, symptoms[i]))
			return 1U << i;
	return 0;
}

static char **words_of(const char *const *words, gsize count, guint bits)
{
	GStrvBuilder *builder = g_strv_builder_new();
	char **made;

	for (gsize i = 0; i < count; i++)
		if (bits & 1U << i)
			g_strv_builder_add(builder, words[i]);
	made = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return made;
}

char **ht_dose_stop_words(guint bits)
{
	return words_of(stops, G_N_ELEMENTS(stops), bits);
}

char **ht_dose_symptom_words(guint bits)
{
	return words_of(symptoms, G_N_ELEMENTS(symptoms), bits);
}
