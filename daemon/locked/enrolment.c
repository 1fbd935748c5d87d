/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/enrolment.h"

#include "ble/link/address.h"
#include "common/glib/ht-error.h"
#include "daemon/locked/identity-text.h"

#include <string.h>

#define HEAD     "enrolment"
#define PERSON   "person "
#define WEARABLE "wearable "

enum { VERSION = 1, BPM_MAX = 300, RATE_MAX_HZ = 4000 };

static void enrolled_free(gpointer data)
{
	HtEnrolled *enrolled = data;

	g_array_unref(enrolled->choices);
	g_free(enrolled);
}

HtEnrolment *ht_enrolment_new(void)
{
	HtEnrolment *enrolment = g_new0(HtEnrolment, 1);

	enrolment->wearables = g_ptr_array_new_with_free_func(enrolled_free);
	enrolment->persons = g_array_new(FALSE, TRUE, sizeof(HtAlertLimits));
	return enrolment;
}

void ht_enrolment_free(HtEnrolment *enrolment)
{
	if (!enrolment)
		return;
	g_ptr_array_unref(enrolment->wearables);
	g_array_unref(enrolment->persons);
	g_free(enrolment);
}

HtEnrolled *ht_enrolment_add(HtEnrolment *enrolment, const char *address, const char *person)
{
	HtEnrolled *enrolled = g_new0(HtEnrolled, 1);

	g_strlcpy(enrolled->address, address, sizeof enrolled->address);
	g_strlcpy(enrolled->person, person, sizeof enrolled->person);
	enrolled->choices = g_array_new(FALSE, TRUE, sizeof(HtStreamChoice));
	g_ptr_array_add(enrolment->wearables, enrolled);
	return enrolled;
}

static void write_choices(GKeyFile *file, const char *group, const GArray *choices)
{
	for (guint i = 0; i < choices->len; i++) {
		const HtStreamChoice *choice = &g_array_index(choices, HtStreamChoice, i);
		g_autofree char *key = g_strconcat("stream-", choice->name, NULL);

		g_key_file_set_integer(file, group, key, choice->on ? (int)choice->rate_hz : -1);
	}
}

static void write_enrolled(GKeyFile *file, const HtEnrolled *enrolled)
{
	g_autofree char *group = g_strconcat(WEARABLE, enrolled->address, NULL);

	g_key_file_set_string(file, group, "person", enrolled->person);
	if (enrolled->is_pinned)
		ht_identity_write(file, group, &enrolled->identity);
	write_choices(file, group, enrolled->choices);
}

static void write_limits(GKeyFile *file, const HtAlertLimits *limits)
{
	g_autofree char *group = g_strconcat(PERSON, limits->id, NULL);

	g_key_file_set_integer(file, group, "brady-below", (int)limits->brady_below_bpm);
	g_key_file_set_integer(file, group, "tachy-above", (int)limits->tachy_above_bpm);
}

static int by_address(gconstpointer a, gconstpointer b)
{
	const HtEnrolled *const *left = a, *const *right = b;

	return strcmp((*left)->address, (*right)->address);
}

static int by_id(gconstpointer a, gconstpointer b)
{
	const HtAlertLimits *left = a, *right = b;

	return strcmp(left->id, right->id);
}

GBytes *ht_enrolment_encode(const HtEnrolment *enrolment)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	char *text;
	gsize size;

	g_ptr_array_sort(enrolment->wearables, by_address);
	g_array_sort(enrolment->persons, by_id);
	g_key_file_set_integer(file, HEAD, "version", VERSION);
	g_key_file_set_uint64(file, HEAD, "inbox-after", enrolment->inbox_after);
	for (guint i = 0; i < enrolment->persons->len; i++)
		write_limits(file, &g_array_index(enrolment->persons, HtAlertLimits, i));
	for (guint i = 0; i < enrolment->wearables->len; i++)
		write_enrolled(file, enrolment->wearables->pdata[i]);
	text = g_key_file_to_data(file, &size, NULL);
	return g_bytes_new_take(text, size);
}

