/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/consent/consent.h"

#include "common/bytes.h"

enum { VERSION = 1 };

static const struct {
	HtRight right;
	const char *name;
} names[] = {
    {HT_RIGHT_LIVE, "live"},
    {HT_RIGHT_CAPTURE, "capture"},
    {HT_RIGHT_ANONYMISED, "anonymised"},
    {HT_RIGHT_DEIDENTIFIED, "deidentified"},
    {HT_RIGHT_EXPORT, "export"},
};

gboolean ht_consent_allows(const HtConsent *consent, HtRight right, gint64 now_utc_us)
{
	return (consent->rights & right) == (guint)right && now_utc_us >= consent->since_utc_us &&
	       now_utc_us < consent->until_utc_us;
}

const char *ht_right_name(HtRight right)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i].right == right)
			return names[i].name;
	return NULL;
}

char **ht_right_names(guint rights)
{
	g_autoptr(GStrvBuilder) found = g_strv_builder_new();

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (rights & names[i].right)
			g_strv_builder_add(found, names[i].name);
	return g_strv_builder_end(found);
}

HtRight ht_right_parse(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(names[i].name, name))
			return names[i].right;
	return 0;
}

void ht_consent_encode(const HtConsent *consent, guint8 out[HT_CONSENT_ENCODED_SIZE])
{
	struct byte_writer w;

	byte_writer_init(&w, out, HT_CONSENT_ENCODED_SIZE);
	put_u8(&w, VERSION);
	put_u32(&w, consent->uid);
	put_u32(&w, consent->rights);
	put_u64(&w, (guint64)consent->since_utc_us);
	put_u64(&w, (guint64)consent->until_utc_us);
}

gboolean ht_consent_decode(HtConsent *consent, const guint8 *data, gsize size)
{
	struct byte_reader r;
	guint8 version;

	byte_reader_init(&r, data, size);
	version = get_u8(&r);
	*consent = (HtConsent){.uid = get_u32(&r), .rights = get_u32(&r)};
	consent->since_utc_us = (gint64)get_u64(&r);
	consent->until_utc_us = (gint64)get_u64(&r);
	/* A right of a later version is not one that this version may grant by mistake. */
	return !r.failed && byte_reader_left(&r) == 0 && version == VERSION &&
	       (consent->rights & ~(guint)HT_RIGHTS_ALL) == 0;
}
