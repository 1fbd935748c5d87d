/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much has been told of each day of one person's year, to whom and in all.
 *
 * The unit of privacy is a day. What is told of a window costs every cell of it the whole price of
 * the answer, because each of its days is in it; cells that are not asked for cost nothing
 * (parallel composition). Prices of answers about the same cell add up (sequential composition). An
 * answer that every account gets in the same words costs all of them together once, and each
 * account once of its own. Prices are whole micro-epsilon.
 *
 * The bytes, little-endian, version 1: u8 version, u16 accounts, the row of all, then for each
 * account u32 uid (ascending) and its row. A row: for each of WINDOW_CELLS u8 told (bits of enum
 * ht_told), u32 spent_micro. No thread of its own, no lock.
 */
#pragma once

#include "privacy/anonymity/window.h"

#include <glib.h>

G_BEGIN_DECLS

/* Bits: what was told of a cell. */
enum ht_told {
	HT_TOLD_ANONYMISED_30 = 1 << 0,
	HT_TOLD_ANONYMISED_90 = 1 << 1,
	HT_TOLD_ANONYMISED_365 = 1 << 2,
	HT_TOLD_DEIDENTIFIED = 1 << 3,
	HT_TOLD_EVERYTHING = (1 << 4) - 1,
};

enum { HT_BUDGET_ACCOUNTS_MAX = 1000, HT_BUDGET_SPENT_MAX_MICRO = 1000000000 };

typedef struct {
	guint32 account_micro; /* what one account may be told of a day */
	guint32 all_micro;     /* and all of them together */
} HtBudgetLimits;

typedef struct {
	guint8 told[WINDOW_CELLS];
	guint32 spent_micro[WINDOW_CELLS];
} HtBudgetRow;

typedef struct _HtBudget HtBudget;

/* Nothing was told yet. */
HtBudget *ht_budget_new(void);
void ht_budget_free(HtBudget *budget);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtBudget, ht_budget_free)

/* Takes the price of telling this account that of this window, where it was not told before.
 * *changed: there was something to take. HT_ERROR_BUDGET_SPENT: nothing was taken. */
gboolean ht_budget_debit(HtBudget *budget, const HtBudgetLimits *limits, guint32 uid,
			 const struct window *window, enum ht_told what, guint32 price_micro,
			 gboolean *changed, GError **error);
/* (transfer none) NULL = nothing was told to this account. */
const HtBudgetRow *ht_budget_of(const HtBudget *budget, guint32 uid);
const HtBudgetRow *ht_budget_of_all(const HtBudget *budget);

/* (transfer full) */
GBytes *ht_budget_encode(const HtBudget *budget);
/* (transfer full) HT_ERROR_DAMAGED, HT_ERROR_UNSUPPORTED. */
HtBudget *ht_budget_decode(GBytes *bytes, GError **error);

G_END_DECLS
