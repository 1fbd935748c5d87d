/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small JSON documents with a version, as programme/ keeps them in the store. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

enum { HT_DOCUMENT_VERSION = 1 };

/* (transfer full) Adds the member "version" and gives the text. */
GBytes *ht_document_encode(JsonObject *object);
/* (transfer full) HT_ERROR_DAMAGED for what is no such document, HT_ERROR_UNSUPPORTED for one of a
 * later version; what names the kind of document in the message. */
JsonObject *ht_document_decode(GBytes *document, const char *what, GError **error);

/* Members by name; fallback where there is none of that type. */
const char *ht_document_text(JsonObject *object, const char *name, const char *fallback);
gint64 ht_document_number(JsonObject *object, const char *name, gint64 fallback);
gboolean ht_document_flag(JsonObject *object, const char *name);

G_END_DECLS
