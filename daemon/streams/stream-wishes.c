/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/stream-wishes.h"

#include "common/glib/ht-error.h"

enum { RATE_MAX_HZ = 4000 };

/* As the quantities are called on the bus. */
static const char *const names[HT_STREAMS] = {
    [HT_STREAM_ECG] = "ecg",
    [HT_STREAM_ACCELERATION] = "acceleration",
    [HT_STREAM_ANGULAR_RATE] = "angular_rate",
    [HT_STREAM_MAGNETIC_FIELD] = "magnetic_field",
    [HT_STREAM_PPG] = "ppg",
    [HT_STREAM_INTERVALS] = "intervals",
};

/* Where nothing was chosen; a wearable leaves out what it does not have. */
static const HtStreamWish usual[HT_STREAMS] = {
    [HT_STREAM_ECG] = {TRUE, 0},
    [HT_STREAM_ACCELERATION] = {TRUE, 25},
    [HT_STREAM_PPG] = {TRUE, 0},
    [HT_STREAM_INTERVALS] = {TRUE, 0},
};

static int kind_of(const char *name)
{
	for (int kind = 0; kind < HT_STREAMS; kind++)
		if (g_str_equal(names[kind], name))
			return kind;
	return -1;
}

void ht_stream_choices_wishes(const GArray *choices, HtStreamWish *wishes)
{
	memcpy(wishes, usual, sizeof usual);
	for (guint i = 0; choices && i < choices->len; i++) {
		const HtStreamChoice *choice = &g_array_index(choices, HtStreamChoice, i);
		int kind = kind_of(choice->name);

		if (kind >= 0)
			wishes[kind] = (HtStreamWish){choice->on, choice->rate_hz};
	}
}

static gboolean parse_wish(GVariant *settings, HtStreamWish *wish)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	if (!g_variant_is_of_type(settings, G_VARIANT_TYPE_VARDICT))
		return FALSE;
	g_variant_iter_init(&iter, settings);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		if (g_str_equal(key, "on") && g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
			wish->on = g_variant_get_boolean(value);
		else if (g_str_equal(key, "rate_hz") &&
			 g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32) &&
			 g_variant_get_uint32(value) <= RATE_MAX_HZ)
			wish->rate_hz = g_variant_get_uint32(value);
		else
			ok = FALSE;
		g_variant_unref(value);
	}
	return ok;
}

static gboolean parse_all(GVariant *settings, HtStreamWish *wishes)
{
	GVariantIter iter;
	const char *name;
	GVariant *value;
	gboolean ok = TRUE;

	g_variant_iter_init(&iter, settings);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &name, &value)) {
		int kind = kind_of(name);

		ok = kind >= 0 && parse_wish(value, &wishes[kind]);
		g_variant_unref(value);
	}
	return ok;
}

GArray *ht_stream_choices_parse(GVariant *settings, const GArray *before, GError **error)
{
	GArray *choices = g_array_new(FALSE, TRUE, sizeof(HtStreamChoice));
	HtStreamWish wishes[HT_STREAMS];

	ht_stream_choices_wishes(before, wishes);
	if (!parse_all(settings, wishes)) {
		g_set_error(
		    error, HT_ERROR, HT_ERROR_INVALID,
		    "unknown stream or wrong setting; ecg, acceleration, angular_rate, "
		    "magnetic_field, ppg and intervals have on (b) and rate_hz (u, at most %d)",
		    RATE_MAX_HZ);
		g_array_unref(choices);
		return NULL;
	}
	for (int kind = 0; kind < HT_STREAMS && g_variant_n_children(settings) > 0; kind++) {
		HtStreamChoice choice = {.on = wishes[kind].on, .rate_hz = wishes[kind].rate_hz};

		g_strlcpy(choice.name, names[kind], sizeof choice.name);
		g_array_append_val(choices, choice);
	}
	return choices;
}

GVariant *ht_stream_choices_describe(const GArray *choices)
{
	GVariantDict all;

	g_variant_dict_init(&all, NULL);
	for (guint i = 0; choices && i < choices->len; i++) {
		const HtStreamChoice *choice = &g_array_index(choices, HtStreamChoice, i);
		GVariantDict one;

		g_variant_dict_init(&one, NULL);
		g_variant_dict_insert(&one, "on", "b", choice->on);
		g_variant_dict_insert(&one, "rate_hz", "u", choice->rate_hz);
		g_variant_dict_insert_value(&all, choice->name, g_variant_dict_end(&one));
	}
	return g_variant_dict_end(&all);
}
