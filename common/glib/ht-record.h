/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that outlive whoever made them: copies that own their blobs. A blob that is not there
 * (NULL) is none in the copy, whatever its size. */
#pragma once

#include <glib.h>

#include "common/record.h"

G_BEGIN_DECLS

/* (transfer full) In one piece of memory with its blob: g_free(). */
struct record *ht_record_copy(const struct record *record);

/* (transfer full) (element-type struct record) Each frees its blob when it leaves the list. */
GArray *ht_record_list_new(void);
/* Puts a copy at the end. */
void ht_record_list_add(GArray *list, const struct record *record);
/* (transfer none) Valid until the list changes. */
struct record *ht_record_list_at(const GArray *list, guint i);

G_END_DECLS
