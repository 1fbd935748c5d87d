/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-wearable-choice.h"

#include "common/glib/ht-error.h"
#include "recordings/playback.h"

#include <math.h>

enum { MTU_MIN = 23, MTU_MAX = 517, MTU_DEFAULT = 247 };

typedef enum { KEY_TEXT, KEY_WHOLE, KEY_WHOLE_64, KEY_NUMBER, KEY_FAULT } KeyType;

typedef struct {
	const char *name;
	KeyType type;
	gsize offset;
	gdouble least, most;
	const char *meaning;
} Key;

static const Key keys[] = {
    {"address", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, address), 0, 0, "Bluetooth address"},
    {"name", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, name), 0, 0, "advertised name"},
    {"record", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, record), 0, 0,
     "WFDB record, EDF or BDF file to play"},
    {"capture", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, capture), 0, 0,
     "plain capture to play again"},
    {"channel", KEY_WHOLE, G_STRUCT_OFFSET(HtWearableChoice, channel), 0, 255,
     "of the record, or wearable of the capture"},
    {"story", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, story), 0, 0,
     "story of the synthetic heart"},
    {"truth", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, truth), 0, 0,
     "file for the story's beats"},
    {"motion", KEY_TEXT, G_STRUCT_OFFSET(HtWearableChoice, motion), 0, 0,
     "CSV of motion to be moved by"},
    {"seed", KEY_WHOLE_64, G_STRUCT_OFFSET(HtWearableChoice, seed), -1e15, 1e15,
     "of everything random in it"},
    {"duration", KEY_NUMBER, G_STRUCT_OFFSET(HtWearableChoice, duration_s), 0, 1e9,
     "seconds of device time"},
    {"mtu", KEY_WHOLE, G_STRUCT_OFFSET(HtWearableChoice, mtu), MTU_MIN, MTU_MAX, "of its link"},
    {"rate-error", KEY_NUMBER, G_STRUCT_OFFSET(HtWearableChoice, rate_error_ppm), -5e5, 5e5,
     "its samples come so many ppm too fast"},
    {"clock-drift", KEY_NUMBER, G_STRUCT_OFFSET(HtWearableChoice, clock_drift_ppm), -5e5, 5e5,
     "its clock runs so many ppm too fast"},
    {"clock-offset", KEY_NUMBER, G_STRUCT_OFFSET(HtWearableChoice, clock_offset_s), -1e8, 1e9,
     "its clock starts so many seconds later"},
    {"fault", KEY_FAULT, G_STRUCT_OFFSET(HtWearableChoice, faults), 0, 0,
     "as --fault, of this wearable alone; may be repeated"},
};

HtWearableChoice *ht_wearable_choice_new(const struct wearable_kind *kind)
{
	HtWearableChoice *choice = g_new0(HtWearableChoice, 1);

	choice->kind = kind;
	choice->channel = PLAYBACK_CHANNEL_ECG;
	choice->seed = 1;
	choice->mtu = MTU_DEFAULT;
	ht_faults_init(&choice->faults);
	return choice;
}

void ht_wearable_choice_free(HtWearableChoice *choice)
{
	g_free(choice->address);
	g_free(choice->name);
	g_free(choice->record);
	g_free(choice->capture);
	g_free(choice->story);
	g_free(choice->truth);
	g_free(choice->motion);
	ht_faults_clear(&choice->faults);
	g_free(choice);
}

static gboolean set_number(HtWearableChoice *choice, const Key *key, const char *value)
{
	gpointer field = G_STRUCT_MEMBER_P(choice, key->offset);
	char *end;
	gdouble x = g_ascii_strtod(value, &end);

	if (end == value || *end != '\0' || !(x >= key->least && x <= key->most))
		return FALSE;
	if (key->type != KEY_NUMBER && x != floor(x))
		return FALSE;
	if (key->type == KEY_NUMBER)
		*(gdouble *)field = x;
	else if (key->type == KEY_WHOLE_64)
		*(gint64 *)field = (gint64)x;
	else
		*(gint *)field = (gint)x;
	return TRUE;
}

static gboolean set_text(HtWearableChoice *choice, const Key *key, const char *value)
{
	char **field = (char **)G_STRUCT_MEMBER_P(choice, key->offset);

	g_free(*field);
	*field = g_strdup(value);
	return *value != '\0';
}

