/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of trust: how far a sample can be relied on, and what speaks against it. */
#pragma once

#include "common/trust.h"

#include <glib.h>

G_BEGIN_DECLS

/* One word for programs, as on the bus: "authenticated", "unauthenticated", "suspect". */
const char *ht_trust_name(enum sample_trust trust);
/* (transfer none) One word for a person, for what ht_trust_name() gives: "authentic", "open",
 * "suspect"; the name itself if not known. */
const char *ht_trust_words_of(const char *name);
/* What a stored number says, which may be none of them: such a sample is suspect. */
enum sample_trust ht_trust_of_number(double number);
/* (transfer full) One word for each bit of enum trust_reason, NULL-terminated; empty = none. */
char **ht_trust_reason_names(guint reasons);
/* (transfer full) What speaks against it, in words for a person; "" for none. */
char *ht_trust_reason_words(guint reasons);
/* (transfer none) Words for one name of ht_trust_reason_names(); the name itself if not known. */
const char *ht_trust_reason_words_of(const char *name);

G_END_DECLS
