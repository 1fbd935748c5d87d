/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a clinician: keys that sign, and what is signed. */
#pragma once

#include "programme/limits/statement.h"

G_BEGIN_DECLS

/* NAME.secret (mode 0600) and NAME.public. HT_ERROR_EXISTS. */
gboolean sign_files_make_pair(const char *name, guint8 public[HT_SIGN_KEY_SIZE], GError **error);
/* (transfer full) */
HtSecret *sign_files_read_secret(const char *path, GError **error);
gboolean sign_files_read_public(const char *path, guint8 public[HT_SIGN_KEY_SIZE], GError **error);
/* (transfer full) A text, signed or not; more than a statement may have is HT_ERROR_INVALID. */
char *sign_files_read_text(const char *path, gsize *size, GError **error);
/* A new file; HT_ERROR_EXISTS. */
gboolean sign_files_write(const char *path, GBytes *content, GError **error);

G_END_DECLS
