/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys that erasing destroys: one random key for each person and each of a person's months, in
 * DIR/segments, outside the database.
 *
 * They are random and wrapped, never derived: what can be derived can be derived again. A person's
 * key is wrapped by a key of the keyring, a month's key by its person's. Erasing rewrites the file
 * without the wrapped key; what flash keeps of the old file is told in docs/storage.md. A backup
 * takes wrapped copies with it: each is registered here, so that erasing can name those that
 * survive.
 *
 * A person's key itself is never handed out: month 0 and the wrapping of the person's months have
 * keys derived from it, so that what is sealed and what wraps are apart.
 *
 * Any thread; a lock inside. The file is durable before a new key is handed out. Layout of the
 * file: privacy/keys/segment-file.h.
 */
#pragma once

#include "privacy/keys/keyring.h"

G_BEGIN_DECLS

typedef struct _HtSegmentKeys HtSegmentKeys;

enum {
	HT_SEGMENT_KEY_SIZE = 32,
	HT_SEGMENT_ALWAYS = 0, /* "month" of what belongs to a person and to no month */
};

/* Months since year 0 in UTC (year * 12 + month - 1) of a time; never HT_SEGMENT_ALWAYS. */
guint32 ht_segment_month_of(gint64 utc_ns);

/* Whether what began at that time is of the month; everything is of HT_SEGMENT_ALWAYS. */
gboolean ht_segment_month_has(guint32 month, gint64 utc_ns);

/* (transfer full) Makes the file if there is none. HT_ERROR_WRONG_KEY, HT_ERROR_DAMAGED. */
HtSegmentKeys *ht_segment_keys_open(const char *dir, const HtKeyring *keyring, GError **error);
/* Wraps everything anew under another keyring, durably, whole or not at all. Numbers and keys stay.
 * For the rotation of the data key. */
gboolean ht_segment_keys_rewrap(HtSegmentKeys *keys, const HtKeyring *keyring, GError **error);
void ht_segment_keys_free(HtSegmentKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSegmentKeys, ht_segment_keys_free)

/* The number of this person's month, made and durable if there was none. Numbers count from 1 and
 * are never used again. person "" = what belongs to nobody. 0 with an error. */
guint32 ht_segment_keys_number(HtSegmentKeys *keys, const char *person, guint32 month,
			       GError **error);
/* Copies the key of that number into guarded memory of the caller, HT_SEGMENT_KEY_SIZE bytes.
 * FALSE where it was destroyed. */
gboolean ht_segment_keys_copy(HtSegmentKeys *keys, guint32 number, guint8 *key);
/* (transfer full) Whose that number is; NULL where there is none. */
char *ht_segment_keys_person(HtSegmentKeys *keys, guint32 number);
/* (transfer full) (element-type guint32) numbers of a person, or of one month of a person; month
 * HT_SEGMENT_ALWAYS = all of the person's. */
GArray *ht_segment_keys_list(HtSegmentKeys *keys, const char *person, guint32 month);
/* The same numbers can never be opened again, once this returns TRUE. month HT_SEGMENT_ALWAYS = the
 * person with every month. */
gboolean ht_segment_keys_destroy(HtSegmentKeys *keys, const char *person, guint32 month,
				 GError **error);

/* A backup took copies of all keys there are. label: what a person calls it. */
gboolean ht_segment_keys_register_backup(HtSegmentKeys *keys, const char *id, const char *label,
					 gint64 utc_ns, GError **error);
/* (transfer full) (element-type utf8) Labels of the backups that hold a wrapped copy of a key of
 * this person's month (or of any), with their days: what erasing here does not reach. */
GPtrArray *ht_segment_keys_survivors(HtSegmentKeys *keys, const char *person, guint32 month);
typedef struct {
	char *id, *label;
	gint64 utc_ns;
} HtSegmentBackup;
/* (transfer full) (element-type HtSegmentBackup) Every backup that is registered. */
GPtrArray *ht_segment_keys_list_backups(HtSegmentKeys *keys);
/* The user says that this backup is gone. HT_ERROR_NOT_FOUND. */
gboolean ht_segment_keys_forget_backup(HtSegmentKeys *keys, const char *id, GError **error);

G_END_DECLS
