/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/trust-words.h"

static const struct {
	enum trust_reason reason;
	const char *name;
	const char *words;
} reasons_known[] = {
    {TRUST_REASON_LINK_PLAIN, "link_plain", "its link is not encrypted although it is paired"},
    {TRUST_REASON_BOND_CHANGED, "bond_changed", "it was paired anew without this hub's doing"},
    {TRUST_REASON_IDENTITY, "identity", "its model, serial number or firmware changed"},
    {TRUST_REASON_GATT, "services", "its services changed"},
    {TRUST_REASON_TIME, "time", "its clock runs back, jumps or does not fit"},
    {TRUST_REASON_RATE, "rate", "its samples come too fast or too slow"},
    {TRUST_REASON_QUANTISATION, "quantisation", "its values are none that it can measure"},
    {TRUST_REASON_REPLAY, "replay", "it sends the same signal again"},
    {TRUST_REASON_ADVERTISER, "advertiser", "another device uses its address"},
    {TRUST_REASON_PHYSIOLOGY, "physiology", "no body does what it sends"},
    {TRUST_REASON_SEALED_LOCKED, "sealed_locked", "it came while the hub was locked"},
};

const char *ht_trust_name(enum sample_trust trust)
{
	switch (trust) {
	case TRUST_UNAUTHENTICATED:
		return "unauthenticated";
	case TRUST_AUTHENTICATED:
		return "authenticated";
	case TRUST_SUSPECT:
		return "suspect";
	}
	return "suspect";
}

const char *ht_trust_words_of(const char *name)
{
	if (g_str_equal(name, "authenticated"))
		return "authentic";
	return g_str_equal(name, "unauthenticated") ? "open" : name;
}

enum sample_trust ht_trust_of_number(double number)
{
	if (number == TRUST_UNAUTHENTICATED)
		return TRUST_UNAUTHENTICATED;
	return number == TRUST_AUTHENTICATED ? TRUST_AUTHENTICATED : TRUST_SUSPECT;
}

char **ht_trust_reason_names(guint reasons)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (gsize i = 0; i < G_N_ELEMENTS(reasons_known); i++)
		if (reasons & (guint)reasons_known[i].reason)
			g_strv_builder_add(names, reasons_known[i].name);
	return g_strv_builder_end(names);
}

char *ht_trust_reason_words(guint reasons)
{
	GString *words = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(reasons_known); i++)
		if (reasons & (guint)reasons_known[i].reason)
			g_string_append_printf(words, "%s%s", words->len ? "; " : "",
					       reasons_known[i].words);
	return g_string_free(words, FALSE);
}

const char *ht_trust_reason_words_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(reasons_known); i++)
		if (g_str_equal(name, reasons_known[i].name))
			return reasons_known[i].words;
	return name;
}
