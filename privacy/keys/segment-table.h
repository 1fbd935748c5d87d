/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What DIR/segments says, in memory: wrapped keys by number and by person and month, and the
 * backups that took copies. Holds nothing secret. One thread at a time. */
#pragma once

#include "privacy/keys/segment-file.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	struct segment_counts counts; /* entries and backups are counted by the arrays */
	GPtrArray *entries;           /* of struct segment_entry, numbers rising */
	GPtrArray *backups;           /* of struct segment_backup, events rising */
	GHashTable *alive;            /* person and month to entry, those with a key */
} HtSegmentTable;

HtSegmentTable *ht_segment_table_new(void);
void ht_segment_table_free(HtSegmentTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSegmentTable, ht_segment_table_free)

/* (transfer full) NULL for bytes that are no body. */
HtSegmentTable *ht_segment_table_decode(const guint8 *data, gsize size);
/* (transfer full) */
GBytes *ht_segment_table_encode(const HtSegmentTable *table);
/* (transfer full) What is changed there is not changed here. */
HtSegmentTable *ht_segment_table_copy(const HtSegmentTable *table);

/* (transfer none) NULL if there is none. */
struct segment_entry *ht_segment_table_find(const HtSegmentTable *table, const char *person,
					    guint32 month);
struct segment_entry *ht_segment_table_find_number(const HtSegmentTable *table, guint32 number);
/* Takes over the entry and gives it the next number. */
void ht_segment_table_add(HtSegmentTable *table, struct segment_entry *entry);
/* As one event, wipes those of the person that are of this month or, month 0, all. Entries that no
 * backup has are dropped, the others stay without their keys. */
void ht_segment_table_destroy(HtSegmentTable *table, const char *person, guint32 month);
/* Takes over the backup and numbers its event. */
void ht_segment_table_add_backup(HtSegmentTable *table, struct segment_backup *backup);
/* FALSE if there is no such backup. */
gboolean ht_segment_table_remove_backup(HtSegmentTable *table, const char *id);
/* Whether the backup was made while the entry had its key. */
gboolean ht_segment_backup_has(const struct segment_backup *backup,
			       const struct segment_entry *entry);
/* Whether the entry is the person's and of this month, or month is 0. */
gboolean ht_segment_entry_is_of(const struct segment_entry *entry, const char *person,
				guint32 month);

G_END_DECLS
