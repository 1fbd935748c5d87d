/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a thief with every key reads: the pages of a database of format profile 1 and of its log,
 * decrypted without SQLCipher. */
#pragma once

#include "tests/unit/store-fixture.h"

enum { STORE_PAGE_SIZE = 4096 };

/* (transfer full) All pages of DIR/twin.db one after another, then those of the log, freed ones and
 * those of frames that do not count any more included. */
GByteArray *store_pages_decrypt(const struct fixture *fixture);
/* Calls look with each file of the folder, then with the decrypted pages ("pages"), until it
 * returns TRUE. Returns what it returned last. */
typedef gboolean (*StoreLook)(gpointer context, const char *name, const guint8 *data, gsize size);
gboolean store_pages_search(const struct fixture *fixture, StoreLook look, gpointer context);
/* Whether these bytes stand anywhere there. */
gboolean store_pages_hold(const struct fixture *fixture, const void *bytes, gsize size);
