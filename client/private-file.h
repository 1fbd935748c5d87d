/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A new file that is its owner's alone (mode 0600), plain or sealed. It never takes the place of
 * another file.
 */
#pragma once

#include "privacy/sealed/sealed-file.h"

G_BEGIN_DECLS

typedef struct _HtPrivateFile HtPrivateFile;

/* (transfer full) HT_ERROR_EXISTS where there is something of that name. */
HtPrivateFile *ht_private_file_create(const char *path, GError **error);
/* What is written from now on is sealed; before the first byte. */
gboolean ht_private_file_seal(HtPrivateFile *file, enum sealed_by by, const HtSecret *secret,
			      GError **error);
gboolean ht_private_file_write(HtPrivateFile *file, const guint8 *data, gsize size, GError **error);
/* What was written so far can be read even if nothing more comes. */
gboolean ht_private_file_flush(HtPrivateFile *file, GError **error);
/* Whole and on disk; the file stays. */
gboolean ht_private_file_finish(HtPrivateFile *file, GError **error);
/* Takes a file that was not finished away again. */
void ht_private_file_discard(HtPrivateFile *file);
void ht_private_file_free(HtPrivateFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPrivateFile, ht_private_file_free)

G_END_DECLS
