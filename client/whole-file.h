/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that appears whole or not at all: written beside its place and moved there when it is
 * finished, so that what was there before stays as it is until then. What is no plain file (a pipe,
 * a terminal) is written as it comes.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct _HtWholeFile HtWholeFile;

/* (transfer full) */
HtWholeFile *ht_whole_file_create(const char *path, GError **error);
/* (transfer none) To write to. Errors are told by ht_whole_file_finish(). */
FILE *ht_whole_file_stream(HtWholeFile *file);
gboolean ht_whole_file_finish(HtWholeFile *file, GError **error);
/* Takes away what was not finished. */
void ht_whole_file_free(HtWholeFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWholeFile, ht_whole_file_free)

G_END_DECLS