static gboolean is_id(const char *text, gboolean may_be_empty)
{
	gsize length = strlen(text);

	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isgraph(text[i]))
			return FALSE;
	return length < RECORD_ID_MAX && (length > 0 || may_be_empty);
}

static gboolean read_number(GKeyFile *file, const char *group, const char *key, int least, int most,
			    int *out)
{
	g_autoptr(GError) problem = NULL;

	*out = g_key_file_get_integer(file, group, key, &problem);
	return !problem && *out >= least && *out <= most;
}

static gboolean read_limits(HtEnrolment *enrolment, GKeyFile *file, const char *group)
{
	HtAlertLimits limits = {0};
	const char *id = group + strlen(PERSON);
	int below, above;

	if (enrolment->persons->len == HT_ENROLMENT_MAX || !is_id(id, FALSE) ||
	    !read_number(file, group, "brady-below", 0, BPM_MAX, &below) ||
	    !read_number(file, group, "tachy-above", 0, BPM_MAX, &above))
		return FALSE;
	g_strlcpy(limits.id, id, sizeof limits.id);
	limits.brady_below_bpm = (guint)below;
	limits.tachy_above_bpm = (guint)above;
	g_array_append_val(enrolment->persons, limits);
	return TRUE;
}

static gboolean read_choices(HtEnrolled *enrolled, GKeyFile *file, const char *group)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

	for (char **key = keys; key && *key; key++) {
		HtStreamChoice choice = {0};
		int rate_hz;

		if (!g_str_has_prefix(*key, "stream-"))
			continue;
		if (strlen(*key) - strlen("stream-") >= sizeof choice.name ||
		    enrolled->choices->len == HT_STREAMS ||
		    !read_number(file, group, *key, -1, RATE_MAX_HZ, &rate_hz))
			return FALSE;
		g_strlcpy(choice.name, *key + strlen("stream-"), sizeof choice.name);
		choice.on = rate_hz >= 0;
		choice.rate_hz = (guint)MAX(rate_hz, 0);
		g_array_append_val(enrolled->choices, choice);
	}
	return TRUE;
}

static gboolean read_enrolled(HtEnrolment *enrolment, GKeyFile *file, const char *group)
{
	g_autofree char *person = g_key_file_get_string(file, group, "person", NULL);
	g_autofree char *address = ht_address_normalize(group + strlen(WEARABLE));
	HtEnrolled *enrolled;

	if (enrolment->wearables->len == HT_ENROLMENT_MAX || !person || !is_id(person, TRUE) ||
	    !address)
		return FALSE;
	enrolled = ht_enrolment_add(enrolment, address, person);
	enrolled->is_pinned = ht_identity_is_told(file, group);
	return read_choices(enrolled, file, group) &&
	       (!enrolled->is_pinned || ht_identity_read(file, group, &enrolled->identity, NULL));
}

static gboolean read_group(HtEnrolment *enrolment, GKeyFile *file, const char *group)
{
	if (g_str_equal(group, HEAD))
		return TRUE;
	if (g_str_has_prefix(group, PERSON))
		return read_limits(enrolment, file, group);
	return g_str_has_prefix(group, WEARABLE) && read_enrolled(enrolment, file, group);
}

static gboolean read_all(HtEnrolment *enrolment, GKeyFile *file)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	g_autoptr(GError) problem = NULL;
	guint64 after = g_key_file_get_uint64(file, HEAD, "inbox-after", &problem);
	int version;

	if (problem || after > G_MAXUINT32 ||
	    !read_number(file, HEAD, "version", VERSION, VERSION, &version))
		return FALSE;
	enrolment->inbox_after = (guint32)after;
	for (char **group = groups; *group; group++)
		if (!read_group(enrolment, file, *group))
			return FALSE;
	return TRUE;
}

HtEnrolment *ht_enrolment_decode(GBytes *content, GError **error)
{
	g_autoptr(HtEnrolment) enrolment = ht_enrolment_new();
	g_autoptr(GKeyFile) file = g_key_file_new();

	if (g_key_file_load_from_bytes(file, content, G_KEY_FILE_NONE, NULL) &&
	    read_all(enrolment, file))
		return g_steal_pointer(&enrolment);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "what is enrolled was not written by this version of the hub");
	return NULL;
}