static gboolean set_key(HtWearableChoice *choice, const Key *key, const char *value, GError **error)
{
	gboolean ok;

	if (key->type == KEY_FAULT)
		return ht_faults_parse(&choice->faults, value, error);
	ok = key->type == KEY_TEXT ? set_text(choice, key, value) : set_number(choice, key, value);
	if (ok)
		return TRUE;
	if (key->type == KEY_TEXT)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s is empty", key->name);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s %s: must be a %snumber from %g to %g", key->name, value,
			    key->type == KEY_NUMBER ? "" : "whole ", key->least, key->most);
	return FALSE;
}

gboolean ht_wearable_choice_set(HtWearableChoice *choice, const char *key, const char *value,
				GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (g_str_equal(keys[i].name, key))
			return set_key(choice, &keys[i], value, error);
	}
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: no such key; --help lists them", key);
	return FALSE;
}

static gboolean parse_pair(HtWearableChoice *choice, const char *text, GError **error)
{
	const char *equals = strchr(text, '=');
	g_autofree char *key = NULL;

	if (!equals) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: must be KEY=VALUE", text);
		return FALSE;
	}
	key = g_strndup(text, (gsize)(equals - text));
	return ht_wearable_choice_set(choice, key, equals + 1, error);
}

HtWearableChoice *ht_wearable_choice_parse(const char *text, const HtWearableChoice *usual,
					   GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	const struct wearable_kind *kind = parts[0] ? wearable_kind_named(parts[0]) : NULL;
	g_autoptr(HtWearableChoice) choice = NULL;

	if (!kind) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "--wearable %s: no such kind; --help lists them", text);
		return NULL;
	}
	choice = ht_wearable_choice_new(kind);
	choice->seed = usual->seed;
	choice->duration_s = usual->duration_s;
	choice->mtu = usual->mtu;
	ht_faults_clear(&choice->faults);
	ht_faults_copy(&choice->faults, &usual->faults);
	for (gsize i = 1; parts[i]; i++) {
		if (!parse_pair(choice, parts[i], error)) {
			g_prefix_error(error, "--wearable %s: ", text);
			return NULL;
		}
	}
	return g_steal_pointer(&choice);
}

static gboolean invalid(GError **error, const char *message)
{
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, message);
	return FALSE;
}

gboolean ht_wearable_choice_complete(HtWearableChoice *choice, guint number, GError **error)
{
	if (!choice->address)
		choice->address = g_strdup_printf("A0:9E:1A:00:00:%02X", (number + 1) & 0xff);
	if (!choice->name)
		choice->name = g_strdup(choice->kind->local_name);
	if (!g_regex_match_simple("^[0-9A-F]{2}(:[0-9A-F]{2}){5}$", choice->address, 0, 0)) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "--address %s: must be like A0:9E:1A:00:00:01", choice->address);
		return FALSE;
	}
	if (choice->capture && (choice->record || choice->story || choice->truth))
		return invalid(error, "--capture excludes --record, --story and --truth");
	if (choice->record && choice->story)
		return invalid(error, "--record and --story exclude each other");
	if (choice->record && choice->truth)
		return invalid(error, "--truth is for a story, not for a recording");
	if (!choice->kind->plays_heart &&
	    (choice->record || choice->capture || choice->story || choice->truth))
		return invalid(error, "only a wearable with ECG plays a recording or a story");
	if (choice->motion && (choice->capture || choice->kind->motion == 0))
		return invalid(error, "--motion is for a wearable with a motion sensor that plays "
				      "no capture");
	if (choice->faults.small_mtu)
		choice->mtu = MTU_MIN;
	ht_faults_complete(&choice->faults);
	return TRUE;
}

char *ht_wearable_choice_describe(void)
{
	GString *text = g_string_new("Kinds of wearables:\n");

	for (gsize i = 0; i < wearable_kinds_count; i++)
		g_string_append_printf(text, "  %-22s %s\n", wearable_kinds[i]->name,
				       wearable_kinds[i]->meaning);
	g_string_append(text, "\nKeys of --wearable KIND,KEY=VALUE,...:\n");
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		g_string_append_printf(text, "  %-22s %s\n", keys[i].name, keys[i].meaning);
	return g_string_free(text, FALSE);
}
