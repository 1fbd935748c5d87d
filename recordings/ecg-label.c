/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/ecg-label.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const kinds[] = {"ECG", "EKG", NULL};
static const char *const other_kinds[] = {"EEG",  "EMG",    "EOG",    "ERG", "MEG", "EDA",  "GSR",
					  "PPG",  "PLETH",  "ABP",    "ART", "BP",  "CVP",  "PAP",
					  "RESP", "FLOW",   "SAO",    "SPO", "ACC", "TEMP", "SNORE",
					  "BODY", "MARKER", "STATUS", NULL};
static const char *const leads[] = {
    "I",     "II",  "III", "AVR", "AVL", "AVF",  "V1",   "V2",   "V3",  "V4",  "V5",
    "V6",    "V7",  "V8",  "V9",  "V1R", "V2R",  "V3R",  "V4R",  "MLI", "ML2", "MLII",
    "MLIII", "MV1", "MV2", "MV5", "MCL", "MCL1", "MCL5", "MCL6", "CM1", "CM2", "CM4",
    "CM5",   "CC5", "D1",  "D2",  "D3",  "D4",   "VX",   "VY",   "VZ",  NULL};

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The next word of *at, which is moved behind it; its size, 0 at the end. */
static size_t next_word(const char **at, const char **word)
{
	while (**at && !is_letter_or_digit(**at))
		(*at)++;
	*word = *at;
	while (is_letter_or_digit(**at))
		(*at)++;
	return (size_t)(*at - *word);
}

static bool begins(const char *word, size_t size, const char *name)
{
	return size >= strlen(name) && strncasecmp(word, name, strlen(name)) == 0;
}

static bool any_word_begins(const char *label, const char *const *names)
{
	const char *word;
	size_t size;

	while ((size = next_word(&label, &word)) > 0) {
		for (size_t i = 0; names[i]; i++) {
			if (begins(word, size, names[i]))
				return true;
		}
	}
	return false;
}

static bool any_word_is(const char *label, const char *const *names)
{
	const char *word;
	size_t size;

	while ((size = next_word(&label, &word)) > 0) {
		for (size_t i = 0; names[i]; i++) {
			if (strlen(names[i]) == size && begins(word, size, names[i]))
				return true;
		}
	}
	return false;
}

/* "EEG C3-V2" is no ECG though it ends in a lead, and "ECG EMG1" is one. */
enum ecg_label ecg_label_read(const char *label)
{
	if (any_word_begins(label, kinds))
		return ECG_LABEL_ECG;
	if (any_word_begins(label, other_kinds))
		return ECG_LABEL_NOT;
	return any_word_is(label, leads) ? ECG_LABEL_ECG : ECG_LABEL_UNKNOWN;
}
