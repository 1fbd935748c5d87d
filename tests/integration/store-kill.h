/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What store-writer writes and store-judge expects: record number index of a stream is always the
 * same, so that a lost, doubled or invented one is seen. */
#pragma once

#include "privacy/store/store.h"

enum { KILL_BLOB_MAX = 700 };

/* blob must hold KILL_BLOB_MAX bytes and outlive the record. */
void kill_record_make(struct record *record, uint8_t *blob, const char *stream, guint64 index);
/* (transfer full) Opens the keys in dir, or makes them. The passphrase is no secret here. */
HtKeyring *kill_keyring(const char *dir, GError **error);
